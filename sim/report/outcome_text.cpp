#include "sim/report/outcome_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/explain/descriptions.hpp"
#include "sim/report/words.hpp"

namespace heddle {
namespace {

constexpr std::size_t widest_output = 60;  // beyond that, letters stand for lines
constexpr std::size_t longest_value = 200;
constexpr std::size_t longest_values = 2'000;  // of one outcome
constexpr std::size_t longest_line = 100;      // a longer one is cut
constexpr std::size_t most_lettered = 200;     // beyond that, a legend explains nothing
constexpr std::size_t most_letters = 60;       // in one outcome

// a, b, ..., z, then a1, b1, ...
std::string letter(std::size_t number) {
  std::string text(1, static_cast<char>('a' + number % 26));
  if (number >= 26) text += std::to_string(number / 26);
  return text;
}

std::string cut(std::string text, std::size_t longest) {
  if (columns(text) <= longest) return text;
  std::size_t place = 0;
  for (std::size_t column = 0; column < longest; ++column) {
    do {
      ++place;
    } while ((static_cast<unsigned char>(text[place]) & 0xC0U) == 0x80U);
  }
  return text.substr(0, place) + "...";
}

}  // namespace

std::string values_text(const ReportSubject& subject, std::span<const Value> values) {
  const Texts& texts = subject.texts();
  std::string text;
  std::size_t next = 0;
  for (const Observed& observed : subject.observed()) {
    std::string value;
    for (std::size_t i = 0; i < observed.count; ++i) {
      if (text.size() + value.size() > longest_values) {
        value += ", ...";
        break;
      }
      const Value& each = values[next + i];
      value += i == 0 ? "" : ", ";
      value +=
          each.type == ValueType::nothing ? "null" : shortened(to_text(each, texts), longest_value);
    }
    next += observed.count;
    if (!text.empty()) text += ", ";
    if (observed.is_list) value = "[" + value + "]";
    text += fmt::format("{} = {}", observed.text, value);
    if (text.size() > longest_values) break;
  }
  return printable(shortened(text, 2 * longest_values));
}

OutputColumn::OutputColumn(const ReportSubject& subject, std::span<const Outcome* const> outcomes)
    : subject_(subject) {
  std::size_t widest = 0;
  for (const Outcome* outcome : outcomes) widest = std::max(widest, columns(text(*outcome)));
  if (widest <= widest_output) return;
  for (const Outcome* outcome : outcomes) {
    for (const TextId id : outcome->output) {
      const auto [entry, is_new] = letters_.try_emplace(id);
      if (!is_new) continue;
      entry->second = letter(lettered_.size());
      lettered_.push_back(id);
    }
  }
  if (lettered_.size() <= most_lettered) return;
  lettered_.clear();
  letters_.clear();
}

std::string OutputColumn::line(TextId id) const {
  return cut(printable(subject_.texts()[id]), longest_line);
}

std::string OutputColumn::text(const Outcome& outcome) const {
  std::string text;
  if (lettered_.empty()) {
    for (const TextId id : outcome.output) text += (text.empty() ? "" : " | ") + line(id);
    return text;
  }
  std::size_t shown = 0;
  for (const TextId id : outcome.output) {
    if (shown++ == most_letters) {
      return text + fmt::format(" ... ({} lines)", outcome.output.size());
    }
    text += (text.empty() ? "" : " ") + letters_.at(id);
  }
  return text;
}

std::string OutputColumn::legend() const {
  std::string text;
  for (const TextId id : lettered_) text += fmt::format("  {:>3}  {}\n", letters_.at(id), line(id));
  return text;
}

}  // namespace heddle
