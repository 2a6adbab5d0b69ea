#pragma once
// A thread that runs what others post to it, and sleeps while there is nothing. A flag wakes it up.

#include <deque>
#include <functional>
#include <mutex>
#include <utility>

#include "heddle/heddle.hpp"

namespace programs {

enum class EventLoopBug {
  none,
  // The flag is cleared after the events were taken: what was posted in between is forgotten.
  clears_too_late,
};

template <EventLoopBug bug = EventLoopBug::none>
class EventLoop {
 public:
  // By any thread.
  void post(std::function<void()> event) {
    {
      const std::lock_guard lock(mutex_);
      events_.write().push_back(std::move(event));
    }
    is_awake_ = true;
    is_awake_.notify_one();
  }

  // Posted by whoever wants the loop to end.
  void stop() {
    post([this] { is_stopping_ = true; });
  }

  // By one thread. Runs events until one of them stops it.
  void run() {
    while (!is_stopping_) {
      is_awake_.wait(false);
      if constexpr (bug != EventLoopBug::clears_too_late) is_awake_ = false;
      for (const std::function<void()>& event : take()) event();
      if constexpr (bug == EventLoopBug::clears_too_late) is_awake_ = false;
    }
  }

 private:
  std::deque<std::function<void()>> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_.write(), {});
  }

  heddle::mutex mutex_;
  heddle::shared<std::deque<std::function<void()>>> events_;
  heddle::atomic<bool> is_awake_{false};
  heddle::shared<bool> is_stopping_ = false;  // used by the loop's thread alone
};

}  // namespace programs
