#include "sim/explore/earliest_moments.hpp"

#include <algorithm>

namespace heddle {
namespace {

// A longer time orders nothing; sums of a few of these do not overflow.
constexpr std::int64_t longest_ns = INT64_MAX / 8;

bool is_by_timer(const Alternative& alternative) {
  return waits_for_clock(alternative.operation->kind) || alternative.way == Way::timeout;
}

}  // namespace

// The timer, which began at its thread's last step, has not gone off before that moment.
void EarliestMoments::timer_runs(ThreadId thread, const Operation& operation, std::size_t moment) {
  const bool sleeps = waits_for_clock(operation.kind);
  const std::int64_t slack_ns = sleeps ? std::min(jitter_ns_, longest_ns) : 0;
  bounds_.push_back({latest_[index(thread)], moment, -operation.timeout_ns - slack_ns});
}

void EarliestMoments::note(const World& world, const Point& point, const Alternative& taken) {
  const std::size_t before = point.step;
  if (point.previous) latest_[index(*point.previous)] = before;
  latest_.resize(world.thread_count(), before);
  const std::size_t moment = moments_++;
  bounds_.push_back({moment, before, 0});
  const bool by_timer = is_by_timer(taken);
  if (by_timer) {
    bounds_.push_back({moment, latest_[index(taken.thread)], taken.operation->timeout_ns});
    timer_runs(taken.thread, *taken.operation, moment);
  }
  if (!by_timer || !point.clock_moves) {
    bounds_.push_back({before, moment, 0});
    return;
  }
  // Here only a thread with a timer, or one that may wake up for no reason, can go on.
  for (const Alternative& each : point.alternatives) {
    if (each.operation->timeout_ns == no_timeout) continue;
    timer_runs(each.thread, *each.operation, moment);
  }
  for (const World::Blocked& each : world.blocked()) {
    if (each.operation->timeout_ns == no_timeout || each.phase == Phase::leave) continue;
    timer_runs(each.thread, *each.operation, moment);
  }
}

// The longest ways from the beginning, as bounds are longest ways: see R. Bellman, "On a Routing
// Problem" (1958). Most bounds reach back, so the passes go in both directions in turn.
std::vector<std::int64_t> EarliestMoments::solve() const {
  std::vector<std::int64_t> moments_ns(moments_, 0);
  const auto raise = [&](const Bound& bound) {
    const std::int64_t least_ns = moments_ns[bound.earlier] + bound.least_ns;
    if (moments_ns[bound.later] >= least_ns) return false;
    moments_ns[bound.later] = least_ns;
    return true;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (auto bound = bounds_.begin(); bound != bounds_.end(); ++bound) changed |= raise(*bound);
    for (auto bound = bounds_.rbegin(); bound != bounds_.rend(); ++bound) changed |= raise(*bound);
  }
  moments_ns.erase(moments_ns.begin());
  return moments_ns;
}

}  // namespace heddle
