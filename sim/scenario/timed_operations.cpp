#include "sim/scenario/timed_operations.hpp"

#include <algorithm>

#include "sim/scenario/code.hpp"
#include "sim/scenario/compiler.hpp"

namespace heddle::scenario {
namespace {

bool is_timed(const Operation& operation) {
  return operation.kind == OperationKind::sleep || operation.timeout_ns != no_timeout;
}

}  // namespace

bool has_timed_operations(const Scenario& scenario) {
  for (std::uint32_t body = 0; body < scenario.bodies.size(); ++body) {
    const Code code = compile_body(scenario, body);
    const bool own = std::any_of(code.own.begin(), code.own.end(),
                                 [](const OwnOperation& each) { return is_timed(each.operation); });
    if (own || std::any_of(code.fixed.begin(), code.fixed.end(), is_timed)) return true;
  }
  return false;
}

}  // namespace heddle::scenario
