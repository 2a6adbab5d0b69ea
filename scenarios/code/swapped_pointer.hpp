#pragma once
// A value that is read often and replaced seldom, in the manner of RCU: readers take no lock. The
// writer puts a new value in place of the old one, and deletes that when no reader can still have
// it.

#include <atomic>
#include <utility>

#include "heddle/heddle.hpp"
#include "scenarios/code/quarantine.hpp"

namespace programs {

enum class SwappedPointerBug {
  none,
  does_not_wait,      // readers still look at the old value
  publishes_relaxed,  // readers see the pointer, but perhaps not yet the value
};

template <typename T, SwappedPointerBug bug = SwappedPointerBug::none>
class SwappedPointer {
 public:
  explicit SwappedPointer(T value) : current_(new Version(std::move(value))) {}
  SwappedPointer(const SwappedPointer&) = delete;
  SwappedPointer& operator=(const SwappedPointer&) = delete;
  ~SwappedPointer() { delete current_.load(); }

  template <typename Visit>
  auto read(const Visit& visit) {
    readers_.fetch_add(1);
    auto result = visit(current_.load()->value.read());
    if (readers_.fetch_sub(1) == 1) readers_.notify_all();
    return result;
  }

  // By one thread at a time. Waits for the readers.
  void replace(T value) {
    Version* const old =
        current_.exchange(new Version(std::move(value)), bug == SwappedPointerBug::publishes_relaxed
                                                             ? std::memory_order_relaxed
                                                             : std::memory_order_seq_cst);
    if constexpr (bug != SwappedPointerBug::does_not_wait) wait_for_readers();
    delete old;
  }

 private:
  struct Version : Quarantined {
    explicit Version(T its_value) : value(std::move(its_value)) {}
    const heddle::shared<T> value;
  };

  // Those that come later see the new value; it does no harm that they are waited for as well.
  void wait_for_readers() {
    for (int count = readers_; count != 0; count = readers_) readers_.wait(count);
  }

  heddle::atomic<int> readers_{0};
  heddle::atomic<Version*> current_;
};

}  // namespace programs
