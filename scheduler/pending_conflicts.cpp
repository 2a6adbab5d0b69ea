#include "scheduler/pending_conflicts.hpp"

#include <algorithm>

#include "sim/model/memory.hpp"
#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

bool may_touch(const Operation& operation, ObjectId object) {
  return object != no_object && (operation.object == object || operation.mutex == object);
}

// Of an operation that touches cells which it does not name: an `await` or an `atomically`.
bool may_touch_unnamed(const Operation& operation, ObjectId cell, bool writes) {
  if (operation.use != nullptr) {
    return has(operation.use->written, cell) || (writes && has(operation.use->read, cell));
  }
  return operation.condition != nullptr && writes && operation.condition->reads(cell);
}

bool unnamed_conflict(const Operation& one, const Operation& other) {
  if (one.use == nullptr) return false;
  const auto touched = [&](const CellRange& range, bool writes) {
    for (std::size_t offset = 0; offset < range.count; ++offset) {
      if (may_touch_unnamed(other, advance(range.first, offset), writes)) return true;
    }
    return false;
  };
  return std::ranges::any_of(one.use->written,
                             [&](const auto& range) { return touched(range, true); }) ||
         std::ranges::any_of(one.use->read,
                             [&](const auto& range) { return touched(range, false); });
}

bool has_unnamed(const Operation& operation) {
  return operation.use != nullptr || operation.condition != nullptr;
}

// Others of that kind may come in any order.
bool only_reads(const Operation& operation) {
  if (is_block_access(operation.kind)) return !operation.operand.is_true();
  return reads_memory_only(operation.kind) || operation.condition != nullptr;
}

}  // namespace

bool may_conflict(const Operation& one, const Operation& other) {
  if (one.kind == OperationKind::print && other.kind == OperationKind::print) return true;
  if (has_unnamed(one) && has_unnamed(other)) {
    return unnamed_conflict(one, other) || unnamed_conflict(other, one);
  }
  if (has_unnamed(one)) return may_touch_unnamed(one, other.object, !only_reads(other));
  if (has_unnamed(other)) return may_touch_unnamed(other, one.object, !only_reads(one));
  if (!may_touch(one, other.object) && !may_touch(one, other.mutex)) return false;
  if (only_reads(one) && only_reads(other)) return false;
  if (is_shared(one.kind) && is_shared(other.kind)) return false;
  if (is_block_access(one.kind) && is_block_access(other.kind)) {
    return one.offset < other.offset + other.size && other.offset < one.offset + one.size;
  }
  return true;
}

}  // namespace heddle
