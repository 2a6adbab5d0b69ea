#pragma once
// A queue of limited length: push waits while it is full, pop while it is empty. Both kinds of
// waiters share one condition variable.

#include <array>
#include <cstddef>
#include <mutex>
#include <utility>

namespace programs {

enum class BoundedQueueBug {
  none,
  // The one that is notified may be of the wrong kind: a producer that finds the queue full again,
  // while the consumer sleeps on.
  notifies_one,
};

// `Sync`: UnderTest or InProduction, so that this header needs no heddle.
template <typename Sync, typename T, std::size_t capacity,
          BoundedQueueBug bug = BoundedQueueBug::none>
class BoundedQueue {
 public:
  void push(T item) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return count_ < capacity; });
    items_[(first_ + count_) % capacity] = std::move(item);
    ++count_;
    announce();
  }

  T pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return count_ > 0; });
    T item = items_[first_];
    first_ = (first_ + 1) % capacity;
    --count_;
    announce();
    return item;
  }

 private:
  void announce() {
    if constexpr (bug == BoundedQueueBug::notifies_one) {
      changed_.notify_one();
    } else {
      changed_.notify_all();
    }
  }

  typename Sync::mutex mutex_;
  typename Sync::condition_variable changed_;
  std::array<typename Sync::template shared<T>, capacity> items_{};
  typename Sync::template shared<std::size_t> first_ = 0U;
  typename Sync::template shared<std::size_t> count_ = 0U;
};

}  // namespace programs
