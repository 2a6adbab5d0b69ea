#pragma once
// A queue of limited length with two condition variables, so that each notification reaches the
// right kind of waiter.

#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

#include "heddle/heddle.hpp"

namespace programs {

enum class BlockingQueueBug {
  none,
  // Between the notification and the return from wait, another consumer takes the item.
  waits_once,
};

template <typename T, BlockingQueueBug bug = BlockingQueueBug::none>
class BlockingQueue {
 public:
  explicit BlockingQueue(std::size_t capacity) : capacity_(capacity) {}

  void push(T item) {
    std::unique_lock lock(mutex_);
    while (items_.read().size() == capacity_) not_full_.wait(lock);
    items_.write().push_back(std::move(item));
    not_empty_.notify_one();
  }

  T pop() {
    std::unique_lock lock(mutex_);
    if constexpr (bug == BlockingQueueBug::waits_once) {
      if (items_.read().empty()) not_empty_.wait(lock);
    } else {
      while (items_.read().empty()) not_empty_.wait(lock);
    }
    heddle::expect(!items_.read().empty(), "there is an item to pop");
    T item = std::move(items_.write().front());
    items_.write().pop_front();
    not_full_.notify_one();
    return item;
  }

 private:
  const std::size_t capacity_;
  heddle::mutex mutex_;
  heddle::condition_variable not_empty_;
  heddle::condition_variable not_full_;
  heddle::shared<std::deque<T>> items_;
};

}  // namespace programs
