#pragma once
// Cells with consecutive numbers. A condition, or a block of operations on memory, tells by ranges
// which cells it may touch. There may be as many conditions as cells, so asking each condition for
// each cell would take too long.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/ids.hpp"

namespace heddle {

struct CellRange {
  ObjectId first = no_object;
  std::size_t count = 0;  // at least one

  bool has(ObjectId cell) const {
    return index(cell) >= index(first) && index(cell) - index(first) < count;
  }
  friend bool operator==(const CellRange&, const CellRange&) = default;
};

inline bool has(std::span<const CellRange> ranges, ObjectId cell) {
  for (const CellRange& range : ranges) {
    if (range.has(cell)) return true;
  }
  return false;
}

// Calls each(cell).
template <typename Each>
void for_each_cell(std::span<const CellRange> ranges, const Each& each) {
  for (const CellRange& range : ranges) {
    for (std::size_t offset = 0; offset < range.count; ++offset) {
      each(ObjectId{static_cast<std::uint32_t>(index(range.first) + offset)});
    }
  }
}

// The same cells, each in one range only, in order of their numbers.
std::vector<CellRange> in_order(std::vector<CellRange> ranges);
// The cells of `ranges` that are in none of `others`. Both must be as in_order() gives them.
std::vector<CellRange> without(std::span<const CellRange> ranges,
                               std::span<const CellRange> others);

}  // namespace heddle
