#pragma once
// Threads that run tasks. When the pool is destroyed, what was submitted before is still run.

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "heddle/heddle.hpp"

namespace programs {

enum class ThreadPoolBug {
  none,
  // A worker has seen that it is to go on, and is about to wait: it misses the notification.
  stops_without_the_mutex,
};

template <ThreadPoolBug bug = ThreadPoolBug::none>
class ThreadPool {
 public:
  explicit ThreadPool(std::size_t workers) {
    for (std::size_t worker = 0; worker < workers; ++worker) {
      workers_.emplace_back([this] { work(); });
    }
  }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  ~ThreadPool() {
    stop();
    for (heddle::thread& worker : workers_) worker.join();
  }

  void submit(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.write().push_back(std::move(task));
    }
    changed_.notify_one();
  }

 private:
  void stop() {
    if constexpr (bug == ThreadPoolBug::stops_without_the_mutex) {
      is_stopping_ = true;
    } else {
      const std::lock_guard lock(mutex_);
      is_stopping_ = true;
    }
    changed_.notify_all();
  }

  void work() {
    while (std::function<void()> task = next()) task();
  }
  // Empty: there is none, and there will be none.
  std::function<void()> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_stopping_ || !tasks_.read().empty(); });
    if (tasks_.read().empty()) return {};
    std::function<void()> task = std::move(tasks_.write().front());
    tasks_.write().pop_front();
    return task;
  }

  heddle::mutex mutex_;
  heddle::condition_variable changed_;
  heddle::shared<std::deque<std::function<void()>>> tasks_;
  heddle::atomic<bool> is_stopping_{false};
  std::vector<heddle::thread> workers_;  // begun last: they use what is above
};

}  // namespace programs
