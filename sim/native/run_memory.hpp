#pragma once
// Memory as a running thread reads it outside of its operations: for the condition of an await, and
// for the message of a failure. Counts how much is read.

#include <cstddef>

#include "sim/model/memory.hpp"
#include "sim/native/cell_access.hpp"
#include "sim/native/run.hpp"

namespace heddle::native {

class RunMemory final : public Memory {
 public:
  explicit RunMemory(Run& run) : run_(run) {}

  Value read(ObjectId cell) const override {
    ++reads_;
    const ObjectDeclaration& declared = run_.objects()[index(cell)];
    return read_cell(run_.region().cell(cell), declared.initial.type,
                     declared.kind == ObjectKind::atomic);
  }
  std::size_t reads() const { return reads_; }

 private:
  Run& run_;
  mutable std::size_t reads_ = 0;
};

}  // namespace heddle::native
