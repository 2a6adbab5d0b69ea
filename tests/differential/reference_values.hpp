#pragma once
// The stack machine's invisible instructions: values, jumps, timers. It knows nothing of how
// threads interleave.

#include <optional>

#include "tests/differential/reference_program.hpp"
#include "tests/differential/reference_state.hpp"

namespace heddle::differential::reference {

// Thrown when an execution ends by a bug; caught where the step that led to it is taken.
struct Failure {
  std::string status;
};

// Performs the instruction that `thread` is at and goes on to the next. Requires that it is not an
// operation or a halt.
void execute(const Program& program, const State& state, Thread& thread);

Datum pop(Thread& thread);
std::int64_t pop_integer(Thread& thread);
std::size_t pop_object(Thread& thread);
bool pop_boolean(Thread& thread);

// The operand `depth` places below the top.
const Datum& operand(const Thread& thread, std::size_t depth);
std::size_t object_operand(const Thread& thread, std::size_t depth);

// Faults on overflow.
std::int64_t checked(const std::string& word, std::int64_t left, std::int64_t right);

// A fragment's value as memory stands now, and the cells that were read for it, in order. No value
// where it faults.
struct Evaluation {
  std::optional<Datum> value;
  std::vector<std::size_t> cells;

  bool holds() const { return value && *value == Datum::boolean(true); }
  bool faults() const { return !value || value->kind != Datum::Kind::boolean; }
};
// `thread` gives the locals.
Evaluation evaluate(const Program& program, const State& state, Thread thread,
                    std::size_t fragment);

}  // namespace heddle::differential::reference
