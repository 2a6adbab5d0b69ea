#include "tools/duration.hpp"

#include <array>
#include <charconv>
#include <cstdint>

#include "tools/errors.hpp"

namespace heddle::tools {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ns;
};

// From large to small.
constexpr std::array<Unit, 5> units{
    {{"m", 60'000'000'000}, {"s", 1'000'000'000}, {"ms", 1'000'000}, {"us", 1'000}, {"ns", 1}}};

[[noreturn]] void fail(std::string_view text) {
  throw UsageError("bad duration '" + std::string(text) +
                   "': expected a whole number with a unit (ns, us, ms, s, m), such as 30s");
}

}  // namespace

std::chrono::nanoseconds parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) fail(text);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& each : units) {
    if (unit != each.name) continue;
    if (number > INT64_MAX / 2 / each.ns) fail(text);
    return std::chrono::nanoseconds(number * each.ns);
  }
  fail(text);
}

std::string duration_text(std::chrono::nanoseconds duration) {
  const std::int64_t ns = duration.count();
  for (const Unit& unit : units) {
    if (ns != 0 && ns % unit.ns == 0) return std::to_string(ns / unit.ns) + std::string(unit.name);
  }
  return "0s";
}

}  // namespace heddle::tools
