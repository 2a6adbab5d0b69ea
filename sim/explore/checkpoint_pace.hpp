#pragma once
// How often checkpoints are taken. It must not know what is in them.

#include <algorithm>
#include <chrono>

namespace heddle {

// How long to go on after a checkpoint that took `took`: so long that all of them cost less than
// one part in 25 of the time.
constexpr std::chrono::nanoseconds until_next_checkpoint(std::chrono::nanoseconds at_least,
                                                         std::chrono::nanoseconds took) {
  return std::max(at_least, 25 * took);
}

}  // namespace heddle
