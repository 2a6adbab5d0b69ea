#include "tests/differential/reference_machine.hpp"

#include <stdexcept>

#include "tests/differential/reference_values.hpp"

namespace heddle::differential::reference {
namespace {

constexpr std::size_t invisible_limit = 100'000;

}  // namespace

Machine::Machine(const Program& program, bool tracks_races)
    : program_(program), tracks_races_(tracks_races) {}

State Machine::initial() {
  State state{.threads = {},
              .objects = {},
              .output = {},
              .spurious_left = program_.spurious_wakeups,
              .status = {},
              .order = HappensBefore(program_.objects.size(), tracks_races_)};
  for (const DeclaredObject& declared : program_.objects) {
    Object object;
    object.value = declared.initial;
    if (declared.kind == "semaphore") object.count = declared.count;
    state.objects.push_back(object);
  }
  Thread main;
  main.body = program_.main;
  main.next = program_.bodies[program_.main].entry;
  main.locals.resize(program_.bodies[program_.main].locals.size());
  state.threads.push_back(main);
  state.order.step(0);
  try {
    check_invariants(state);
    advance(state, 0);
  } catch (const Failure& failure) {
    state.status = failure.status;
  }
  conclude(state);
  return state;
}

State Machine::after(const State& before, const Step& step) {
  State state = before;
  if (step.way == Way::clock) {
    move_clock(state);
    return state;
  }
  const std::size_t threads = state.threads.size();
  state.order.step(step.thread);
  try {
    perform(state, step);
    check_invariants(state);
    for (std::size_t child = threads; child < state.threads.size(); ++child) advance(state, child);
    advance(state, step.thread);
  } catch (const Failure& failure) {
    state.status = failure.status;
  }
  conclude(state);
  return state;
}

void Machine::advance(State& state, std::size_t number) {
  for (std::size_t count = 0; count < invisible_limit; ++count) {
    Thread& thread = state.threads[number];
    if (thread.ended || instruction(thread).code == Code::operation) return;
    execute(program_, state, thread);
  }
  throw std::logic_error("a loop without visible operations");
}

void Machine::check_invariants(const State& state) const {
  for (const std::size_t fragment : program_.invariants) {
    const Evaluation evaluation = evaluate(program_, state, Thread{}, fragment);
    if (evaluation.faults()) throw Failure{"fault"};
    if (!evaluation.holds()) throw Failure{"invariant"};
  }
}

// The end of an execution that follows from the state as a whole: a completion, at which `finally`
// is looked at, or a deadlock.
void Machine::conclude(State& state) const {
  if (state.status.empty()) {
    if (is_deadlocked(state)) state.status = "deadlock";
    return;
  }
  if (state.status != "completed") return;
  for (const std::size_t fragment : program_.finally) {
    const Evaluation evaluation = evaluate(program_, state, Thread{}, fragment);
    if (evaluation.holds()) continue;
    state.status = evaluation.faults() ? "fault" : "finally";
    return;
  }
}

std::string Machine::outcome(const State& state) const {
  std::string text = state.status + "|";
  for (std::size_t line = 0; line < state.output.size(); ++line) {
    text += (line == 0 ? "" : "\n") + state.output[line];
  }
  text += "|";
  for (const Observed& observed : program_.observed) {
    if (&observed != &program_.observed.front()) text += ";";
    text += observed.text + "=";
    std::string values;
    for (const std::size_t fragment : observed.fragments) {
      if (!values.empty()) values += ",";
      values += as_json(evaluate(program_, state, Thread{}, fragment).value.value_or(Datum{}));
    }
    text += observed.array ? "[" + values + "]" : values;
  }
  return text;
}

}  // namespace heddle::differential::reference
