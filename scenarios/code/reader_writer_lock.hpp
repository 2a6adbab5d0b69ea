#pragma once
// A lock for one writer or many readers, of a mutex and two condition variables. Readers that come
// after a waiting writer let it go first. A writer may give up.

#include <chrono>
#include <mutex>

#include "heddle/heddle.hpp"

namespace programs {

enum class ReaderWriterLockBug {
  none,
  // The readers that it held up are not told that the writer has given up.
  gives_up_silently,
};

template <ReaderWriterLockBug bug = ReaderWriterLockBug::none>
class ReaderWriterLock {
 public:
  void lock() {
    std::unique_lock guard(mutex_);
    ++waiting_writers_;
    writers_.wait(guard, [this] { return is_free(); });
    --waiting_writers_;
    is_written_ = true;
  }

  template <typename Rep, typename Period>
  bool try_lock_for(const std::chrono::duration<Rep, Period>& patience) {
    std::unique_lock guard(mutex_);
    ++waiting_writers_;
    const bool is_mine = writers_.wait_for(guard, patience, [this] { return is_free(); });
    --waiting_writers_;
    if (is_mine) {
      is_written_ = true;
    } else if constexpr (bug != ReaderWriterLockBug::gives_up_silently) {
      readers_.notify_all();
    }
    return is_mine;
  }

  void unlock() {
    const std::lock_guard guard(mutex_);
    is_written_ = false;
    writers_.notify_one();
    readers_.notify_all();
  }

  void lock_shared() {
    std::unique_lock guard(mutex_);
    readers_.wait(guard, [this] { return !is_written_ && waiting_writers_ == 0; });
    ++reading_;
  }

  void unlock_shared() {
    const std::lock_guard guard(mutex_);
    if (--reading_ == 0) writers_.notify_one();
  }

 private:
  bool is_free() const { return !is_written_ && reading_ == 0; }

  heddle::mutex mutex_;
  heddle::condition_variable readers_;
  heddle::condition_variable writers_;
  heddle::shared<bool> is_written_ = false;
  heddle::shared<int> reading_ = 0;
  heddle::shared<int> waiting_writers_ = 0;
};

}  // namespace programs
