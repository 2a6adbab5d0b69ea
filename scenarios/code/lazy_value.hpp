#pragma once
// A value that is made when it is needed first, by double-checked locking: S. Meyers, A.
// Alexandrescu, "C++ and the Perils of Double-Checked Locking" (Dr. Dobb's Journal, 2004).

#include <atomic>
#include <mutex>
#include <optional>

#include "heddle/heddle.hpp"

namespace programs {

enum class LazyValueBug {
  none,
  publishes_relaxed,  // the flag is seen, but perhaps not yet the value
  checks_once,        // outside of the lock only: the value is made twice
};

template <typename T, LazyValueBug bug = LazyValueBug::none>
class LazyValue {
 public:
  template <typename Make>
  const T& get(const Make& make) {
    if (!is_made_.load(std::memory_order_acquire)) {
      const std::lock_guard lock(mutex_);
      if (bug == LazyValueBug::checks_once || !is_made_.load(std::memory_order_relaxed)) {
        value_ = make();
        is_made_.store(true, bug == LazyValueBug::publishes_relaxed ? std::memory_order_relaxed
                                                                    : std::memory_order_release);
      }
    }
    return *value_.read();
  }

 private:
  heddle::mutex mutex_;
  heddle::shared<std::optional<T>> value_;
  heddle::atomic<bool> is_made_{false};
};

}  // namespace programs
