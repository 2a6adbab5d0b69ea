#include "sim/scenario/instructions.hpp"

#include <cstddef>
#include <cstdint>

namespace heddle::scenario {
namespace {

constexpr std::size_t number(Register place) { return static_cast<std::size_t>(place); }

// The operand by which the instruction names the operation that it performs.
enum class Performs : std::uint8_t { nothing, fixed_b, own_a, own_b };

Performs performs(Opcode code) {
  switch (code) {
    case Opcode::perform:
    case Opcode::fail:
      return Performs::fixed_b;
    case Opcode::write_sum:
    case Opcode::join:
    case Opcode::join_all:
      return Performs::own_a;
    case Opcode::perform_own:
    case Opcode::perform_operand:
    case Opcode::perform_dynamic:
    case Opcode::read_element:
    case Opcode::print_line:
    case Opcode::await:
      return Performs::own_b;
    case Opcode::move:
    case Opcode::move_boolean:
    case Opcode::check_set:
    case Opcode::check_count:
    case Opcode::add:
    case Opcode::subtract:
    case Opcode::multiply:
    case Opcode::divide:
    case Opcode::remainder:
    case Opcode::negate:
    case Opcode::logical_not:
    case Opcode::equal:
    case Opcode::not_equal:
    case Opcode::less:
    case Opcode::less_equal:
    case Opcode::same:
    case Opcode::element:
    case Opcode::list_element:
    case Opcode::pick:
    case Opcode::jump:
    case Opcode::loop_back:
    case Opcode::jump_true:
    case Opcode::jump_false:
    case Opcode::jump_nothing:
    case Opcode::jump_equal:
    case Opcode::jump_not_equal:
    case Opcode::jump_less:
    case Opcode::jump_less_equal:
    case Opcode::for_exclusive:
    case Opcode::for_inclusive:
    case Opcode::for_next:
    case Opcode::repeat_begin:
    case Opcode::repeat_next:
    case Opcode::record_spawn:
    case Opcode::list_begin:
    case Opcode::list_end:
    case Opcode::finished:
      return Performs::nothing;
  }
  return Performs::nothing;
}

}  // namespace

bool may_jump(Opcode code) {
  switch (code) {
    case Opcode::jump:
    case Opcode::loop_back:
    case Opcode::jump_true:
    case Opcode::jump_false:
    case Opcode::jump_nothing:
    case Opcode::jump_equal:
    case Opcode::jump_not_equal:
    case Opcode::jump_less:
    case Opcode::jump_less_equal:
    case Opcode::for_exclusive:
    case Opcode::for_inclusive:
    case Opcode::for_next:
    case Opcode::repeat_begin:
    case Opcode::repeat_next:
      return true;
    case Opcode::move:
    case Opcode::move_boolean:
    case Opcode::check_set:
    case Opcode::check_count:
    case Opcode::add:
    case Opcode::subtract:
    case Opcode::multiply:
    case Opcode::divide:
    case Opcode::remainder:
    case Opcode::negate:
    case Opcode::logical_not:
    case Opcode::equal:
    case Opcode::not_equal:
    case Opcode::less:
    case Opcode::less_equal:
    case Opcode::same:
    case Opcode::element:
    case Opcode::list_element:
    case Opcode::pick:
    case Opcode::perform:
    case Opcode::perform_own:
    case Opcode::perform_operand:
    case Opcode::perform_dynamic:
    case Opcode::write_sum:
    case Opcode::read_element:
    case Opcode::print_line:
    case Opcode::await:
    case Opcode::join:
    case Opcode::join_all:
    case Opcode::fail:
    case Opcode::record_spawn:
    case Opcode::list_begin:
    case Opcode::list_end:
    case Opcode::finished:
      return false;
  }
  return false;
}

bool always_jumps(Opcode code) { return code == Opcode::jump || code == Opcode::loop_back; }

const Operation* operation_of(const Code& code, const Instruction& instruction) {
  if (performs(instruction.code) == Performs::fixed_b) return &code.fixed[number(instruction.b)];
  const OwnOperation* const own = own_operation_of(code, instruction);
  return own != nullptr ? &own->operation : nullptr;
}

const OwnOperation* own_operation_of(const Code& code, const Instruction& instruction) {
  switch (performs(instruction.code)) {
    case Performs::own_a:
      return &code.own[number(instruction.a)];
    case Performs::own_b:
      return &code.own[number(instruction.b)];
    case Performs::nothing:
    case Performs::fixed_b:
      break;
  }
  return nullptr;
}

}  // namespace heddle::scenario
