#include "sim/fiber/simulation.hpp"

namespace heddle {

Simulation::Simulation(Program& program, const Settings& settings, std::size_t stack_bytes)
    : program_(program),
      world_(program.objects(), settings),
      stack_bytes_(stack_bytes),
      unwinds_(program.unwinds()),
      has_invariants_(!program.invariants().empty()) {}

Simulation::~Simulation() = default;

const Execution& Simulation::run(Scheduler& scheduler) {
  program_.reset();
  world_.reset();
  scheduler_ = &scheduler;
  spawner_ = nullptr;
  error_ = nullptr;
  const ThreadId first = *world_.add_thread(nobody, program_.main_label());
  if (!has_invariants_ || check_invariants()) {
    home_.switch_to(start(first, nullptr));
    if (unwinds_) unwind();
  }
  if (error_) std::rethrow_exception(error_);
  execution_ = {world_.events(), world_.alternatives(), world_.failure(), world_.steps()};
  if (execution_.status() == Status::completed) check_finally();
  return execution_;
}

Fiber& Simulation::start(ThreadId thread, const Operation* spawn) {
  program_.start(thread, spawn);
  if (index(thread) >= strands_.size()) {
    strands_.push_back(std::make_unique<Strand>(*this, thread, stack_bytes_));
  }
  Strand& strand = *strands_[index(thread)];
  strand.fiber.start(&Strand::run_body, &strand);
  return strand.fiber;
}

void Simulation::Strand::run_body(void* argument) {
  auto& self = *static_cast<Strand*>(argument);
  Simulation& simulation = self.simulation_;
  try {
    simulation.program_.run(self.thread, self);
  } catch (const Abandoned&) {
  } catch (...) {
    if (!simulation.error_) simulation.error_ = std::current_exception();
  }
  // Only after an unwinding or an error: the end of a thread is an operation from which nothing
  // comes back.
  for (;;) self.fiber.switch_to(simulation.home_);
}

Value Simulation::Strand::perform(const Operation& operation) {
  return simulation_.perform(*this, operation);
}

Value Simulation::perform(Strand& self, const Operation& operation) {
  if (operation.kind >= OperationKind::atomically_end || unwinding_ || world_.is_inside())
      [[unlikely]] {
    return perform_at_once(self, operation);
  }
  world_.announce(self.thread, operation);
  Fiber* next = spawner_;
  if (next != nullptr) {
    spawner_ = nullptr;
  } else {
    next = &take_steps();
  }
  if (next != &self.fiber) self.fiber.switch_to(*next);
  if (unwinding_) [[unlikely]]
    return result_or_leave(self);
  return world_.result(self.thread);
}

Value Simulation::perform_at_once(Strand& self, const Operation& operation) {
  if (unwinding_) return result_or_leave(self);
  if (operation.kind == OperationKind::fail) {
    world_.fail({operation.status, self.thread, operation.site, operation.message});
  } else {
    const Value result = world_.perform_inside(self.thread, operation);
    const bool ends = operation.kind == OperationKind::atomically_end;
    const bool holds =
        !ends || !has_invariants_ || !world_.take_memory_changed() || check_invariants();
    if (holds && !world_.is_over()) return result;
  }
  self.fiber.switch_to(home_);
  return result_or_leave(self);
}

// A destructor that performs operations while its stack is being unwound does so without effect.
Value Simulation::result_or_leave(Strand& self) const {
  if (world_.has_ended(self.thread) || std::uncaught_exceptions() > 0) return {};
  throw Abandoned{};
}

Fiber& Simulation::take_steps() {
  while (world_.settle()) {
    try {
      const auto choice = scheduler_->pick(world_.point());
      if (!choice) {
        world_.abandon();
        return home_;
      }
      const bool finished = world_.apply(*choice);
      if (world_.is_over()) return home_;
      if (has_invariants_ && world_.take_memory_changed() && !check_invariants()) return home_;
      if (!finished) continue;
      Fiber& next = strands_[index(*world_.previous())]->fiber;
      if (!world_.spawned()) return next;
      spawner_ = &next;
      return start(*world_.spawned(), world_.finished_operation());
    } catch (...) {
      // Nothing may leave a fiber but by a switch, and no switch may be made from inside of a
      // handler.
      error_ = std::current_exception();
      return home_;
    }
  }
  return home_;
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

// Lets the body of every thread run to its end by an exception, so that what is on its stack is
// destroyed.
void Simulation::unwind() {
  unwinding_ = true;
  for (std::size_t id = 0; id < world_.thread_count(); ++id) home_.switch_to(strands_[id]->fiber);
  unwinding_ = false;
}

}  // namespace heddle
