// Counting semaphores.

#include "sim/world/world.hpp"

namespace heddle {

void World::perform_semaphore(const Alternative& taken, Thread& state, Event& event) {
  Object& semaphore = object(taken.operation->object);
  if (taken.operation->kind == OperationKind::release) {
    event.value = taken.operation->operand;
    if (__builtin_add_overflow(semaphore.count, taken.operation->operand.bits, &semaphore.count)) {
      fail_at(event, Status::fault, "overflow of a semaphore");
      return;
    }
    refresh_subscribers(semaphore);
    return;
  }
  const bool acquired = taken.way != Way::timeout && semaphore.count > 0;
  if (taken.operation->kind == OperationKind::try_acquire) {
    state.result = Value::of(acquired);
    event.value = state.result;
  }
  if (!acquired) return;
  --semaphore.count;
  refresh_subscribers(semaphore);
}

}  // namespace heddle
