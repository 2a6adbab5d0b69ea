#include "sim/scenario/expression_compiler.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/scenario/operators.hpp"

namespace heddle::scenario {
namespace {

using Kind = Expression::Kind;

bool is_boolean(const Expression& expression) {
  return is_comparison(expression.kind) || sort_of(expression.kind) == OperatorSort::logical ||
         (expression.kind == Kind::literal && expression.value.type == ValueType::boolean);
}

// The index, if it is a literal within the array.
std::optional<std::size_t> constant_index(const Expression& index, std::uint32_t count) {
  if (index.kind != Kind::literal || index.value.type != ValueType::integer) return {};
  if (index.value.bits < 0 || index.value.bits >= std::int64_t{count}) return {};
  return static_cast<std::size_t>(index.value.bits);
}

Operation read_operation(ObjectId cell, bool atomic) {
  return {.kind = atomic ? OperationKind::load : OperationKind::read, .object = cell};
}

struct Comparison {
  Kind kind;
  Kind opposite;
  Opcode value;
  Opcode jump;
  bool swapped;
};

// `greater` is `less` the other way round.
constexpr auto comparisons = std::to_array<Comparison>({
    {Kind::equal, Kind::not_equal, Opcode::equal, Opcode::jump_equal, false},
    {Kind::not_equal, Kind::equal, Opcode::not_equal, Opcode::jump_not_equal, false},
    {Kind::less, Kind::greater_equal, Opcode::less, Opcode::jump_less, false},
    {Kind::less_equal, Kind::greater, Opcode::less_equal, Opcode::jump_less_equal, false},
    {Kind::greater, Kind::less_equal, Opcode::less, Opcode::jump_less, true},
    {Kind::greater_equal, Kind::less, Opcode::less_equal, Opcode::jump_less_equal, true},
});

// Requires is_comparison(kind).
const Comparison& comparison_of(Kind kind) {
  return *std::ranges::find(comparisons, kind, &Comparison::kind);
}

struct Arithmetic {
  Kind kind;
  Opcode value;
};

constexpr auto arithmetic = std::to_array<Arithmetic>({
    {Kind::add, Opcode::add},
    {Kind::subtract, Opcode::subtract},
    {Kind::multiply, Opcode::multiply},
    {Kind::divide, Opcode::divide},
    {Kind::remainder, Opcode::remainder},
});

// Requires that it is arithmetic on two operands.
Opcode arithmetic_of(Kind kind) {
  return std::ranges::find(arithmetic, kind, &Arithmetic::kind)->value;
}

}  // namespace

ExpressionCompiler::ExpressionCompiler(CodeBuilder& builder, std::size_t locals,
                                       std::size_t parameters)
    : builder_(builder), assigned_(locals, false) {
  for (std::size_t slot = 0; slot < parameters; ++slot) assigned_[slot] = true;
}

void ExpressionCompiler::meet(const Assigned& other) {
  for (std::size_t slot = 0; slot < assigned_.size(); ++slot) {
    assigned_[slot] = assigned_[slot] && other[slot];
  }
}

Register ExpressionCompiler::local(Slot slot) {
  const auto place = static_cast<Register>(slot);
  if (!assigned_[slot]) builder_.emit(Opcode::check_set, nowhere, place);
  return place;
}

Register ExpressionCompiler::evaluate(const Expression& expression) {
  if (expression.kind == Kind::literal) return builder_.constant(expression.value);
  if (expression.kind == Kind::local) return local(expression.slot);
  if (expression.kind == Kind::spawn_index) return spawn_index_;
  const Register result = builder_.temporary();
  evaluate_into(expression, result);
  return result;
}

void ExpressionCompiler::evaluate_into(const Expression& expression, Register destination) {
  const std::uint32_t mark = builder_.mark();
  switch (expression.kind) {
    case Kind::literal:
    case Kind::local:
    case Kind::spawn_index:
      builder_.emit(Opcode::move, destination, evaluate(expression));
      break;
    case Kind::list_element: {
      const Register list = local(expression.slot);
      const Register element = evaluate(expression.operands[0]);
      builder_.emit(Opcode::list_element, destination, list, element);
      break;
    }
    case Kind::cell:
      read(expression.object, expression.atomic, destination);
      break;
    case Kind::element:
      read_element(expression, destination);
      break;
    case Kind::negate:
      unary(Opcode::negate, expression, destination);
      break;
    case Kind::logical_not:
      unary(Opcode::logical_not, expression, destination);
      break;
    case Kind::logical_and:
    case Kind::logical_or:
      logical_value(expression, destination);
      break;
    case Kind::add:
    case Kind::subtract:
    case Kind::multiply:
    case Kind::divide:
    case Kind::remainder:
    case Kind::equal:
    case Kind::not_equal:
    case Kind::less:
    case Kind::less_equal:
    case Kind::greater:
    case Kind::greater_equal:
      binary(expression, destination);
  }
  builder_.release(mark);
}

void ExpressionCompiler::unary(Opcode code, const Expression& expression, Register destination) {
  const Register operand = evaluate(expression.operands[0]);
  builder_.emit(code, destination, operand);
  builder_.describe(expression.kind, operand, operand);
}

void ExpressionCompiler::binary(const Expression& expression, Register destination) {
  const Register left = evaluate(expression.operands[0]);
  const Register right = evaluate(expression.operands[1]);
  if (is_comparison(expression.kind)) {
    const Comparison comparison = comparison_of(expression.kind);
    builder_.emit(comparison.value, destination, comparison.swapped ? right : left,
                  comparison.swapped ? left : right);
  } else {
    builder_.emit(arithmetic_of(expression.kind), destination, left, right);
  }
  builder_.describe(expression.kind, left, right);
}

void ExpressionCompiler::read(ObjectId cell, bool atomic, Register destination) {
  builder_.perform({.operation = read_operation(cell, atomic)}, destination);
}

void ExpressionCompiler::read_element(const Expression& expression, Register destination) {
  const Expression& index = expression.operands[0];
  if (const auto fixed = constant_index(index, expression.count)) {
    read(advance(expression.object, *fixed), expression.atomic, destination);
    return;
  }
  const Register element = evaluate(index);
  const Register own =
      builder_.own({.operation = read_operation(expression.object, expression.atomic)},
                   {expression.object, expression.count});
  builder_.emit(Opcode::read_element, destination, own, element);
}

// By jumps, so that the destination is written only after everything was read.
void ExpressionCompiler::logical_value(const Expression& expression, Register destination) {
  const Label is_false = builder_.label();
  const Label end = builder_.label();
  branch(expression, is_false, false);
  builder_.emit(Opcode::move, destination, builder_.constant(Value::of(true)));
  builder_.jump(Opcode::jump, end);
  builder_.place(is_false);
  builder_.emit(Opcode::move, destination, builder_.constant(Value::of(false)));
  builder_.place(end);
}

void ExpressionCompiler::branch(const Expression& expression, Label target, bool when) {
  const std::uint32_t mark = builder_.mark();
  if (expression.kind == Kind::literal && is_boolean(expression)) {
    if (expression.value.is_true() == when) builder_.jump(Opcode::jump, target);
  } else if (expression.kind == Kind::logical_not) {
    branch(expression.operands[0], target, !when);
  } else if (expression.kind == Kind::logical_and || expression.kind == Kind::logical_or) {
    logical_branch(expression, target, when);
  } else if (is_comparison(expression.kind)) {
    comparison_branch(expression, target, when);
  } else {
    builder_.jump(when ? Opcode::jump_true : Opcode::jump_false, target, evaluate(expression));
  }
  builder_.release(mark);
}

void ExpressionCompiler::comparison_branch(const Expression& expression, Label target, bool when) {
  const Register left = evaluate(expression.operands[0]);
  const Register right = evaluate(expression.operands[1]);
  const Comparison comparison =
      comparison_of(when ? expression.kind : comparison_of(expression.kind).opposite);
  builder_.jump(comparison.jump, target, comparison.swapped ? right : left,
                comparison.swapped ? left : right);
  builder_.describe(expression.kind, left, right);
}

void ExpressionCompiler::logical_branch(const Expression& expression, Label target, bool when) {
  // The value that the left side has where it decides alone: false for `&&`, true for `||`.
  const bool deciding = expression.kind == Kind::logical_or;
  if (deciding == when) {
    branch(expression.operands[0], target, when);
    branch(expression.operands[1], target, when);
    return;
  }
  const Label end = builder_.label();
  branch(expression.operands[0], end, deciding);
  branch(expression.operands[1], target, when);
  builder_.place(end);
}

Place ExpressionCompiler::place(const Reference& reference) {
  if (!reference.element) return {.object = reference.object};
  if (const auto fixed = constant_index(*reference.element, reference.count)) {
    return {.object = advance(reference.object, *fixed)};
  }
  const Register result = builder_.temporary();
  const std::uint32_t mark = builder_.mark();
  const Register element = evaluate(*reference.element);
  builder_.emit(Opcode::element, result, element,
                builder_.array({reference.object, reference.count}));
  builder_.release(mark);
  return {.object = reference.object, .element = result};
}

}  // namespace heddle::scenario
