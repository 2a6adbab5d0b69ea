// Threads that are fibers: a switch takes place on the fiber that has just announced, straight to
// the one that goes on.

#include "sim/fiber/simulation.hpp"

namespace heddle {

void Simulation::run_fibers(ThreadId first) {
  spawner_ = nullptr;
  error_ = nullptr;
  home_.switch_to(start(first, nullptr));
  if (unwinds_) unwind();
  if (error_) std::rethrow_exception(error_);
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

void Simulation::Strand::report(MemoryEffect effect, Value shown,
                                std::optional<MemoryOrder> order) {
  if (!simulation_.unwinding_) simulation_.world_.report(thread, effect, shown, order);
}

std::int64_t Simulation::Strand::now_ns() const { return simulation_.world_.now_ns(); }

Value Simulation::perform(Strand& self, const Operation& operation) {
  if (takes_effect_at_once(operation.kind) || unwinding_ || world_.is_inside()) [[unlikely]] {
    return perform_at_once(self, operation);
  }
  if (unwinds_) self.at = operation;
  world_.announce(self.thread, unwinds_ ? self.at : operation);
  Fiber* next = spawner_;
  if (next != nullptr) {
    spawner_ = nullptr;
  } else {
    next = &next_fiber();
  }
  if (next != &self.fiber) self.fiber.switch_to(*next);
  if (unwinding_) [[unlikely]]
    return result_or_leave(self);
  return world_.result(self.thread);
}

Value Simulation::perform_at_once(Strand& self, const Operation& operation) {
  if (unwinding_) return result_or_leave(self);
  if (const auto result = run_.take_effect(self.thread, operation)) return *result;
  self.fiber.switch_to(home_);
  return result_or_leave(self);
}

// A destructor that performs operations while its stack is being unwound does so without effect.
Value Simulation::result_or_leave(Strand& self) const {
  if (world_.has_ended(self.thread) || std::uncaught_exceptions() > 0) return {};
  throw Abandoned{};
}

// Takes steps until a thread has to run on, and returns its fiber; home_ where the execution is
// over.
Fiber& Simulation::next_fiber() {
  try {
    const ThreadId thread = take_steps<Part::decided>();
    if (thread == nobody) return home_;
    Fiber& next = strands_[index(thread)]->fiber;
    if (!world_.spawned()) return next;
    spawner_ = &next;
    return start(*world_.spawned(), world_.finished_operation());
  } catch (...) {
    // Nothing may leave a fiber but by a switch.
    error_ = std::current_exception();
    return home_;
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
