#pragma once
// A pair of values that one thread writes and many read without a lock. A reader whose values may
// be of two different writes says so: the count that the writer keeps was odd, or has changed.
// The orders are those of H.-J. Boehm, "Can Seqlocks Get Along With Programming Language Memory
// Models?" (MSPC 2012).

#include <atomic>
#include <optional>
#include <type_traits>
#include <utility>

#include "heddle/heddle.hpp"

namespace programs {

enum class SeqlockBug {
  none,
  counts_once,  // after the values were written: nothing tells that they are being written
  // The count rejects what was torn, but the values are still read while they are written. To the
  // compiler that is a data race.
  plain_values,
};

template <typename T, SeqlockBug bug = SeqlockBug::none>
class Seqlock {
 public:
  Seqlock(T first, T second) : first_(first), second_(second) {}

  // By one thread only.
  void write(T first, T second) {
    const unsigned count = count_.load(std::memory_order_relaxed);
    if constexpr (bug != SeqlockBug::counts_once) {
      count_.store(count + 1, std::memory_order_relaxed);
      heddle::atomic_thread_fence(std::memory_order_release);
    }
    put(first_, first);
    put(second_, second);
    count_.store(count + 2, std::memory_order_release);
  }

  // Nothing: a write came between. A caller tries again as often as it likes.
  std::optional<std::pair<T, T>> try_read() const {
    const unsigned before = count_.load(std::memory_order_acquire);
    if (before % 2 != 0) return std::nullopt;
    const T first = get(first_);  // by statements, so that every compiler reads in this order
    const T second = get(second_);
    heddle::atomic_thread_fence(std::memory_order_acquire);
    if (count_.load(std::memory_order_relaxed) != before) return std::nullopt;
    return std::pair(first, second);
  }

 private:
  using Value =
      std::conditional_t<bug == SeqlockBug::plain_values, heddle::shared<T>, heddle::atomic<T>>;

  static void put(heddle::shared<T>& value, T written) { value = written; }
  static void put(heddle::atomic<T>& value, T written) {
    value.store(written, std::memory_order_relaxed);
  }
  static T get(const heddle::shared<T>& value) { return value; }
  static T get(const heddle::atomic<T>& value) { return value.load(std::memory_order_relaxed); }

  heddle::atomic<unsigned> count_{0};
  Value first_;
  Value second_;
};

}  // namespace programs
