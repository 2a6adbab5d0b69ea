#include "sim/native/synchronization.hpp"

#include <chrono>

#include "sim/model/operation.hpp"
#include "sim/native/deadline.hpp"

namespace heddle::native {

void Semaphore::acquire() {
  std::unique_lock guard(mutex_);
  released_.wait(guard, [this] { return permits_ > 0; });
  --permits_;
}

bool Semaphore::try_acquire(std::int64_t timeout_ns) {
  std::unique_lock guard(mutex_);
  if (timeout_ns != no_timeout) {
    released_.wait_until(guard, deadline_of<std::chrono::steady_clock>(timeout_ns),
                         [this] { return permits_ > 0; });
  }
  if (permits_ <= 0) return false;
  --permits_;
  return true;
}

bool Semaphore::release(std::int64_t count) {
  const std::lock_guard guard(mutex_);
  if (__builtin_add_overflow(permits_, count, &permits_)) return false;
  if (count == 1) {
    released_.notify_one();
  } else {
    released_.notify_all();
  }
  return true;
}

void Barrier::arrive() {
  std::unique_lock guard(mutex_);
  if (++arrived_ >= parties_) {
    arrived_ = 0;
    ++round_;
    round_over_.notify_all();
    return;
  }
  round_over_.wait(guard, [this, round = round_] { return round_ != round; });
}

bool Once::begin() {
  std::unique_lock guard(mutex_);
  done_.wait(guard, [this] { return state_ != State::running; });
  if (state_ == State::done) return false;
  state_ = State::running;
  return true;
}

void Once::end() {
  const std::lock_guard guard(mutex_);
  state_ = State::done;
  done_.notify_all();
}

void Moment::happen() {
  const std::lock_guard guard(mutex_);
  happened_ = true;
  happens_.notify_all();
}

void Moment::wait() {
  std::unique_lock guard(mutex_);
  happens_.wait(guard, [this] { return happened_; });
}

}  // namespace heddle::native
