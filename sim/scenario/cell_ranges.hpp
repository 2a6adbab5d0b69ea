#pragma once
// Which cells code may touch, known when it is compiled. Strategies that reduce have to know it
// before the step.

#include <cstddef>
#include <vector>

#include "sim/model/cell_range.hpp"
#include "sim/model/memory.hpp"

namespace heddle::scenario {

struct Code;

// The cells that the code of an expression may read.
std::vector<CellRange> cells_read(const Code& code);
// The cells that an `atomically` may touch, whichever way it goes: the instructions from `first`
// on.
CellUse cells_used(const Code& code, std::size_t first);

}  // namespace heddle::scenario
