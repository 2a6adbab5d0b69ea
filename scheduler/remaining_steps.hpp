#pragma once
// How many steps are left to each thread of an execution, as the executions before lead to expect.
// It must not know what comes of it.

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/model/ids.hpp"

namespace heddle {

// In units of 1 / executions of a step.
class RemainingSteps {
 public:
  // `sums` over so many executions, by ThreadId: each thread with all that it spawns.
  void begin(std::vector<std::uint64_t> sums, std::uint64_t executions) {
    sums_ = std::move(sums);
    left_ = sums_;
    unit_ = std::max<std::uint64_t>(executions, 1);
  }
  // Of a thread that stands before such a step.
  std::uint64_t of(ThreadId thread) const {
    const std::uint64_t least = std::max<std::uint64_t>(unit_ / 16, 1);
    return index(thread) < left_.size() ? std::max(left_[index(thread)], least) : least;
  }
  // The same of any thread.
  std::uint64_t expected_of(ThreadId thread) const {
    return index(thread) < left_.size() ? left_[index(thread)] : 0;
  }
  void take_step(ThreadId thread) { take(thread, unit_); }
  void spawn(ThreadId spawner, ThreadId child) {
    if (index(child) < sums_.size()) take(spawner, sums_[index(child)]);
  }

 private:
  void take(ThreadId thread, std::uint64_t amount) {
    if (index(thread) >= left_.size()) return;
    std::uint64_t& left = left_[index(thread)];
    left -= std::min(left, amount);
  }

  std::vector<std::uint64_t> sums_;
  std::vector<std::uint64_t> left_;
  std::uint64_t unit_ = 1;
};

}  // namespace heddle
