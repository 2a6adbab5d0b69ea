#pragma once
// How long an operation waits, from what the standard's functions are given.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <type_traits>

#include "heddle/chrono.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle::detail {

// Requires a thread of an exploration, as does the other.
template <typename Rep, typename Period>
std::int64_t patience(const std::chrono::duration<Rep, Period>& duration) {
  // What is longer is as good as for ever, and may not fit into nanoseconds.
  constexpr std::chrono::hours most{24 * 36'500};
  if (duration >= most) return std::chrono::nanoseconds(most).count();
  return std::max<std::int64_t>(std::chrono::ceil<std::chrono::nanoseconds>(duration).count(), 0);
}

// The clocks of heddle/ give times of the standard's, so such a time is one of the exploration.
template <typename Clock, typename Duration>
std::int64_t patience_until(const std::chrono::time_point<Clock, Duration>& time) {
  if constexpr (std::is_same_v<Clock, std::chrono::steady_clock>) {
    return patience(time - steady_clock::now());
  } else if constexpr (std::is_same_v<Clock, std::chrono::system_clock>) {
    return patience(time - system_clock::now());
  } else {
    return patience(time - Clock::now());
  }
}

}  // namespace heddle::detail
