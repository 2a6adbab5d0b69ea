#pragma once
// A thread's only door to the world. The same thread body runs on the simulated and on the native
// implementation.

#include <optional>

#include "sim/model/assertion.hpp"
#include "sim/model/event.hpp"
#include "sim/model/operation.hpp"

namespace heddle {

class Port {
 public:
  virtual ~Port() = default;

  // Performs one visible operation of the calling thread and returns its result (see OperationKind
  // for which). `operation` must stay where it is, unchanged, until the call returns. May never
  // return: the execution may end or be abandoned meanwhile; a simulated thread whose program asks
  // for it (Program::unwinds) is then left by an exception of type Abandoned, which the body must
  // let pass.
  virtual Value perform(const Operation& operation) = 0;
  // What the thread did with its own memory, after an `access` or an `atomic_access` has returned,
  // before it performs anything else. One that reports nothing counts as having done all that it
  // might have done. `shown`: the value that it read or wrote last, for traces; may be nothing.
  // `order`: what the access was ordered by after all, as one that fails may ask for less.
  virtual void report(MemoryEffect, Value /*shown*/ = {},
                      std::optional<MemoryOrder> /*order*/ = std::nullopt) {
    ensure(false, "an effect on memory that this port does not take");
  }
  // Virtual time since the execution began, in nanoseconds.
  virtual std::int64_t now_ns() const { return 0; }
};

// Leaves a thread body whose execution is over, so that its destructors run. Not derived from
// std::exception, so that the code under test does not catch it by accident.
struct Abandoned {};

}  // namespace heddle
