#pragma once
// The limits that cut a native run off before it comes to an end of its own.

#include <array>
#include <cstddef>
#include <cstdint>

namespace heddle::native {

enum class CutOff : std::uint8_t {
  none,
  steps,    // Settings::step_limit, once the run has had its time for that
  time,     // RunnerOptions::run_timeout
  output,   // longer than what is kept of a run
  threads,  // the operating system allows no more
  memory,   // RunnerOptions::run_memory, or the operating system has no more
};
inline constexpr std::size_t cut_offs = static_cast<std::size_t>(CutOff::memory) + 1;

// How many runs each of them has cut off.
using CutOffCounts = std::array<std::uint64_t, cut_offs>;

}  // namespace heddle::native
