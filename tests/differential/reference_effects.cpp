// The effects of memory operations, of operations on threads, and of others that never wait for
// another thread's lock.

#include <set>
#include <stdexcept>

#include "tests/differential/reference_machine.hpp"
#include "tests/differential/reference_values.hpp"

namespace heddle::differential::reference {

void Machine::perform(State& state, const Step& step) {
  Thread& thread = state.threads[step.thread];
  Scene scene{state, thread, instruction(thread), step, step.thread};
  // Operations of several parts go on by themselves; all others are performed whole.
  if (perform_memory(scene) || perform_update(scene) || perform_locking(scene) ||
      perform_counting(scene) || perform_passing(scene) || perform_threading(scene) ||
      perform_other(scene)) {
    return;
  }
  throw std::logic_error("an operation without effect: " + scene.instruction.word);
}

bool Machine::perform_memory(Scene& scene) {
  const std::string& word = scene.instruction.word;
  Thread& thread = scene.thread;
  if (word == "read") {
    read(scene);
  } else if (word == "write") {
    write(scene);
  } else if (word == "load") {
    const std::size_t cell = pop_object(thread);
    scene.state.order.atomic_load(scene.self, cell, scene.instruction.order);
    thread.stack.push_back(scene.state.objects[cell].value);
  } else if (word == "store") {
    const Datum value = pop(thread);
    const std::size_t cell = pop_object(thread);
    if (value.kind != scene.state.objects[cell].value.kind) throw Failure{"fault"};
    scene.state.order.atomic_store(scene.self, cell, scene.instruction.order);
    scene.state.objects[cell].value = value;
  } else if (word == "fence") {
    scene.state.order.fence(scene.self, scene.instruction.order);
  } else {
    return false;
  }
  ++thread.next;
  return true;
}

void Machine::note_access(State& state, std::size_t thread, std::size_t cell, bool writes) {
  const DeclaredObject& declared = program_.objects[cell];
  if (declared.kind == "atomic") {
    if (writes) {
      state.order.atomic_store(thread, cell, "seq_cst");
    } else {
      state.order.atomic_load(thread, cell, "seq_cst");
    }
    return;
  }
  if (state.order.plain_access(thread, cell, writes)) saw_race_ = true;
  for (const std::size_t mutex : declared.guards) {
    if (state.objects[mutex].owner != static_cast<std::int64_t>(thread)) saw_guard_breach_ = true;
  }
}

void Machine::read(Scene& scene) {
  const std::size_t cell = pop_object(scene.thread);
  note_access(scene.state, scene.self, cell, false);
  scene.thread.stack.push_back(scene.state.objects[cell].value);
}

void Machine::write(Scene& scene) {
  const Datum value = pop(scene.thread);
  const std::size_t cell = pop_object(scene.thread);
  if (value.kind != scene.state.objects[cell].value.kind) throw Failure{"fault"};
  note_access(scene.state, scene.self, cell, true);
  scene.state.objects[cell].value = value;
}

// Read-modify-writes. All push the value before; compare_exchange also pushes whether it stored.
bool Machine::perform_update(Scene& scene) {
  const std::string& word = scene.instruction.word;
  static const std::set<std::string> words = {"fetch_add",       "fetch_sub", "fetch_and",
                                              "fetch_or",        "fetch_xor", "exchange",
                                              "compare_exchange"};
  if (!words.contains(word)) return false;
  Thread& thread = scene.thread;
  Datum value = pop(thread);
  std::optional<Datum> expected;
  if (word == "compare_exchange") expected = pop(thread);
  const std::size_t cell = pop_object(thread);
  const Datum before = scene.state.objects[cell].value;
  if (word.starts_with("fetch_")) {
    if (value.kind != Datum::Kind::integer || before.kind != value.kind) throw Failure{"fault"};
    if (word == "fetch_add") value.number = checked("+", before.number, value.number);
    if (word == "fetch_sub") value.number = checked("-", before.number, value.number);
    if (word == "fetch_and") value.number = before.number & value.number;
    if (word == "fetch_or") value.number = before.number | value.number;
    if (word == "fetch_xor") value.number = before.number ^ value.number;
  }
  if (expected && expected->kind != before.kind) throw Failure{"fault"};
  const bool stores = !expected || *expected == before;
  if (stores) {
    if (value.kind != before.kind) throw Failure{"fault"};
    scene.state.order.atomic_update(scene.self, cell, scene.instruction.order);
    scene.state.objects[cell].value = value;
  } else {
    scene.state.order.atomic_load(scene.self, cell, scene.instruction.order);
  }
  thread.stack.push_back(before);
  if (expected) thread.stack.push_back(Datum::boolean(stores));
  ++thread.next;
  return true;
}

bool Machine::perform_threading(Scene& scene) {
  const std::string& word = scene.instruction.word;
  if (word == "spawn") {
    spawn(scene);
  } else if (word == "join") {
    join(scene);
  } else if (word == "end") {
    end(scene);
  } else {
    return false;
  }
  return true;
}

void Machine::spawn(Scene& scene) {
  Thread child;
  child.number = static_cast<std::int64_t>(scene.state.threads.size());
  child.body = scene.instruction.target;
  child.next = program_.bodies[child.body].entry;
  child.locals.resize(program_.bodies[child.body].locals.size());
  child.spawner = scene.thread.number;
  for (auto argument = static_cast<std::size_t>(scene.instruction.number); argument-- > 0;) {
    child.locals[argument] = pop(scene.thread);
  }
  scene.thread.stack.push_back(Datum::thread(child.number));
  ++scene.thread.next;
  scene.state.threads.push_back(child);
  scene.state.order.spawn(scene.self, static_cast<std::size_t>(child.number));
}

void Machine::join(Scene& scene) {
  const Datum handle = pop(scene.thread);
  if (handle.kind != Datum::Kind::thread) throw Failure{"fault"};
  Thread& ended = scene.state.threads[static_cast<std::size_t>(handle.number)];
  if (ended.joined_by != nobody) throw Failure{"misuse"};
  ended.joined_by = scene.thread.number;
  scene.state.order.join(scene.self, static_cast<std::size_t>(handle.number));
  ++scene.thread.next;
}

void Machine::end(Scene& scene) {
  scene.thread.ended = true;
  scene.thread.stack.clear();
  scene.thread.locals.clear();
  bool all_ended = true;
  for (const Thread& thread : scene.state.threads) all_ended = all_ended && thread.ended;
  const bool kills = scene.self == 0 && !program_.main_joins;
  if (kills || all_ended) scene.state.status = "completed";
}

bool Machine::perform_other(Scene& scene) {
  const std::string& word = scene.instruction.word;
  Thread& thread = scene.thread;
  if (word == "atomically_begin") {
    atomically(scene);
    return true;
  }
  if (word == "print") {
    const Datum line = pop(thread);
    if (program_.observes_output && !tracks_races_) scene.state.output.push_back(line.text);
  } else if (word == "choose") {
    Datum chosen;
    for (auto place = static_cast<std::size_t>(scene.instruction.number); place-- > 0;) {
      const Datum value = pop(thread);
      if (place == scene.step.detail) chosen = value;
    }
    thread.stack.push_back(chosen);
  } else if (word == "await") {
    await(scene);
  } else if (word != "sleep" && word != "yield") {
    return false;
  }
  ++thread.next;
  return true;
}

void Machine::await(Scene& scene) {
  const Evaluation evaluation =
      evaluate(program_, scene.state, scene.thread, scene.instruction.target);
  for (const std::size_t cell : evaluation.cells) note_access(scene.state, scene.self, cell, false);
  if (evaluation.faults()) throw Failure{"fault"};
}

// Runs the thread's instructions up to the end of the block, memory operations included, in this
// one step.
void Machine::atomically(Scene& scene) {
  Thread& thread = scene.thread;
  scene.state.order.begin_atomically(scene.self);
  ++thread.next;
  while (instruction(thread).word != "atomically_end") {
    if (instruction(thread).code != Code::operation) {
      execute(program_, scene.state, thread);
      continue;
    }
    scene.state.order.step(scene.self);
    Scene inner{scene.state, thread, instruction(thread), scene.step, scene.self};
    if (!perform_memory(inner) && !perform_update(inner)) {
      throw std::logic_error("not a memory operation: " + inner.instruction.word);
    }
  }
  ++thread.next;
  scene.state.order.end_atomically(scene.self);
}

}  // namespace heddle::differential::reference
