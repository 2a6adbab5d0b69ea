#include "sim/native/channel.hpp"

#include <chrono>

#include "sim/model/operation.hpp"
#include "sim/native/deadline.hpp"

namespace heddle::native {

bool Channel::send(const Value& value) {
  std::unique_lock guard(mutex_);
  if (capacity_ > 0) {
    taken_.wait(guard, [this] {
      return is_closed() || static_cast<std::int64_t>(values_.size()) < capacity_;
    });
  }
  if (is_closed()) return false;
  values_.push_back(value);
  const std::uint64_t number = ++sent_;
  filled_.notify_one();
  if (capacity_ == 0) taken_.wait(guard, [this, number] { return taken_count_ >= number; });
  return true;
}

std::optional<Value> Channel::recv(std::int64_t timeout_ns) {
  const auto has_come = [this] { return is_closed() || !values_.empty(); };
  std::unique_lock guard(mutex_);
  if (timeout_ns == no_timeout) {
    filled_.wait(guard, has_come);
  } else {
    filled_.wait_until(guard, deadline_of<std::chrono::steady_clock>(timeout_ns), has_come);
  }
  return take();
}

std::optional<Value> Channel::try_recv() {
  const std::lock_guard guard(mutex_);
  return take();
}

std::optional<Value> Channel::take() {
  if (values_.empty()) return std::nullopt;
  const Value value = values_.front();
  values_.pop_front();
  ++taken_count_;
  taken_.notify_all();
  return value;
}

bool Channel::close() {
  const std::lock_guard guard(mutex_);
  if (is_closed()) return false;
  if (--senders_ == 0) {
    filled_.notify_all();
    taken_.notify_all();
  }
  return true;
}

}  // namespace heddle::native
