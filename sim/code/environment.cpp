#include "sim/code/environment.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "sim/report/time_name.hpp"
#include "sim/report/words.hpp"

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
      given.budget = parse_duration(*text);
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

std::string command_of_process() {
  std::ifstream stream("/proc/self/cmdline", std::ios::binary);
  const std::string words(std::istreambuf_iterator<char>(stream), {});
  std::string command;
  for (std::size_t begin = 0; begin < words.size();) {
    const std::size_t end = std::min(words.find('\0', begin), words.size());
    command += (command.empty() ? "" : " ") + shell_word(words.substr(begin, end - begin));
    begin = end + 1;
  }
  return command;
}

}  // namespace heddle::code
