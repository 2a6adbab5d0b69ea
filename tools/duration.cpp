#include "tools/duration.hpp"

#include <charconv>
#include <cstdint>
#include <string>

#include "sim/report/time_name.hpp"
#include "tools/errors.hpp"

namespace heddle::tools {
namespace {

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
  for (const DurationUnit& each : duration_units) {
    if (unit != each.name) continue;
    if (number > INT64_MAX / 2 / each.ns) fail(text);
    return std::chrono::nanoseconds(number * each.ns);
  }
  fail(text);
}

}  // namespace heddle::tools
