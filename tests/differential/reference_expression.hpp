#pragma once
// Turns the text of an expression into instructions that leave its value on the stack. It knows the
// grammar of expressions and what names are declared, and nothing of statements.

#include <cstddef>
#include <optional>
#include <string>

#include "tests/differential/reference_program.hpp"

namespace heddle::differential::reference {

// The local of that name, made where there is none yet.
std::size_t slot_of(Body& body, const std::string& name);

// Appends to program.code. `body` holds the locals; without it only shared memory can be named.
// `spawn_index` is the local that `index` means, inside the arguments of a spawn.
void compile_expression(Program& program, Body* body, const std::string& text,
                        std::optional<std::size_t> spawn_index = std::nullopt);

// Appends instructions that leave the number of the object that `name` or `name[expr]` refers to.
void compile_reference(Program& program, Body* body, const std::string& text);

}  // namespace heddle::differential::reference
