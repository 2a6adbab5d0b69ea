// The effects of operations on locks, condition variables, semaphores, barriers, once flags and
// channels. Requires that they can be performed; see reference_steps.cpp.

#include <algorithm>

#include "tests/differential/reference_machine.hpp"
#include "tests/differential/reference_values.hpp"

namespace heddle::differential::reference {

bool Machine::perform_locking(Scene& scene) {
  const std::string& word = scene.instruction.word;
  if (word == "lock" || word == "lock_shared") {
    lock(scene, pop_object(scene.thread), word == "lock_shared");
  } else if (word == "unlock") {
    unlock(scene, pop_object(scene.thread));
  } else if (word == "unlock_shared") {
    unlock_shared(scene);
  } else if (word == "try_lock" || word == "try_lock_shared") {
    try_lock(scene, word == "try_lock_shared");
  } else if (word == "wait") {
    wait(scene);
    return true;
  } else if (word == "notify_one" || word == "notify_all") {
    notify(scene);
  } else {
    return false;
  }
  ++scene.thread.next;
  return true;
}

void Machine::lock(Scene& scene, std::size_t number, bool shared) {
  Object& object = scene.state.objects[number];
  const DeclaredObject& declared = program_.objects[number];
  const std::int64_t self = scene.thread.number;
  const bool reads =
      std::find(object.readers.begin(), object.readers.end(), self) != object.readers.end();
  if ((object.owner == self && !declared.recursive) || reads) throw Failure{"misuse"};
  if (shared) {
    object.readers.push_back(self);
    std::sort(object.readers.begin(), object.readers.end());
    scene.state.order.acquire_shared(scene.self, number);
  } else {
    object.owner = self;
    ++object.depth;
    scene.state.order.acquire(scene.self, number);
  }
}

void Machine::unlock(Scene& scene, std::size_t number) {
  Object& object = scene.state.objects[number];
  if (object.owner != scene.thread.number) throw Failure{"misuse"};
  if (--object.depth == 0) object.owner = nobody;
  scene.state.order.release(scene.self, number);
}

void Machine::unlock_shared(Scene& scene) {
  const std::size_t number = pop_object(scene.thread);
  std::vector<std::int64_t>& readers = scene.state.objects[number].readers;
  const auto mine = std::find(readers.begin(), readers.end(), scene.thread.number);
  if (mine == readers.end()) throw Failure{"misuse"};
  readers.erase(mine);
  scene.state.order.release_shared(scene.self, number);
}

// A try without a time-out is performed whether it can lock or not.
void Machine::try_lock(Scene& scene, bool shared) {
  const bool locks =
      scene.step.way != Way::timeout && can_lock(scene.state, scene.thread, scene.instruction.word);
  const std::size_t number = pop_object(scene.thread);
  if (locks) lock(scene, number, shared);
  scene.thread.stack.push_back(Datum::boolean(locks));
}

// The operands stay on the stack until the mutex is re-acquired: the condition variable, then the
// mutex.
void Machine::wait(Scene& scene) {
  Thread& thread = scene.thread;
  const std::size_t mutex = object_operand(thread, 0);
  if (thread.part == Part::whole) {
    unlock(scene, mutex);
    thread.part = Part::waiting;
  } else if (thread.part == Part::waiting) {
    thread.part = scene.step.way == Way::timeout ? Part::timed_out : Part::woken;
    if (scene.step.way == Way::spurious) --scene.state.spurious_left;
  } else {
    const bool woken = thread.part == Part::woken;
    scene.state.objects[mutex].owner = thread.number;
    ++scene.state.objects[mutex].depth;
    scene.state.order.acquire(scene.self, mutex);
    pop(thread);
    pop(thread);
    thread.stack.push_back(Datum::boolean(woken));
    thread.part = Part::whole;
    ++thread.next;
  }
}

void Machine::notify(Scene& scene) {
  const std::size_t condition_variable = pop_object(scene.thread);
  const bool all = scene.instruction.word == "notify_all";
  for (Thread& waiter : scene.state.threads) {
    if (waiter.part != Part::waiting || object_operand(waiter, 1) != condition_variable) continue;
    if (all || waiter.number == static_cast<std::int64_t>(scene.step.detail)) {
      waiter.part = Part::woken;
    }
  }
}

bool Machine::perform_counting(Scene& scene) {
  const std::string& word = scene.instruction.word;
  Thread& thread = scene.thread;
  if (word == "arrive") {
    arrive(scene);
    return true;
  }
  if (word == "release") {
    const std::int64_t count = pop_integer(thread);
    const std::size_t number = pop_object(thread);
    Object& semaphore = scene.state.objects[number];
    semaphore.count = checked("+", semaphore.count, count);
    scene.state.order.release(scene.self, number);
  } else if (word == "acquire" || word == "try_acquire") {
    const std::size_t number = pop_object(thread);
    Object& semaphore = scene.state.objects[number];
    const bool got = scene.step.way != Way::timeout && semaphore.count > 0;
    if (got) --semaphore.count;
    if (got) scene.state.order.acquire(scene.self, number);
    if (word == "try_acquire") thread.stack.push_back(Datum::boolean(got));
  } else if (word == "once_begin") {
    const std::size_t number = pop_object(thread);
    Object& once = scene.state.objects[number];
    thread.stack.push_back(Datum::boolean(!once.done));
    if (once.done) {
      scene.state.order.acquire(scene.self, number);
    } else {
      once.owner = thread.number;
    }
  } else if (word == "once_end") {
    const std::size_t number = pop_object(thread);
    scene.state.objects[number].owner = nobody;
    scene.state.objects[number].done = true;
    scene.state.order.release(scene.self, number);
  } else {
    return false;
  }
  ++thread.next;
  return true;
}

void Machine::arrive(Scene& scene) {
  Thread& thread = scene.thread;
  const std::size_t number = object_operand(thread, 0);
  Object& barrier = scene.state.objects[number];
  if (thread.part == Part::let_go) {
    scene.state.order.leave(scene.self);
  } else {
    scene.state.order.arrive(scene.self, number);
    const auto others = static_cast<std::int64_t>(barrier.arrived.size());
    if (others + 1 < program_.objects[number].count) {
      barrier.arrived.push_back(thread.number);
      std::sort(barrier.arrived.begin(), barrier.arrived.end());
      thread.part = Part::arrived;
      return;
    }
    scene.state.order.complete_round(scene.self, number, barrier.arrived);
    for (const std::int64_t each : barrier.arrived) {
      scene.state.threads[static_cast<std::size_t>(each)].part = Part::let_go;
    }
    barrier.arrived.clear();
  }
  pop(thread);
  thread.part = Part::whole;
  ++thread.next;
}

bool Machine::perform_passing(Scene& scene) {
  const std::string& word = scene.instruction.word;
  if (word == "send") {
    send(scene);
  } else if (word == "recv" || word == "try_recv") {
    recv(scene);
  } else if (word == "close") {
    close(scene);
  } else {
    return false;
  }
  return true;
}

void Machine::send(Scene& scene) {
  Thread& thread = scene.thread;
  const std::size_t number = object_operand(thread, 1);
  const std::int64_t capacity = program_.objects[number].capacity;
  if (thread.part == Part::taken) {
    scene.state.order.leave(scene.self);
  } else {
    Object& channel = scene.state.objects[number];
    if (channel.done) throw Failure{"panic"};
    channel.queue.push_back({operand(thread, 0), capacity == 0 ? thread.number : nobody});
    scene.state.order.send(scene.self, number, capacity);
    if (capacity == 0) {
      thread.part = Part::offered;
      return;
    }
  }
  pop(thread);
  pop(thread);
  thread.part = Part::whole;
  ++thread.next;
}

// Both push two values: the message, or a value of kind nothing; and whether there was one.
void Machine::recv(Scene& scene) {
  Thread& thread = scene.thread;
  const std::size_t number = pop_object(thread);
  const bool got = !scene.state.objects[number].queue.empty();
  if (got) {
    receive(scene, number);
  } else {
    thread.stack.push_back(Datum{});
    const bool finds_closed = scene.instruction.word == "recv" && scene.state.objects[number].done;
    if (finds_closed) scene.state.order.receive_closed(scene.self, number);
  }
  thread.stack.push_back(Datum::boolean(got));
  ++thread.next;
}

void Machine::receive(Scene& scene, std::size_t number) {
  Object& channel = scene.state.objects[number];
  const Message message = channel.queue.front();
  channel.queue.erase(channel.queue.begin());
  const std::int64_t capacity = program_.objects[number].capacity;
  scene.state.order.receive(scene.self, number, capacity, message.offered_by);
  if (capacity == 0) {
    scene.state.threads[static_cast<std::size_t>(message.offered_by)].part = Part::taken;
  }
  scene.thread.stack.push_back(message.value);
}

void Machine::close(Scene& scene) {
  const std::size_t number = pop_object(scene.thread);
  Object& channel = scene.state.objects[number];
  if (channel.done) throw Failure{"panic"};
  ++channel.count;
  channel.done = channel.count == program_.objects[number].count;
  scene.state.order.close(scene.self, number);
  ++scene.thread.next;
}

}  // namespace heddle::differential::reference
