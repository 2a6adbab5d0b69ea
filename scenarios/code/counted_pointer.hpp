#pragma once
// A pointer whose copies count themselves: the last one deletes the object.

#include <atomic>
#include <cstddef>
#include <utility>

#include "heddle/heddle.hpp"
#include "scenarios/code/quarantine.hpp"

namespace programs {

enum class CountedPointerBug {
  none,
  counts_in_two_steps,  // two threads see that none is left: both delete
  releases_relaxed,     // the last one deletes what others may still use
};

template <typename T, CountedPointerBug bug = CountedPointerBug::none>
class CountedPointer {
 public:
  explicit CountedPointer(T value) : counted_(new Counted(std::move(value))) {}
  CountedPointer(const CountedPointer& other) noexcept : counted_(other.counted_) {
    counted_->count.fetch_add(1, std::memory_order_relaxed);
  }
  CountedPointer(CountedPointer&& other) noexcept
      : counted_(std::exchange(other.counted_, nullptr)) {}
  CountedPointer& operator=(CountedPointer other) noexcept {
    std::swap(counted_, other.counted_);
    return *this;
  }
  ~CountedPointer() {
    if (counted_ != nullptr && is_last()) delete counted_;
  }

  heddle::shared<T>& operator*() const { return counted_->value; }

 private:
  struct Counted : Quarantined {
    explicit Counted(T its_value) : value(std::move(its_value)) {}
    heddle::shared<T> value;
    heddle::atomic<std::size_t> count{1};
  };

  bool is_last() {
    if constexpr (bug == CountedPointerBug::counts_in_two_steps) {
      --counted_->count;
      return counted_->count == 0;
    } else {
      return counted_->count.fetch_sub(1, bug == CountedPointerBug::releases_relaxed
                                              ? std::memory_order_relaxed
                                              : std::memory_order_acq_rel) == 1;
    }
  }

  Counted* counted_;
};

}  // namespace programs
