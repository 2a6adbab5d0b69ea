#pragma once
// What is true of each kind of instruction, for code that looks at instructions without running
// them.

#include "sim/scenario/code.hpp"

namespace heddle::scenario {

// Whether the instruction may jump: then `a` says how far.
bool may_jump(Opcode code);
// Whether the instruction after it is only reached by a jump.
bool always_jumps(Opcode code);

// The visible operation that the instruction performs; null where it performs none.
const Operation* operation_of(const Code& code, const Instruction& instruction);
// The operation that the instruction performs, if it has fields that are known only then; else
// null.
const OwnOperation* own_operation_of(const Code& code, const Instruction& instruction);

}  // namespace heddle::scenario
