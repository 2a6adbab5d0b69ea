#pragma once
// What the code of a thread body may touch, wherever the thread stands in it.

#include <cstddef>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/scenario/code.hpp"

namespace heddle::scenario {

// Whether the code may have an operation on the object, or read it in a condition.
bool may_use(const Code& code, ObjectId object);

// Appends the numbers of the bodies that the code spawns.
void append_spawned(const Code& code, std::vector<std::size_t>& bodies);

}  // namespace heddle::scenario
