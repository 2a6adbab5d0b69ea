#pragma once
// Which cells code may touch, known when it is compiled. For strategies that reduce, which have to
// know it before the step.

#include <cstddef>
#include <vector>

#include "sim/model/cell_range.hpp"
#include "sim/model/memory.hpp"

namespace heddle::scenario {

struct Code;

// Those that the code of an expression may read.
std::vector<CellRange> cells_read(const Code& code);
// Of an `atomically`: the instructions from `first` on, whichever way they go.
CellUse cells_used(const Code& code, std::size_t first);

}  // namespace heddle::scenario
