#include "scheduler/registry.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "scheduler/adversarial.hpp"
#include "scheduler/bounded.hpp"
#include "scheduler/dpor/dpor.hpp"
#include "scheduler/exhaustive.hpp"
#include "scheduler/nearest_word.hpp"
#include "scheduler/pct.hpp"
#include "scheduler/pos.hpp"
#include "scheduler/random.hpp"
#include "scheduler/round_robin.hpp"
#include "scheduler/stateful.hpp"
#include "scheduler/uniform_walk.hpp"

namespace heddle {

std::span<const Strategy> strategies() {
  static const std::array all{
      // clang-format off
      round_robin_strategy(),
      random_strategy(),
      pct_strategy(),
      pos_strategy(),
      urw_strategy(),
      surw_strategy(),
      adversarial_strategy(),
      dpor_strategy(),
      exhaustive_strategy(),
      preemptions_strategy(),
      delays_strategy(),
      stateful_strategy(),
      // clang-format on
  };
  return all;
}

namespace {

constexpr std::size_t longest_quotation = 60;

// Untrusted text for a message: bounded, and without characters that would disturb a terminal.
std::string quoted(std::string_view text) {
  std::string quotation = "'";
  for (const char c : text.substr(0, longest_quotation)) {
    quotation += c >= ' ' && c != '\x7f' ? c : '?';
  }
  return quotation + (text.size() > longest_quotation ? "...'" : "'");
}

// "; did you mean 'x'?", or all known words if none is near.
std::string suggestion(std::string_view word, std::span<const std::string_view> known) {
  if (known.empty()) return "; it has none";
  if (const auto nearest = nearest_word(word, known)) {
    return "; did you mean '" + std::string(*nearest) + "'?";
  }
  std::string list = "; there is ";
  for (const std::string_view name : known) list.append(name).append(", ");
  list.resize(list.size() - 2);
  return list;
}

const Strategy& find(std::span<const Strategy> known, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Strategy& strategy : known) {
    if (name == strategy.name || (!name.empty() && name == strategy.alias)) return strategy;
    names.push_back(strategy.name);
    if (!strategy.alias.empty()) names.push_back(strategy.alias);
  }
  throw SchedulerError("unknown scheduler " + quoted(name) + suggestion(name, names));
}

std::size_t find_parameter(const Strategy& strategy, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : strategy.parameters) {
    if (parameter.name == name) return names.size();
    names.push_back(parameter.name);
  }
  throw SchedulerError("unknown parameter " + quoted(name) + " of scheduler '" +
                       std::string(strategy.name) + "'" + suggestion(name, names));
}

std::uint64_t parse_value(const Parameter& parameter, std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < parameter.least ||
      value > parameter.most) {
    throw SchedulerError("bad value " + quoted(text) + " of parameter '" +
                         std::string(parameter.name) + "': expected a whole number from " +
                         std::to_string(parameter.least) + " to " + std::to_string(parameter.most));
  }
  return value;
}

// Splits off and returns the text before the first `separator`, which is dropped; all of it if
// there is none.
std::string_view take_until(std::string_view& text, char separator) {
  const std::string_view taken = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), taken.size() + 1));
  return taken;
}

struct Selection {
  const Strategy& strategy;
  std::vector<std::uint64_t> values;  // of the strategy's parameters, in their order
  std::vector<bool> given;            // by parameter: whether the spec gives it
};

Selection parse(std::span<const Strategy> known, std::string_view spec) {
  const std::string_view whole = spec;
  const Strategy& strategy = find(known, take_until(spec, ':'));
  Selection selection{.strategy = strategy, .values = {}, .given = {}};
  for (const Parameter& parameter : strategy.parameters) {
    selection.values.push_back(parameter.preset);
    selection.given.push_back(false);
  }
  if (spec.empty()) {
    if (whole.ends_with(':')) throw SchedulerError("expected 'parameter=value' after the ':'");
    return selection;
  }
  bool more = true;
  while (more) {
    more = spec.find(',') != std::string_view::npos;
    std::string_view assignment = take_until(spec, ',');
    const bool assigns = assignment.find('=') != std::string_view::npos;
    const std::string_view name = take_until(assignment, '=');
    const std::size_t position = find_parameter(strategy, name);
    if (!assigns) {
      throw SchedulerError("expected '=' and a value after parameter '" + std::string(name) + "'");
    }
    if (selection.given[position])
      throw SchedulerError("parameter '" + std::string(name) + "' given twice");
    selection.given[position] = true;
    selection.values[position] = parse_value(strategy.parameters[position], assignment);
  }
  return selection;
}

// The spec, with the wanted parameters.
template <typename Wanted>
std::string spelt_out(const Selection& selection, const Wanted& wanted) {
  std::string text(selection.strategy.name);
  char separator = ':';
  for (std::size_t i = 0; i < selection.values.size(); ++i) {
    const Parameter& parameter = selection.strategy.parameters[i];
    if (!wanted(parameter)) continue;
    text += separator;
    text.append(parameter.name).append("=").append(std::to_string(selection.values[i]));
    separator = ',';
  }
  return text;
}

}  // namespace

const Strategy& find_strategy(std::string_view spec) {
  return find(strategies(), take_until(spec, ':'));
}

std::unique_ptr<Scheduler> make_scheduler(std::string_view spec, std::uint64_t seed) {
  return make_scheduler(strategies(), spec, seed);
}

std::unique_ptr<Scheduler> make_scheduler(std::span<const Strategy> known, std::string_view spec,
                                          std::uint64_t seed) {
  const Selection selection = parse(known, spec);
  if (selection.strategy.make == nullptr) {
    throw SchedulerError("scheduler '" + std::string(selection.strategy.name) +
                         "' searches states and runs no single executions; use it to explore");
  }
  return selection.strategy.make(selection.values, seed);
}

std::string spec_of_bound(std::string_view bound) {
  std::vector<std::string_view> names;
  for (const Strategy& strategy : strategies()) {
    if (!strategy.bound_noun.empty()) names.push_back(strategy.name);
  }
  const bool assigns = bound.find('=') != std::string_view::npos;
  const std::string_view name = take_until(bound, '=');
  if (std::ranges::find(names, name) == names.end()) {
    throw SchedulerError("unknown bound " + quoted(name) + suggestion(name, names));
  }
  if (!assigns) {
    throw SchedulerError("expected '=' and a number after '" + std::string(name) + "'");
  }
  const Parameter& parameter = find_strategy(name).parameters.front();
  return std::string(name) + ":" + std::string(parameter.name) + "=" +
         std::to_string(parse_value(parameter, bound));
}

std::vector<std::uint64_t> parameter_values(std::string_view spec) {
  return parse(strategies(), spec).values;
}

std::string full_spec(std::string_view spec) {
  return spelt_out(parse(strategies(), spec), [](const Parameter&) { return true; });
}

std::string search_spec(std::string_view spec) {
  return spelt_out(parse(strategies(), spec),
                   [](const Parameter& parameter) { return !parameter.limits_memory; });
}

std::optional<std::size_t> memory_limit(std::string_view spec, std::optional<std::size_t> preset) {
  const Selection selection = parse(strategies(), spec);
  const auto parameters = selection.strategy.parameters;
  const auto found = std::ranges::find_if(parameters, &Parameter::limits_memory);
  if (found == parameters.end()) return std::nullopt;
  const auto place = static_cast<std::size_t>(found - parameters.begin());
  if (preset && !selection.given[place]) return preset;
  return selection.values[place] << 20U;
}

}  // namespace heddle
