#include "sim/scenario/cell_ranges.hpp"

#include "sim/model/operation_table.hpp"
#include "sim/scenario/code.hpp"
#include "sim/scenario/instructions.hpp"

namespace heddle::scenario {
namespace {

constexpr std::size_t number(Register place) { return static_cast<std::size_t>(place); }

void add(const Operation& operation, CellRanges& ranges) {
  if (is_memory(operation.kind) && operation.object != no_object) {
    ranges.add(operation.object, 1, writes_memory(operation.kind));
  }
}

}  // namespace

CellRanges cells_used(const Code& code, std::size_t first) {
  CellRanges ranges;
  for (std::size_t place = first; place < code.instructions.size(); ++place) {
    const Instruction& instruction = code.instructions[place];
    if (instruction.code == Opcode::read_element) {
      const Array& array = code.own[number(instruction.b)].array;
      ranges.add(array.first, array.count, false);
    } else if (instruction.code == Opcode::element) {
      // What is done with the element follows; it may be a write.
      const Array& array = code.arrays[number(instruction.c)];
      ranges.add(array.first, array.count, true);
    } else if (const Operation* const operation = operation_of(code, instruction)) {
      add(*operation, ranges);
    }
  }
  return ranges;
}

}  // namespace heddle::scenario
