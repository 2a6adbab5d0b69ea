// One-time initialisation.

#include "sim/world/world.hpp"

namespace heddle {

void World::perform_once(const Alternative& taken, Thread& state, Event& event) {
  Object& once = object(taken.operation->object);
  if (taken.operation->kind == OperationKind::once_begin) {
    state.result = Value::of(!once.done);
    event.value = state.result;
    if (once.done) return;
    once.owner = taken.thread;
  } else {
    once.owner = nobody;
    once.done = true;
  }
  refresh_subscribers(once);
}

}  // namespace heddle
