#pragma once
// One operation on one cell of memory, performed with the real instruction and the memory order
// asked for. Plain memory is accessed by relaxed atomics: a data race may do anything to the
// program under test, but must not be undefined behaviour of this one. It must not know threads.

#include <atomic>
#include <cstdint>
#include <string_view>

#include "sim/model/operation.hpp"
#include "sim/model/value.hpp"

namespace heddle::native {

struct Access {
  Value result;
  std::string_view fault = {};  // why it could not be done; empty if it was
};

// `operation` is one of is_memory(); `cell` holds values of `type`.
Access access_cell(std::atomic<std::int64_t>& cell, ValueType type, const Operation& operation);

// A fence of that order; a relaxed one does nothing.
void fence(MemoryOrder order);

// The value of a cell as a condition over shared memory reads it.
Value read_cell(const std::atomic<std::int64_t>& cell, ValueType type, bool atomic);

}  // namespace heddle::native
