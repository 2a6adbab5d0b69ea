#include "sim/code/environment.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace heddle::code {
namespace {

std::invalid_argument bad_value(const std::string& name, const std::string& value,
                                const char* wanted) {
  return std::invalid_argument(name + ": expected " + wanted + ", not '" + value + "'");
}

template <typename Number>
Number number_of(const char* name, const std::string& text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end) throw bad_value(name, text, "a whole number");
  return number;
}

}  // namespace

std::optional<std::string> variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::chrono::nanoseconds duration_of(const std::string& text) {
  constexpr std::array<std::pair<std::string_view, double>, 6> units{
      {{"", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}, {"s", 1e9}, {"m", 6e10}}};
  double count = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, count);
  const std::string_view unit(stopped, static_cast<std::size_t>(end - stopped));
  const auto known = std::ranges::find(units, unit, &std::pair<std::string_view, double>::first);
  constexpr double most_ns = 9e18;
  if (error != std::errc() || known == units.end() || count < 0 ||
      count * known->second > most_ns) {
    throw std::invalid_argument("expected a duration such as 500ms, 10s or 2m, not '" + text + "'");
  }
  return std::chrono::nanoseconds(static_cast<std::int64_t>(count * known->second));
}

options with_environment(options given) {
  if (const auto text = variable("HEDDLE_STRATEGY")) {
    given.strategy = *text;
    given.bound.clear();
  }
  if (const auto text = variable("HEDDLE_BOUND")) {
    given.bound = *text;
    given.strategy.clear();
  }
  if (const auto text = variable("HEDDLE_BUDGET")) {
    try {
      given.budget = duration_of(*text);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(std::string("HEDDLE_BUDGET: ") + error.what());
    }
  }
  if (const auto text = variable("HEDDLE_SEED")) {
    given.seed = number_of<std::uint64_t>("HEDDLE_SEED", *text);
  }
  if (const auto text = variable("HEDDLE_EXECUTIONS")) {
    given.executions = number_of<std::uint64_t>("HEDDLE_EXECUTIONS", *text);
  }
  if (const auto text = variable("HEDDLE_JOBS")) {
    given.jobs = number_of<unsigned>("HEDDLE_JOBS", *text);
  }
  if (const auto text = variable("HEDDLE_TIME")) given.time = *text;
  return given;
}

std::string quoted(const std::string& text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@+%";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string command_of_process() {
  std::ifstream stream("/proc/self/cmdline", std::ios::binary);
  const std::string words(std::istreambuf_iterator<char>(stream), {});
  std::string command;
  for (std::size_t begin = 0; begin < words.size();) {
    const std::size_t end = std::min(words.find('\0', begin), words.size());
    command += (command.empty() ? "" : " ") + quoted(words.substr(begin, end - begin));
    begin = end + 1;
  }
  return command;
}

}  // namespace heddle::code
