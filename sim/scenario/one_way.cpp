#include "sim/scenario/one_way.hpp"

#include <iterator>

namespace heddle::scenario {
namespace {

constexpr std::size_t number(Register place) { return static_cast<std::size_t>(place); }

bool goes_one_way(const Operation& operation) {
  switch (operation.kind) {
    case OperationKind::fence:
    case OperationKind::lock:
    case OperationKind::unlock:
    case OperationKind::try_lock:
    case OperationKind::lock_shared:
    case OperationKind::unlock_shared:
    case OperationKind::try_lock_shared:
    case OperationKind::join:
    case OperationKind::yield:
    case OperationKind::end:
    case OperationKind::print:
      return operation.timeout_ns == no_timeout;
    default:
      return is_memory(operation.kind);
  }
}

bool goes_one_way(const Code& code, const Instruction& instruction) {
  switch (instruction.code) {
    case Opcode::perform:
      return goes_one_way(code.fixed[number(instruction.b)]);
    case Opcode::perform_own:
    case Opcode::perform_operand:
    case Opcode::perform_dynamic:
      return goes_one_way(code.own[number(instruction.b)].operation);
    case Opcode::await:
      return false;
    default:  // no operation, or one of a kind that goes one way: memory, a join, a line of output
      return true;
  }
}

bool jumps(Opcode code) { return code >= Opcode::jump && code <= Opcode::repeat_next; }

}  // namespace

std::size_t one_way_from(const Code& code) {
  std::ptrdiff_t first = 0;
  for (std::ptrdiff_t place = 0; place < std::ssize(code.instructions); ++place) {
    const Instruction& instruction = code.instructions[static_cast<std::size_t>(place)];
    const bool goes_back = jumps(instruction.code) && place + 1 + instruction.a < first;
    if (goes_back || !goes_one_way(code, instruction)) first = place + 1;
  }
  return static_cast<std::size_t>(first);
}

}  // namespace heddle::scenario
