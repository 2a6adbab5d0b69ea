#pragma once
// Clocks of virtual time. In an exploration they show the time of its time model: with
// `time = "exact"` or `"jitter:..."` the time that sleeps take, and else only what the thread that
// asks has slept itself. Elsewhere they are the standard's.

#include <chrono>

#include "heddle/detail/simulation.hpp"

namespace heddle {

namespace detail {

template <typename Real>
struct clock {
  using duration = typename Real::duration;
  using rep = typename Real::rep;
  using period = typename Real::period;
  using time_point = std::chrono::time_point<Real, duration>;
  static constexpr bool is_steady = Real::is_steady;

  // Explorations begin at the same moment whenever they are run.
  static time_point now() noexcept {
    if (!is_simulated()) return Real::now();
    constexpr std::chrono::hours begin{24 * 365 * 30};
    return time_point(
        std::chrono::duration_cast<duration>(begin + std::chrono::nanoseconds(now_ns())));
  }
};

}  // namespace detail

struct steady_clock : detail::clock<std::chrono::steady_clock> {};

struct system_clock : detail::clock<std::chrono::system_clock> {
  static std::time_t to_time_t(const time_point& time) noexcept {
    return std::chrono::system_clock::to_time_t(time);
  }
  static time_point from_time_t(std::time_t time) noexcept {
    return std::chrono::system_clock::from_time_t(time);
  }
};

using high_resolution_clock = steady_clock;

}  // namespace heddle
