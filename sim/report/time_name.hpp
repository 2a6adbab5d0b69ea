#pragma once
// Durations and the time model as users write them, so that a report can be read back.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/model/program.hpp"

namespace heddle {

struct DurationUnit {
  std::string_view name;
  std::int64_t ns;
};

// From large to small.
inline constexpr std::array<DurationUnit, 5> duration_units{
    {{"m", 60'000'000'000}, {"s", 1'000'000'000}, {"ms", 1'000'000}, {"us", 1'000}, {"ns", 1}}};

// "30s", "500ms": a whole number with a unit. Throws std::invalid_argument.
std::chrono::nanoseconds parse_duration(std::string_view text);
// In the largest unit in which it is a whole number: "2ms".
std::string duration_text(std::chrono::nanoseconds duration);

struct TimeChoice {
  TimeModel model = TimeModel::unbounded;
  std::optional<std::int64_t> jitter_ns;  // none: it is not said here
};
// "exact", "unbounded", "jitter" or "jitter:2ms". Throws std::invalid_argument.
TimeChoice parse_time(std::string_view text);
// The name that `--time` has for the time model: "exact", "jitter:2ms".
std::string time_name(const Settings& settings);

}  // namespace heddle
