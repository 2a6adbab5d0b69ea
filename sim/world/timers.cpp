// Sleeps and time-outs: the timers of threads, and the moves of the clock.

#include "sim/world/world.hpp"

namespace heddle {

void World::start_timer(ThreadId thread, const Operation& operation) {
  const bool sleeps = waits_for_clock(operation.kind);
  clock_.start(thread, operation.timeout_ns, sleeps ? settings_.jitter_ns : 0);
  timed_.insert(thread);
}

void World::cancel_timer(ThreadId thread, const Operation& operation) {
  if (settings_.time == TimeModel::unbounded || operation.timeout_ns == no_timeout) return;
  clock_.cancel(thread);
  timed_.erase(thread, thread_count_);
}

// Before the step `taken`, where time is not unbounded.
void World::move_clock(const Alternative& taken) {
  const bool by_timer = waits_for_clock(taken.operation->kind) || taken.way == Way::timeout;
  if (!by_timer && !point_.clock_moves) return;
  if (by_timer) {
    clock_.fire(taken.thread, point_.clock_moves);
    timed_.erase(taken.thread, thread_count_);
  }
  // Others may be due at the new time, or not be any more; so also after a spurious wake-up, by
  // which the clock, which could have moved, did not.
  point_.clock_moves = false;
  refresh_all(timed_);
}

}  // namespace heddle
