#include "sim/report/time_name.hpp"

#include <charconv>
#include <cstddef>
#include <stdexcept>

namespace heddle {
namespace {

[[noreturn]] void fail(std::string_view text) {
  throw std::invalid_argument("bad duration '" + std::string(text) +
                              "': expected a whole number with a unit (ns, us, ms, s, m), such as "
                              "30s");
}

}  // namespace

std::chrono::nanoseconds parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) fail(text);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const DurationUnit& each : duration_units) {
    if (unit != each.name) continue;
    if (number > INT64_MAX / 2 / each.ns) fail(text);
    return std::chrono::nanoseconds(number * each.ns);
  }
  fail(text);
}

TimeChoice parse_time(std::string_view text) {
  if (text == "exact") return {TimeModel::exact, std::nullopt};
  if (text == "unbounded") return {TimeModel::unbounded, std::nullopt};
  if (text == "jitter") return {TimeModel::jitter, std::nullopt};
  constexpr std::string_view with_bound = "jitter:";
  if (text.starts_with(with_bound)) {
    return {TimeModel::jitter, parse_duration(text.substr(with_bound.size())).count()};
  }
  throw std::invalid_argument("unknown time model '" + std::string(text) +
                              "'; there is exact, unbounded, jitter, and with a bound jitter:2ms");
}

std::string duration_text(std::chrono::nanoseconds duration) {
  const std::int64_t ns = duration.count();
  for (const DurationUnit& unit : duration_units) {
    if (ns != 0 && ns % unit.ns == 0) return std::to_string(ns / unit.ns) + std::string(unit.name);
  }
  return "0s";
}

std::string time_name(const Settings& settings) {
  if (settings.time != TimeModel::jitter) return std::string(name(settings.time));
  return "jitter:" + duration_text(std::chrono::nanoseconds(settings.jitter_ns));
}

}  // namespace heddle
