#include "sim/scenario/cell_ranges.hpp"

#include <utility>

#include "sim/model/operation_table.hpp"
#include "sim/scenario/code.hpp"
#include "sim/scenario/instructions.hpp"

namespace heddle::scenario {
namespace {

constexpr std::size_t number(Register place) { return static_cast<std::size_t>(place); }

// The cells that a block touches, in the order of its code.
struct Touched {
  std::vector<CellRange> read;
  std::vector<CellRange> written;

  void add(ObjectId first, std::size_t count, bool is_written) {
    if (first == no_object || count == 0) return;
    (is_written ? written : read).push_back({first, count});
  }
};

}  // namespace

std::vector<CellRange> cells_read(const Code& code) {
  Touched touched;
  for (const Operation& operation : code.fixed) touched.add(operation.object, 1, false);
  for (const OwnOperation& own : code.own) {
    touched.add(own.operation.object, 1, false);
    touched.add(own.array.first, own.array.count, false);
  }
  for (const Array& array : code.arrays) touched.add(array.first, array.count, false);
  return in_order(std::move(touched.read));
}

CellUse cells_used(const Code& code, std::size_t first) {
  Touched touched;
  for (std::size_t place = first; place < code.instructions.size(); ++place) {
    const Instruction& instruction = code.instructions[place];
    if (instruction.code == Opcode::read_element) {
      const Array& array = code.own[number(instruction.b)].array;
      touched.add(array.first, array.count, false);
    } else if (instruction.code == Opcode::element) {
      // The operation on the element follows; it may be a write.
      const Array& array = code.arrays[number(instruction.c)];
      touched.add(array.first, array.count, true);
    } else if (const Operation* const operation = operation_of(code, instruction)) {
      if (is_memory(operation->kind)) {
        touched.add(operation->object, 1, writes_memory(operation->kind));
      }
    }
  }
  CellUse use{.written = in_order(std::move(touched.written)), .read = {}};
  use.read = without(in_order(std::move(touched.read)), use.written);
  return use;
}

}  // namespace heddle::scenario
