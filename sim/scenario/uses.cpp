#include "sim/scenario/uses.hpp"

#include <algorithm>

#include "sim/scenario/code.hpp"

namespace heddle::scenario {
namespace {

bool may_read(const Code& code, ObjectId object) {
  const auto is_in = [object](const Array& array) {
    return CellRange{array.first, array.count}.has(object);
  };
  return std::ranges::any_of(code.arrays, is_in) ||
         std::ranges::any_of(code.own, is_in, &OwnOperation::array);
}

}  // namespace

bool may_use(const Code& code, ObjectId object) {
  const auto uses = [object](const Operation& operation) {
    return operation.object == object || operation.mutex == object;
  };
  return may_read(code, object) || std::ranges::any_of(code.fixed, uses) ||
         std::ranges::any_of(code.own, uses, &OwnOperation::operation) ||
         std::ranges::any_of(code.conditions, [object](const AwaitedCondition& condition) {
           return has(condition.cells_read, object);
         });
}

void append_spawned(const Code& code, std::vector<std::size_t>& bodies) {
  const auto append = [&bodies](const Operation& operation) {
    if (operation.kind == OperationKind::spawn) bodies.push_back(operation.body);
  };
  std::ranges::for_each(code.fixed, append);
  std::ranges::for_each(code.own, append, &OwnOperation::operation);
}

}  // namespace heddle::scenario
