// The part of the resolver that deals with operators: the types that they take and give.

#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/expression_resolver.hpp"
#include "sim/scenario/operators.hpp"

namespace heddle::scenario {
namespace {

using Kind = Expression::Kind;

// The type of the operands, if the operator takes only one.
StaticType operand_type(Kind kind) {
  switch (sort_of(kind)) {
    case OperatorSort::arithmetic:
      return StaticType::integer;
    case OperatorSort::logical:
      return StaticType::boolean;
    case OperatorSort::none:
    case OperatorSort::equality:
    case OperatorSort::ordering:
      break;
  }
  return StaticType::unknown;
}

bool is_logical_and_or(Kind kind) { return kind == Kind::logical_and || kind == Kind::logical_or; }

}  // namespace

TypedExpression ExpressionResolver::operation(const ExpressionSyntax& syntax) {
  TypedExpression result;
  result.expression.kind = syntax.operation;
  result.type = operand_type(syntax.operation) == StaticType::integer ? StaticType::integer
                                                                      : StaticType::boolean;
  std::vector<StaticType> types;
  for (const ExpressionSyntax& operand : syntax.operands) {
    // The right side of && and || may be passed over.
    const bool conditional = is_logical_and_or(syntax.operation) && !types.empty() && flow_;
    if (conditional) flow_->enter_condition();
    TypedExpression resolved = resolve(operand);
    if (conditional) flow_->leave_condition();
    types.push_back(resolved.type);
    result.expression.operands.push_back(std::move(resolved.expression));
  }
  check_operands(syntax, types);
  return result;
}

void ExpressionResolver::check_operands(const ExpressionSyntax& syntax,
                                        const std::vector<StaticType>& types) {
  const StaticType wanted = operand_type(syntax.operation);
  if (wanted == StaticType::unknown) return check_comparison(syntax, types);
  for (std::size_t i = 0; i < types.size(); ++i) {
    expect_type(types[i], wanted, at(syntax.operands[i]));
  }
  const bool divides = syntax.operation == Kind::divide || syntax.operation == Kind::remainder;
  if (!divides) return;
  const ExpressionSyntax& divisor = syntax.operands.back();
  if (divisor.form == Form::integer && divisor.number == 0) {
    report_fault(at(divisor), "expected a divisor other than zero");
  }
}

void ExpressionResolver::check_comparison(const ExpressionSyntax& syntax,
                                          const std::vector<StaticType>& types) {
  if (sort_of(syntax.operation) != OperatorSort::equality) {
    for (std::size_t i = 0; i < types.size(); ++i) {
      if (!is_known(types[i]) || types[i] == StaticType::integer || types[i] == StaticType::text) {
        continue;
      }
      report_fault(at(syntax.operands[i]), "expected an integer or a text to compare, found " +
                                               std::string(phrase(types[i])));
      return;
    }
  }
  if (certainly_differ(types[0], types[1])) {
    report_fault(at(syntax), "expected two values of one type to compare, found " +
                                 std::string(phrase(types[0])) + " and " +
                                 std::string(phrase(types[1])));
  }
}

}  // namespace heddle::scenario
