// The loop over steps, and threads that need no stack; those that do are in fibers.cpp.

#include "sim/fiber/simulation.hpp"

namespace heddle {

Simulation::Simulation(Program& program, const Settings& settings, std::size_t stack_bytes)
    : program_(program),
      world_(program.objects(), settings),
      stack_bytes_(stack_bytes),
      unwinds_(program.unwinds()),
      has_invariants_(!program.invariants().empty()),
      stepped_(program.stepped()) {}

Simulation::~Simulation() = default;

const Execution& Simulation::run(Scheduler& scheduler) {
  program_.reset();
  world_.reset();
  scheduler_ = &scheduler;
  const ThreadId first = *world_.add_thread(nobody, program_.main_label());
  if (!has_invariants_ || check_invariants()) {
    if (stepped_ != nullptr) {
      run_stepped(*stepped_, first);
    } else {
      run_fibers(first);
    }
  }
  execution_ = {world_.events(), world_.alternatives(), world_.failure(), world_.steps()};
  if (execution_.status() == Status::completed) check_finally();
  return execution_;
}

void Simulation::run_stepped(SteppedThreads& threads, ThreadId first) {
  program_.start(first, nullptr);
  ThreadId running = first;
  ThreadId spawner = nobody;  // goes on once the thread that it spawned has announced
  for (;;) {
    const Operation& operation = threads.advance(running);
    if (operation.kind >= OperationKind::atomically_end || world_.is_inside()) [[unlikely]] {
      const std::optional<Value> result = take_effect(running, operation);
      if (!result) return;
      threads.deliver(running, *result);
      continue;
    }
    world_.announce(running, operation);
    if (spawner != nobody) {
      running = spawner;
      spawner = nobody;
    } else {
      running = take_steps();
      if (running == nobody) return;
      if (const auto child = world_.spawned()) {
        program_.start(*child, world_.finished_operation());
        spawner = running;
        running = *child;
        continue;
      }
    }
    threads.deliver(running, world_.result(running));
  }
}

ThreadId Simulation::take_steps() {
  while (world_.settle()) {
    const auto choice = scheduler_->pick(world_.point());
    if (!choice) {
      world_.abandon();
      return nobody;
    }
    const bool finished = world_.apply(*choice);
    if (world_.is_over()) return nobody;
    if (has_invariants_ && world_.take_memory_changed() && !check_invariants()) return nobody;
    if (finished) return *world_.previous();
  }
  return nobody;
}

std::optional<Value> Simulation::take_effect(ThreadId thread, const Operation& operation) {
  if (operation.kind == OperationKind::fail) {
    world_.fail({operation.status, thread, operation.site, operation.message});
    return std::nullopt;
  }
  const Value result = world_.perform_inside(thread, operation);
  const bool ends = operation.kind == OperationKind::atomically_end;
  if (ends && has_invariants_ && world_.take_memory_changed()) check_invariants();
  return world_.is_over() ? std::nullopt : std::optional(result);
}

bool Simulation::check_invariants() {
  for (const Condition* const invariant : program_.invariants()) {
    const Truth truth = invariant->evaluate(world_);
    if (truth == Truth::yes) continue;
    const bool faults = truth == Truth::fault;
    world_.fail({faults ? Status::fault : Status::invariant,
                 world_.previous().value_or(main_thread), invariant->site(),
                 faults ? invariant->fault_message() : invariant->text()});
    return false;
  }
  return true;
}

void Simulation::check_finally() {
  for (const Condition* const condition : program_.finally()) {
    const Truth truth = condition->evaluate(world_);
    if (truth == Truth::yes) continue;
    const bool faults = truth == Truth::fault;
    execution_.failure = {faults ? Status::fault : Status::finally, main_thread, condition->site(),
                          faults ? condition->fault_message() : condition->text()};
    return;
  }
}

}  // namespace heddle
