#pragma once
// A value that one thread will set, and what is then to be done with it. Whoever comes second, the
// value or the continuation, calls the continuation: once.

#include <atomic>
#include <functional>
#include <optional>
#include <utility>

#include "heddle/heddle.hpp"

namespace programs {

enum class ContinuedFutureBug {
  none,
  looks_then_tells,  // both sides look before the other has told: nobody calls
  tells_then_looks,  // both sides have told before the other looks: both call
};

template <typename T, ContinuedFutureBug bug = ContinuedFutureBug::none>
class ContinuedFuture {
 public:
  // Once.
  void set_value(T value) {
    value_ = std::move(value);
    if (is_second(value_is_set_, continuation_is_set_)) resume();
  }
  // Once.
  void then(std::function<void(const T&)> continuation) {
    continuation_ = std::move(continuation);
    if (is_second(continuation_is_set_, value_is_set_)) resume();
  }

 private:
  static constexpr unsigned value_is_set_ = 1;
  static constexpr unsigned continuation_is_set_ = 2;

  bool is_second(unsigned mine, unsigned other) {
    if constexpr (bug == ContinuedFutureBug::looks_then_tells) {
      const bool is_second = (done_ & other) != 0;
      done_ |= mine;
      return is_second;
    } else if constexpr (bug == ContinuedFutureBug::tells_then_looks) {
      done_ |= mine;
      return (done_ & other) != 0;
    } else {
      return (done_.fetch_or(mine, std::memory_order_acq_rel) & other) != 0;
    }
  }
  void resume() { continuation_.read()(*value_.read()); }

  heddle::shared<std::optional<T>> value_;
  heddle::shared<std::function<void(const T&)>> continuation_;
  heddle::atomic<unsigned> done_{0};
};

}  // namespace programs
