#pragma once
// Durations and the time model as users write them, so that a report can be read back.

#include <array>
#include <chrono>
#include <cstdint>
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

// In the largest unit in which it is a whole number: "2ms".
std::string duration_text(std::chrono::nanoseconds duration);

// The name that `--time` has for the time model: "exact", "jitter:2ms".
std::string time_name(const Settings& settings);

}  // namespace heddle
