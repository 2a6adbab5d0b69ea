#pragma once
// A program on a world, as far as everybody has to drive it in the same way, whether along
// executions (Simulation) or from state to state (StateSteps): how it begins, what operations do
// that are no steps, and how it ends. Which step is taken is somebody else's choice.

#include <optional>

#include "sim/model/operation_table.hpp"
#include "sim/model/program.hpp"
#include "sim/model/stepped_threads.hpp"
#include "sim/world/world.hpp"

namespace heddle {

class ProgramRun {
 public:
  // Both outlive this object.
  ProgramRun(Program& program, World& world)
      : program_(program), world_(world), has_invariants_(!program.invariants().empty()) {}

  // Forgets the last execution, and adds main, which runs nothing yet. False: the execution is over
  // already, as an invariant does not hold.
  bool begin();

  // Whether the invariants hold after what happened last; looked at where memory changed. Else the
  // execution is over.
  bool invariants_hold() { return !has_invariants_ || invariants_hold_now(); }

  // The result of an operation that is not a step; nothing where it ended the execution.
  std::optional<Value> take_effect(ThreadId thread, const Operation& operation);

  // Lets a thread without a stack run on to its next step, which it is to announce. Null: the
  // execution is over. Calls check(operation) for every operation on the way.
  template <typename Check>
  const Operation* run_to_step(SteppedThreads& threads, ThreadId thread, const Check& check) {
    for (;;) {
      const Operation& operation = threads.advance(thread);
      check(operation);
      // Nearly all operations are always able, which announce() asks too: so the question is free.
      const bool at_once = !is_always_able(operation.kind) && takes_effect_at_once(operation.kind);
      if (!world_.is_inside() && !at_once) [[likely]]
        return &operation;
      const std::optional<Value> result = take_effect(thread, operation);
      if (!result) return nullptr;
      threads.deliver(thread, *result);
    }
  }

  // The same from `operation` on, which the thread is at, and which is no step.
  const Operation* run_past(SteppedThreads& threads, ThreadId thread, const Operation& operation);

  // How it ended, once it is over: with what the program's `finally` say.
  Failure failure() const;

 private:
  bool invariants_hold_now();
  bool check_invariants() { return world_.check_invariants(program_.invariants()); }

  Program& program_;
  World& world_;
  const bool has_invariants_;
};

}  // namespace heddle
