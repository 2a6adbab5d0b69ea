#pragma once
// Cells with consecutive numbers, and a condition that tells all cells that it may read in one go.
// There may be as many conditions as cells, so it takes too long to ask each condition for each
// cell.

#include <cstddef>
#include <vector>

#include "sim/model/ids.hpp"

namespace heddle {

struct CellRange {
  ObjectId first = no_object;
  std::size_t count = 0;  // at least one
};

class TellsCellsRead {
 public:
  virtual ~TellsCellsRead() = default;
  // Appends all cells that it may read; some may be in several of the ranges.
  virtual void append_cells_read(std::vector<CellRange>& ranges) const = 0;
};

}  // namespace heddle
