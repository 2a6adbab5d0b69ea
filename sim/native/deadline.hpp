#pragma once
// When an operation with a time-out gives up.

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace heddle::native {

// Longer ones are as good as endless, and adding them to the present could overflow.
inline constexpr std::int64_t longest_timeout_ns = std::int64_t{400} * 24 * 3600 * 1'000'000'000;

inline std::chrono::nanoseconds bounded(std::int64_t timeout_ns) {
  return std::chrono::nanoseconds(std::clamp(timeout_ns, std::int64_t{0}, longest_timeout_ns));
}

template <typename Clock>
std::chrono::time_point<Clock, std::chrono::nanoseconds> deadline_of(std::int64_t timeout_ns) {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(Clock::now()) + bounded(timeout_ns);
}

}  // namespace heddle::native
