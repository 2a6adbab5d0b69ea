#pragma once
// A lock of one flag. A thread that does not get it sleeps until the flag changes: an exploration
// of a loop that only spins has no end.

#include <atomic>

#include "heddle/heddle.hpp"

namespace programs {

enum class SpinLockBug {
  none,
  tests_then_sets,  // two threads see that it is free
  unlocks_relaxed,  // the next owner need not see what this one wrote
};

template <SpinLockBug bug = SpinLockBug::none>
class SpinLock {
 public:
  void lock() {
    while (is_taken()) taken_.wait(true, std::memory_order_relaxed);
  }
  bool try_lock() { return !is_taken(); }
  void unlock() {
    taken_.store(false, bug == SpinLockBug::unlocks_relaxed ? std::memory_order_relaxed
                                                            : std::memory_order_release);
    taken_.notify_one();
  }

 private:
  // If it was not, the caller has taken it.
  bool is_taken() {
    if constexpr (bug == SpinLockBug::tests_then_sets) {
      if (taken_.load(std::memory_order_acquire)) return true;
      taken_.store(true, std::memory_order_relaxed);
      return false;
    } else {
      return taken_.exchange(true, std::memory_order_acquire);
    }
  }

  heddle::atomic<bool> taken_{false};
};

}  // namespace programs
