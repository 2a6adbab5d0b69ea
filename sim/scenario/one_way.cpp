#include "sim/scenario/one_way.hpp"

#include <iterator>

#include "sim/model/operation_table.hpp"
#include "sim/scenario/instructions.hpp"

namespace heddle::scenario {
namespace {

bool goes_one_way(const Operation* operation) {
  return operation == nullptr ||
         (heddle::goes_one_way(operation->kind) && operation->timeout_ns == no_timeout);
}

}  // namespace

std::size_t one_way_from(const Code& code) {
  std::ptrdiff_t first = 0;
  for (std::ptrdiff_t place = 0; place < std::ssize(code.instructions); ++place) {
    const Instruction& instruction = code.instructions[static_cast<std::size_t>(place)];
    const bool goes_back = may_jump(instruction.code) && place + 1 + instruction.a < first;
    if (goes_back || !goes_one_way(operation_of(code, instruction))) first = place + 1;
  }
  return static_cast<std::size_t>(first);
}

}  // namespace heddle::scenario
