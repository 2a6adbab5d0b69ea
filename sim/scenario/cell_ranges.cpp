#include "sim/scenario/cell_ranges.hpp"

#include "sim/scenario/code.hpp"

namespace heddle::scenario {
namespace {

constexpr std::size_t number(Register place) { return static_cast<std::size_t>(place); }

bool writes(OperationKind kind) {
  return is_memory(kind) && kind != OperationKind::read && kind != OperationKind::load;
}

void add(const Operation& operation, CellRanges& ranges) {
  if (is_memory(operation.kind) && operation.object != no_object) {
    ranges.add(operation.object, 1, writes(operation.kind));
  }
}

}  // namespace

CellRanges cells_used(const Code& code, std::size_t first) {
  CellRanges ranges;
  for (std::size_t place = first; place < code.instructions.size(); ++place) {
    const Instruction& instruction = code.instructions[place];
    switch (instruction.code) {
      case Opcode::perform:
        add(code.fixed[number(instruction.b)], ranges);
        break;
      case Opcode::perform_own:
      case Opcode::perform_operand:
      case Opcode::perform_dynamic:
        add(code.own[number(instruction.b)].operation, ranges);
        break;
      case Opcode::write_sum:
        add(code.own[number(instruction.a)].operation, ranges);
        break;
      case Opcode::read_element: {
        const Array& array = code.own[number(instruction.b)].array;
        ranges.add(array.first, array.count, false);
        break;
      }
      case Opcode::element: {
        // What is done with the element follows; it may be a write.
        const Array& array = code.arrays[number(instruction.c)];
        ranges.add(array.first, array.count, true);
        break;
      }
      default:  // no memory
        break;
    }
  }
  return ranges;
}

}  // namespace heddle::scenario
