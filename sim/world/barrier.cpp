// Barriers that are used round after round.

#include "sim/world/world.hpp"

namespace heddle {

bool World::perform_arrive(const Alternative& taken, Thread& state, Event& event) {
  if (taken.phase == Phase::leave) return true;
  const Object& barrier = object(taken.operation->object);
  ThreadList& arrived = lists_[barrier.storage];
  if (static_cast<std::int64_t>(arrived.size()) + 1 < barrier.count) {
    arrived.push_back(taken.thread);
    state.phase = Phase::leave;
    state.passed = false;
    return false;
  }
  event.phase = Phase::whole;
  expect_changes(arrived.size());
  for (const ThreadId other : arrived) {
    thread(other).passed = true;
    refresh(other);
  }
  arrived.clear();
  return true;
}

}  // namespace heddle
