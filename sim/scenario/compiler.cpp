#include "sim/scenario/compiler.hpp"

#include <algorithm>
#include <utility>

#include "sim/scenario/code_builder.hpp"
#include "sim/scenario/expression_compiler.hpp"
#include "sim/scenario/one_way.hpp"
#include "sim/scenario/statement_compiler.hpp"

namespace heddle::scenario {
namespace {

void collect_locals(const Expression& expression, std::vector<Slot>& slots) {
  const bool is_local = expression.kind == Expression::Kind::local ||
                        expression.kind == Expression::Kind::list_element;
  if (is_local && std::find(slots.begin(), slots.end(), expression.slot) == slots.end()) {
    slots.push_back(expression.slot);
  }
  for (const Expression& operand : expression.operands) collect_locals(operand, slots);
}

// `code` has its scenario and locals, which are taken to be unassigned unless `assigned` says
// otherwise.
void compile_alone(Code& code, const Expression& expression, SiteId site, Wanted wanted,
                   const ExpressionCompiler::Assigned& assigned) {
  CodeBuilder builder(code, static_cast<std::uint32_t>(code.locals.size()));
  ExpressionCompiler expressions(builder, code.locals.size(), 0);
  expressions.set_assigned(assigned);
  builder.set_site(site);
  code.result = builder.temporary();
  expressions.evaluate_into(expression, code.result);
  if (wanted == Wanted::boolean) builder.emit(Opcode::move_boolean, code.result, code.result);
  builder.finish();
}

}  // namespace

Code compile_body(const Scenario& scenario, std::uint32_t body) {
  const Body& source = scenario.bodies[body];
  Code code;
  code.scenario = &scenario;
  code.parameters = source.parameters;
  code.locals = source.locals;
  StatementCompiler(code, source).run();
  code.one_way_from = one_way_from(code);
  return code;
}

Code compile_expression(const Scenario& scenario, const Expression& expression, SiteId site,
                        Wanted wanted) {
  Code code;
  code.scenario = &scenario;
  compile_alone(code, expression, site, wanted, {});
  return code;
}

Code compile_expression(const Scenario& scenario, const Expression& expression,
                        const std::vector<std::string>& locals) {
  Code code;
  code.scenario = &scenario;
  code.locals = locals;
  const ExpressionCompiler::Assigned none(locals.size(), false);
  compile_alone(code, expression, no_site, Wanted::any_value, none);
  return code;
}

// This one is here, since the condition is code of its own.
void StatementCompiler::statement(const Await& action) {
  AwaitedCondition condition;
  condition.statement = &action;
  condition.code.scenario = &scenario_;
  condition.code.locals = body_.locals;
  collect_locals(action.condition, condition.captured);
  compile_alone(condition.code, action.condition, builder_.site(), Wanted::boolean,
                expressions_.assigned());
  condition.cells_read = cells_read(condition.code);
  Code& code = builder_.code();
  code.conditions.push_back(std::move(condition));
  builder_.emit(Opcode::await, nowhere, builder_.own({.operation = {.kind = OperationKind::await}}),
                static_cast<Register>(code.conditions.size() - 1));
}

}  // namespace heddle::scenario
