// Condition variables.

#include <algorithm>

#include "sim/world/world.hpp"

namespace heddle {

bool World::perform_wait(const Alternative& taken, Thread& state, Event& event) {
  const Operation& operation = *taken.operation;
  Object& mutex = object(operation.mutex);
  ThreadList& waiters = lists_[object(operation.object).storage];
  switch (taken.phase) {
    case Phase::enter:
      if (mutex.owner != taken.thread) {
        fail_at(event, Status::misuse, "wait without holding the mutex");
        return true;
      }
      state.phase = Phase::wake;
      waiters.push_back(taken.thread);
      waiting_.insert(taken.thread);
      if (operation.timeout_ns != no_timeout) start_timer(taken.thread, operation);
      release_one(mutex);
      subscribe(taken.thread, operation);
      refresh_subscribers(object(operation.object));  // a notify_one has one more to choose from
      return false;
    case Phase::wake:
      waiters.erase(std::find(waiters.begin(), waiters.end(), taken.thread));
      refresh_subscribers(object(operation.object));
      waiting_.erase(taken.thread, thread_count_);
      cancel_timer(taken.thread, operation);
      state.phase = Phase::leave;
      state.timed_out = taken.way == Way::timeout;
      if (taken.way == Way::spurious && --spurious_left_ == 0) refresh_all(waiting_);
      return false;
    case Phase::leave:
    case Phase::whole:
    case Phase::inside:
      take(mutex, taken.thread, false);
      state.result = Value::of(!state.timed_out);
      event.value = state.result;
      return true;
  }
  return true;
}

// `waiter`, notified, goes on to re-acquire its mutex; the caller takes it out of the list of
// waiters.
void World::wake(ThreadId waiter) {
  Thread& state = thread(waiter);
  state.phase = Phase::leave;
  state.timed_out = false;
  waiting_.erase(waiter, thread_count_);
  cancel_timer(waiter, *state.pending);
  refresh(waiter);
}

void World::perform_notify(const Alternative& taken, Event& event) {
  Object& condvar = object(taken.operation->object);
  ThreadList& waiters = lists_[condvar.storage];
  if (waiters.empty()) return;
  if (taken.operation->kind == OperationKind::notify_all) {
    expect_changes(waiters.size());
    for (const ThreadId waiter : waiters) wake(waiter);
    waiters.clear();
  } else {
    const ThreadId waiter = taken.way == Way::waiter ? ThreadId{taken.detail} : waiters.front();
    event.detail = static_cast<std::uint32_t>(index(waiter));
    waiters.erase(std::find(waiters.begin(), waiters.end(), waiter));
    wake(waiter);
  }
  refresh_subscribers(condvar);
}

}  // namespace heddle
