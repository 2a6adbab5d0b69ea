#include "sim/world/virtual_clock.hpp"

#include <algorithm>

namespace heddle {
namespace {

// More than all sleeps of an execution together; sums of a few of these do not overflow.
constexpr std::int64_t longest_slack_ns = INT64_MAX / 8;

}  // namespace

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
  if (model_ == TimeModel::jitter) {
    zone_.add(thread, duration_ns, duration_ns + std::min(slack_ns, longest_slack_ns));
  }
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

// What is overdue is due.
void VirtualClock::save(std::vector<std::uint64_t>& words) const {
  if (model_ == TimeModel::unbounded) return;
  words.push_back(timers_);
  for (std::size_t thread = 0; thread < deadlines_ns_.size(); ++thread) {
    if (deadlines_ns_[thread] == no_deadline) continue;
    words.push_back(thread);
    if (model_ == TimeModel::jitter) continue;
    words.push_back(
        static_cast<std::uint64_t>(std::max<std::int64_t>(deadlines_ns_[thread] - now_ns_, 0)));
  }
  if (model_ == TimeModel::jitter) zone_.save(words);
}

void VirtualClock::load(std::span<const std::uint64_t> words) {
  if (model_ == TimeModel::unbounded) return;
  const std::uint64_t* word = words.data();
  now_ns_ = 0;
  timers_ = *word++;
  deadlines_ns_.clear();
  for (std::size_t timer = 0; timer < timers_; ++timer) {
    const std::size_t thread = *word++;
    deadlines_ns_.resize(thread + 1, no_deadline);
    deadlines_ns_[thread] = model_ == TimeModel::jitter ? 0 : static_cast<std::int64_t>(*word++);
  }
  if (model_ == TimeModel::jitter) {
    zone_.load(words.subspan(static_cast<std::size_t>(word - words.data())));
  }
}

bool VirtualClock::may_load(std::span<const std::uint64_t> words, std::size_t threads) const {
  if (model_ == TimeModel::unbounded) return words.empty();
  const std::size_t words_of_timer = model_ == TimeModel::jitter ? 1 : 2;
  if (words.empty() || words.front() > threads) return false;
  const std::size_t timers = words.front();
  if (words.size() < 1 + timers * words_of_timer) return false;
  const auto thread_of = [&](std::size_t timer) { return words[1 + timer * words_of_timer]; };
  for (std::size_t timer = 0; timer < timers; ++timer) {
    if (thread_of(timer) >= threads) return false;
    if (timer > 0 && thread_of(timer - 1) >= thread_of(timer)) return false;
    if (words_of_timer == 2 && words[2 + timer * 2] >= no_deadline) return false;
  }
  const auto rest = words.subspan(1 + timers * words_of_timer);
  if (model_ == TimeModel::exact) return rest.empty();
  // The zone has the same timers, in the same order, after the present.
  if (!Zone::may_load(rest) || rest.front() != timers + 1) return false;
  for (std::size_t timer = 0; timer < timers; ++timer) {
    if (rest[1 + (timer + 1) * (timers + 2)] != thread_of(timer)) return false;
  }
  return true;
}

}  // namespace heddle
