#pragma once
// Which cells the code of an `atomically` may touch, whichever way it goes: ranges of cells, known
// when the code is compiled. For strategies that reduce, which have to know it before the step.

#include <cstddef>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/memory.hpp"

namespace heddle::scenario {

class CellRanges final : public CellUse {
 public:
  void add(ObjectId first, std::size_t count, bool is_written) {
    ranges_.push_back({first, count, is_written});
  }

  bool reads(ObjectId cell) const override { return has(cell, false); }
  bool writes(ObjectId cell) const override { return has(cell, true); }

 private:
  struct Range {
    ObjectId first = no_object;
    std::size_t count = 0;
    bool is_written = false;
  };

  bool has(ObjectId cell, bool is_written) const {
    for (const Range& range : ranges_) {
      const bool is_in = cell >= range.first && index(cell) < index(range.first) + range.count;
      if (is_in && range.is_written == is_written) return true;
    }
    return false;
  }

  std::vector<Range> ranges_;
};

struct Code;

// Of the instructions from `first` on.
CellRanges cells_used(const Code& code, std::size_t first);

}  // namespace heddle::scenario
