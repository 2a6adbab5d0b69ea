#include "sim/scenario/uses.hpp"

#include <algorithm>

#include "sim/scenario/conditions.hpp"

namespace heddle::scenario {

bool may_use(const Code& code, ObjectId object) {
  const auto uses = [object](const Operation& operation) {
    return operation.object == object || operation.mutex == object;
  };
  return may_read(code, object) || std::ranges::any_of(code.fixed, uses) ||
         std::ranges::any_of(code.own, uses, &OwnOperation::operation) ||
         std::ranges::any_of(code.conditions, [object](const AwaitedCondition& condition) {
           return may_read(condition.code, object);
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
