#include "sim/world/virtual_clock.hpp"

#include <algorithm>

namespace heddle {

void VirtualClock::reset() {
  now_ns_ = 0;
  if (timers_ != 0) deadlines_ns_.clear();
  timers_ = 0;
  if (model_ == TimeModel::jitter) zone_.reset();
}

void VirtualClock::start(ThreadId thread, std::int64_t duration_ns, std::int64_t slack_ns) {
  if (model_ == TimeModel::unbounded) return;
  ++timers_;
  if (deadlines_ns_.size() <= index(thread)) deadlines_ns_.resize(index(thread) + 1, no_deadline);
  // A deadline beyond the range of the clock is as good as its end.
  const std::int64_t room = no_deadline - 1 - now_ns_;
  deadlines_ns_[index(thread)] = now_ns_ + std::min(duration_ns, room);
  if (model_ == TimeModel::jitter) zone_.add(thread, duration_ns, duration_ns + slack_ns);
}

void VirtualClock::cancel(ThreadId thread) {
  if (timers_ == 0 || deadlines_ns_.size() <= index(thread)) return;
  if (deadlines_ns_[index(thread)] == no_deadline) return;
  deadlines_ns_[index(thread)] = no_deadline;
  --timers_;
  if (model_ == TimeModel::jitter) zone_.remove(thread);
}

bool VirtualClock::may_fire(ThreadId thread, bool idle) const {
  switch (model_) {
    case TimeModel::unbounded:
      return true;
    case TimeModel::exact: {
      const std::int64_t deadline_ns = deadlines_ns_[index(thread)];
      if (deadline_ns <= now_ns_) return true;
      return idle && deadline_ns == *std::min_element(deadlines_ns_.begin(), deadlines_ns_.end());
    }
    case TimeModel::jitter:
      return idle ? zone_.may_be_first(thread) : zone_.may_be_now(thread);
  }
  return false;
}

void VirtualClock::fire(ThreadId thread, bool idle) {
  if (model_ == TimeModel::unbounded) return;
  now_ns_ = std::max(now_ns_, deadlines_ns_[index(thread)]);
  if (model_ == TimeModel::jitter) idle ? zone_.set_first(thread) : zone_.set_now(thread);
  deadlines_ns_[index(thread)] = no_deadline;
  --timers_;
}

}  // namespace heddle
