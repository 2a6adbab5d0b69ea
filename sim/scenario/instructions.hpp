#pragma once
// What is true of each kind of instruction, for whoever looks at code without running it.

#include "sim/scenario/code.hpp"

namespace heddle::scenario {

// Whether it may jump: then `a` says how far.
bool may_jump(Opcode code);
// Whether the instruction after it is only reached by a jump.
bool always_jumps(Opcode code);

// The visible operation that the instruction performs; null where it performs none.
const Operation* operation_of(const Code& code, const Instruction& instruction);
// The same, where the operation has fields that are known only when it is performed; else null.
const OwnOperation* own_operation_of(const Code& code, const Instruction& instruction);

}  // namespace heddle::scenario
