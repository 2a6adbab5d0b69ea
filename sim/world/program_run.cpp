#include "sim/world/program_run.hpp"

namespace heddle {

bool ProgramRun::begin() {
  program_.runs_in(world_);
  program_.reset();
  world_.reset();
  world_.add_thread(nobody, program_.main_label());
  return !has_invariants_ || check_invariants();
}

bool ProgramRun::invariants_hold_now() {
  return !world_.take_memory_changed() || check_invariants();
}

const Operation* ProgramRun::run_past(SteppedThreads& threads, ThreadId thread,
                                      const Operation& operation) {
  const std::optional<Value> result = take_effect(thread, operation);
  if (!result) return nullptr;
  threads.deliver(thread, *result);
  return run_to_step(threads, thread, [](const Operation&) {});
}

std::optional<Value> ProgramRun::take_effect(ThreadId thread, const Operation& operation) {
  if (operation.kind == OperationKind::fail) {
    world_.fail({operation.status, thread, operation.site, operation.message});
    return std::nullopt;
  }
  const Value result = world_.perform_inside(thread, operation);
  if (operation.kind == OperationKind::atomically_end && !invariants_hold()) return std::nullopt;
  return world_.is_over() ? std::nullopt : std::optional(result);
}

Failure ProgramRun::failure() const {
  if (world_.failure().status != Status::completed) return world_.failure();
  const Broken broken = first_broken(program_.finally(), world_);
  if (broken.condition == nullptr) return world_.failure();
  return {broken.faults ? Status::fault : Status::finally, main_thread, broken.condition->site(),
          broken.message()};
}

}  // namespace heddle
