#pragma once
// The texts of faults, and how values and objects are named in messages. Used only once something
// went wrong or while compiling, never in the hot loop.

#include <string>
#include <string_view>

#include "sim/model/ids.hpp"
#include "sim/model/value.hpp"
#include "sim/scenario/code.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

// "5", "true", "'text'", "a thread".
std::string value_text(const Scenario& scenario, Value value);
// As a line of output shows it: like value_text, but a text as it is, and "thread" for a handle.
std::string printed_text(const Scenario& scenario, Value value);
// "x", or "a[2]" for an element of an array.
std::string object_text(const Scenario& scenario, ObjectId object);
// "a" for any element of the array `a`.
std::string_view declaration_name(const Scenario& scenario, ObjectId object);

// Why the instruction could not be carried out, given the registers as it found them.
std::string fault_text(const Code& code, const Instruction& instruction, const Value* registers);

}  // namespace heddle::scenario
