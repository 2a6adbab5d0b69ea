#include "sim/scenario/fault_messages.hpp"

#include <cstddef>

#include "sim/scenario/handles.hpp"
#include "sim/scenario/operators.hpp"

namespace heddle::scenario {
namespace {

using Kind = Expression::Kind;

const Declaration* declaration_of(const Scenario& scenario, ObjectId object) {
  for (const Declaration& each : scenario.declarations) {
    if (object >= each.first && index(object) < index(each.first) + each.count) return &each;
  }
  return nullptr;
}

std::string_view symbol(Kind kind) {
  switch (kind) {
    case Kind::add:
      return " + ";
    case Kind::subtract:
      return " - ";
    case Kind::multiply:
      return " * ";
    case Kind::divide:
      return " / ";
    case Kind::remainder:
      return " % ";
    case Kind::equal:
      return " == ";
    case Kind::not_equal:
      return " != ";
    case Kind::less:
      return " < ";
    case Kind::less_equal:
      return " <= ";
    case Kind::greater:
      return " > ";
    case Kind::greater_equal:
      return " >= ";
    case Kind::literal:
    case Kind::local:
    case Kind::list_element:
    case Kind::cell:
    case Kind::element:
    case Kind::spawn_index:
    case Kind::negate:
    case Kind::logical_not:
    case Kind::logical_and:
    case Kind::logical_or:
      break;
  }
  return " ? ";
}

// The message for one instruction. Parts that several messages share are members.
class Explanation {
 public:
  Explanation(const Code& code, const Instruction& instruction, const Value* registers)
      : code_(code),
        instruction_(instruction),
        registers_(registers),
        origin_(code.origins[static_cast<std::size_t>(&instruction - code.instructions.data())]) {}

  std::string text() const {
    switch (instruction_.code) {
      case Opcode::check_set:
        return "'" + code_.locals[static_cast<std::size_t>(instruction_.b)] +
               "' was read before it was assigned";
      case Opcode::check_count:
      case Opcode::repeat_begin:
        return bad_count(at(instruction_.b));
      case Opcode::move_boolean:
      case Opcode::logical_not:
      case Opcode::jump_true:
      case Opcode::jump_false:
        return "a condition must be a boolean, but this one is " + shown(at(instruction_.b));
      case Opcode::negate:
        return negation();
      case Opcode::element:
        return bad_index(code_.arrays[static_cast<std::size_t>(instruction_.c)],
                         at(instruction_.b));
      case Opcode::read_element:
        return bad_index(code_.own[static_cast<std::size_t>(instruction_.b)].array,
                         at(instruction_.c));
      case Opcode::list_element:
        return bad_list_index();
      case Opcode::for_exclusive:
      case Opcode::for_inclusive:
        return "a loop must count between integers, but these are " + shown(at(instruction_.b)) +
               " and " + shown(at(instruction_.b + 1));
      case Opcode::loop_back:
      case Opcode::for_next:
      case Opcode::repeat_next:
        return "this loop runs on and on without an operation that other threads can see";
      case Opcode::join:
        return "only a thread can be joined, not " + shown(at(instruction_.b));
      case Opcode::move:
      case Opcode::add:
      case Opcode::subtract:
      case Opcode::multiply:
      case Opcode::divide:
      case Opcode::remainder:
      case Opcode::equal:
      case Opcode::not_equal:
      case Opcode::less:
      case Opcode::less_equal:
      case Opcode::same:
      case Opcode::pick:
      case Opcode::jump:
      case Opcode::jump_nothing:
      case Opcode::jump_equal:
      case Opcode::jump_not_equal:
      case Opcode::jump_less:
      case Opcode::jump_less_equal:
      case Opcode::perform:
      case Opcode::perform_own:
      case Opcode::perform_operand:
      case Opcode::perform_dynamic:
      case Opcode::write_sum:
      case Opcode::print_line:
      case Opcode::await:
      case Opcode::join_all:
      case Opcode::fail:
      case Opcode::record_spawn:
      case Opcode::list_begin:
      case Opcode::list_end:
      case Opcode::finished:
        return binary();
    }
    return binary();
  }

 private:
  Value at(Register place) const { return registers_[place]; }
  std::string shown(Value value) const { return value_text(*code_.scenario, value); }

  std::string binary() const {
    const Value left = at(origin_.left);
    const Value right = at(origin_.right);
    const std::string formula = shown(left) + std::string(symbol(origin_.kind)) + shown(right);
    const bool integers = left.type == ValueType::integer && right.type == ValueType::integer;
    if (origin_.kind == Kind::equal || origin_.kind == Kind::not_equal) {
      return "cannot compare values of different types: " + formula;
    }
    if (sort_of(origin_.kind) == OperatorSort::ordering) {
      return "only integers or texts can be ordered: " + formula;
    }
    if (!integers) return "arithmetic needs integers: " + formula;
    const bool divides = origin_.kind == Kind::divide || origin_.kind == Kind::remainder;
    if (divides && right.bits == 0) return "division by zero in " + formula;
    return "overflow in " + formula;
  }

  std::string negation() const {
    const Value operand = at(instruction_.b);
    if (operand.type != ValueType::integer) return "arithmetic needs integers: -" + shown(operand);
    return "overflow in -(" + shown(operand) + ")";
  }

  std::string bad_count(Value count) const {
    if (count.type != ValueType::integer) return "a count must be an integer, not " + shown(count);
    return "a count must not be negative, but this one is " + shown(count);
  }

  std::string bad_index(const Array& array, Value element) const {
    if (element.type != ValueType::integer) {
      return "an index must be an integer, not " + shown(element);
    }
    const ObjectKind kind = code_.scenario->objects[index(array.first)].kind;
    const bool cells = kind == ObjectKind::plain || kind == ObjectKind::atomic;
    return "index " + shown(element) + " is outside of " +
           std::string(declaration_name(*code_.scenario, array.first)) + " (" +
           std::to_string(array.count) + (cells ? " cell" : " object") +
           (array.count == 1 ? ")" : "s)");
  }

  std::string bad_list_index() const {
    const Value list = at(instruction_.b);
    const Value element = at(instruction_.c);
    if (list.type != ValueType::threads) return "this is no list of threads: " + shown(list);
    if (element.type != ValueType::integer) {
      return "an index must be an integer, not " + shown(element);
    }
    return "index " + shown(element) + " is outside of the list (" +
           std::to_string(HandleList::of(list).length) + " threads)";
  }

  const Code& code_;
  const Instruction& instruction_;
  const Value* registers_;
  const Origin& origin_;
};

}  // namespace

std::string value_text(const Scenario& scenario, Value value) {
  switch (value.type) {
    case ValueType::nothing:
      return "nothing";
    case ValueType::integer:
      return std::to_string(value.bits);
    case ValueType::boolean:
      return value.is_true() ? "true" : "false";
    case ValueType::text:
      return "'" + std::string((*scenario.texts)[value.text()]) + "'";
    case ValueType::thread:
      return "a thread";
    case ValueType::threads:
      return "a list of threads";
  }
  return {};
}

std::string printed_text(const Scenario& scenario, Value value) {
  if (value.type == ValueType::text) return std::string((*scenario.texts)[value.text()]);
  if (value.type == ValueType::thread) return "thread";
  if (value.type == ValueType::threads) return "threads";
  return value_text(scenario, value);
}

std::string object_text(const Scenario& scenario, ObjectId object) {
  const Declaration* declaration = declaration_of(scenario, object);
  if (declaration == nullptr) return "object " + std::to_string(index(object));
  if (!declaration->array) return declaration->name;
  return declaration->name + "[" + std::to_string(index(object) - index(declaration->first)) + "]";
}

std::string_view declaration_name(const Scenario& scenario, ObjectId object) {
  const Declaration* declaration = declaration_of(scenario, object);
  return declaration == nullptr ? std::string_view("an object") : declaration->name;
}

std::string fault_text(const Code& code, const Instruction& instruction, const Value* registers) {
  return Explanation(code, instruction, registers).text();
}

}  // namespace heddle::scenario
