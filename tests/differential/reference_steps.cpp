// Which steps can be taken in a state: what is blocked, time-outs, the clock, and deadlocks.

#include <algorithm>
#include <set>

#include "tests/differential/reference_machine.hpp"
#include "tests/differential/reference_values.hpp"

namespace heddle::differential::reference {
namespace {

bool holds_shared(const Object& rwlock, std::int64_t thread) {
  return std::find(rwlock.readers.begin(), rwlock.readers.end(), thread) != rwlock.readers.end();
}

bool is_timed(const Instruction& instruction) {
  static const std::set<std::string> words = {"try_lock", "try_lock_shared", "try_acquire", "recv",
                                              "wait"};
  return words.contains(instruction.word) && instruction.number == 1;
}

}  // namespace

// A spurious wake-up alone keeps nothing going: it neither stops the clock nor prevents a deadlock.
std::vector<Step> Machine::steps(const State& state) const {
  std::vector<Step> regular;
  if (!state.status.empty()) return regular;
  std::vector<Step> spurious;
  for (const Thread& thread : state.threads) append_steps(state, thread, regular, spurious);
  if (regular.empty()) regular.push_back({.way = Way::clock});
  regular.insert(regular.end(), spurious.begin(), spurious.end());
  return regular;
}

void Machine::append_steps(const State& state, const Thread& thread, std::vector<Step>& regular,
                           std::vector<Step>& spurious) const {
  const Step step{.thread = static_cast<std::size_t>(thread.number)};
  if (thread.ended) return;
  switch (thread.part) {
    case Part::whole:
      append_operation(state, thread, regular);
      return;
    case Part::waiting:
      append_waiting(state, thread, regular, spurious);
      return;
    case Part::woken:
    case Part::timed_out: {
      const Object& mutex = state.objects[object_operand(thread, 0)];
      if (mutex.owner == nobody || mutex.owner == thread.number) regular.push_back(step);
      return;
    }
    case Part::offered:
    case Part::arrived:
      return;
    case Part::taken:
    case Part::let_go:
      regular.push_back(step);
      return;
  }
}

void Machine::append_operation(const State& state, const Thread& thread,
                               std::vector<Step>& regular) const {
  Step step{.thread = static_cast<std::size_t>(thread.number)};
  const Instruction& next = instruction(thread);
  if (next.word == "choose") {
    for (; step.detail < static_cast<std::size_t>(next.number); ++step.detail) {
      regular.push_back(step);
    }
  } else if (next.word == "notify_one") {
    const std::size_t condition_variable = object_operand(thread, 0);
    bool any = false;
    for (const Thread& waiter : state.threads) {
      if (waiter.part != Part::waiting) continue;
      if (object_operand(waiter, 1) != condition_variable) continue;
      step.detail = static_cast<std::size_t>(waiter.number);
      regular.push_back(step);
      any = true;
    }
    if (!any) regular.push_back(step);
  } else if (can_go_on(state, thread)) {
    regular.push_back(step);
  } else if (is_timed(next) && thread.timer_ns == 0) {
    step.way = Way::timeout;
    regular.push_back(step);
  }
}

void Machine::append_waiting(const State& state, const Thread& thread, std::vector<Step>& regular,
                             std::vector<Step>& spurious) const {
  const auto number = static_cast<std::size_t>(thread.number);
  if (thread.timer_ns == 0) regular.push_back({.thread = number, .way = Way::timeout});
  if (state.spurious_left > 0) spurious.push_back({.thread = number, .way = Way::spurious});
}

bool Machine::can_go_on(const State& state, const Thread& thread) const {
  const Instruction& next = instruction(thread);
  const std::string& word = next.word;
  if (word == "sleep") return thread.timer_ns == 0;
  if (word == "await") {
    const Evaluation evaluation = evaluate(program_, state, thread, next.target);
    return evaluation.faults() || evaluation.holds();
  }
  if (word == "join") {
    if (operand(thread, 0).kind != Datum::Kind::thread) return true;
    return state.threads[object_operand(thread, 0)].ended;
  }
  if (word.starts_with("try_") && next.number == 0) return true;
  return can_lock(state, thread, word) && can_pass(state, thread, word);
}

// True also for an operation that takes no lock. A lock that would be a misuse can go on, into that
// misuse.
bool Machine::can_lock(const State& state, const Thread& thread, const std::string& word) const {
  static const std::set<std::string> locks = {"lock", "try_lock", "lock_shared", "try_lock_shared"};
  if (!locks.contains(word)) return true;
  const std::size_t number = object_operand(thread, 0);
  const Object& object = state.objects[number];
  const DeclaredObject& declared = program_.objects[number];
  const bool mine = object.owner == thread.number || holds_shared(object, thread.number);
  if (mine) return declared.kind == "rwlock" || declared.recursive || word == "lock";
  if (object.owner != nobody) return false;
  return word.ends_with("_shared") || object.readers.empty();
}

bool Machine::can_pass(const State& state, const Thread& thread, const std::string& word) const {
  if (word == "once_begin") return state.objects[object_operand(thread, 0)].owner == nobody;
  if (word == "acquire" || word == "try_acquire") {
    return state.objects[object_operand(thread, 0)].count > 0;
  }
  if (word == "recv") {
    const Object& channel = state.objects[object_operand(thread, 0)];
    return !channel.queue.empty() || channel.done;
  }
  if (word == "send") {
    const std::size_t number = object_operand(thread, 1);
    const Object& channel = state.objects[number];
    const std::int64_t capacity = program_.objects[number].capacity;
    return capacity <= 0 || channel.done ||
           static_cast<std::int64_t>(channel.queue.size()) < capacity;
  }
  return true;
}

bool Machine::is_asleep(const Thread& thread) const {
  return !thread.ended && instruction(thread).word == "sleep";
}

bool Machine::timer_runs(const Thread& thread) const {
  if (thread.ended || thread.timer_ns <= 0) return false;
  if (thread.part == Part::waiting) return true;
  const Instruction& next = instruction(thread);
  return thread.part == Part::whole && (next.word == "sleep" || is_timed(next));
}

bool Machine::clock_can_move(const State& state) const {
  return std::any_of(state.threads.begin(), state.threads.end(),
                     [&](const Thread& thread) { return timer_runs(thread); });
}

void Machine::move_clock(State& state) const {
  std::int64_t passed = INT64_MAX;
  for (const Thread& thread : state.threads) {
    if (timer_runs(thread)) passed = std::min(passed, thread.timer_ns);
  }
  for (Thread& thread : state.threads) {
    if (thread.timer_ns > 0) thread.timer_ns = std::max<std::int64_t>(0, thread.timer_ns - passed);
  }
}

// Threads that all must act before this one can, if nothing else could help it.
std::vector<std::size_t> Machine::awaited_threads(const State& state, const Thread& thread) const {
  std::vector<std::size_t> awaited;
  if (thread.ended) return awaited;
  const std::string& word = instruction(thread).word;
  if (thread.part == Part::woken || thread.part == Part::timed_out) {
    const std::int64_t owner = state.objects[object_operand(thread, 0)].owner;
    if (owner != nobody && owner != thread.number)
      awaited.push_back(static_cast<std::size_t>(owner));
    return awaited;
  }
  if (thread.part != Part::whole || can_go_on(state, thread)) return awaited;
  if (word == "join") {
    awaited.push_back(object_operand(thread, 0));
  } else if (word == "lock" || word == "lock_shared" || word == "once_begin") {
    const Object& object = state.objects[object_operand(thread, 0)];
    if (object.owner != nobody) awaited.push_back(static_cast<std::size_t>(object.owner));
    if (word != "lock_shared") {
      for (const std::int64_t each : object.readers) {
        awaited.push_back(static_cast<std::size_t>(each));
      }
    }
  }
  return awaited;
}

bool Machine::has_cycle(const State& state) const {
  for (const Thread& start : state.threads) {
    std::set<std::size_t> reached;
    std::vector<std::size_t> open = awaited_threads(state, start);
    while (!open.empty()) {
      const std::size_t number = open.back();
      open.pop_back();
      if (number == static_cast<std::size_t>(start.number)) return true;
      if (!reached.insert(number).second) continue;
      for (const std::size_t each : awaited_threads(state, state.threads[number])) {
        open.push_back(each);
      }
    }
  }
  return false;
}

bool Machine::is_deadlocked(const State& state) const {
  if (has_cycle(state)) return true;
  std::vector<Step> regular;
  std::vector<Step> spurious;
  for (const Thread& thread : state.threads) append_steps(state, thread, regular, spurious);
  return regular.empty() && !clock_can_move(state);
}

}  // namespace heddle::differential::reference
