// The statements that perform operations. The parts of a statement are evaluated in the order in
// which the format lists them: the object's index, the values, the index of the target, the
// operation, and last the write to the target.

#include <string>
#include <utility>

#include "sim/scenario/statement_compiler.hpp"

namespace heddle::scenario {

StatementCompiler::Destination StatementCompiler::destination(const Target& target) {
  if (target.local) return {.target = &target, .place = {}};
  return {.target = &target, .place = expressions_.place(target.cell)};
}

StatementCompiler::Destination StatementCompiler::destination(const std::optional<Target>& target) {
  return target ? destination(*target) : Destination{};
}

Register StatementCompiler::register_for(const Destination& destination) {
  if (destination.target == nullptr) return nowhere;
  if (destination.target->local) return static_cast<Register>(*destination.target->local);
  return builder_.temporary();
}

void StatementCompiler::store(const Destination& destination, Register value) {
  const Target* target = destination.target;
  if (target == nullptr) return;
  if (target->local) {
    const auto local = static_cast<Register>(*target->local);
    if (value != local) builder_.emit(Opcode::move, local, value);
    expressions_.assign(*target->local);
    return;
  }
  Request write{.operation = {.kind = target->atomic ? OperationKind::store : OperationKind::write},
                .operand = value};
  write.set_object(destination.place);
  builder_.perform(write);
}

void StatementCompiler::perform_into(const Request& request, const Destination& destination) {
  const Register result = register_for(destination);
  builder_.perform(request, result);
  store(destination, result);
}

Register StatementCompiler::in_a_row(const std::vector<Expression>& expressions) {
  const auto first = static_cast<Register>(builder_.mark());
  for (const Expression& each : expressions) {
    const Register next = builder_.temporary();
    expressions_.evaluate_into(each, next);
  }
  return first;
}

void StatementCompiler::statement(const Sleep& action) {
  builder_.perform({.operation = {.kind = OperationKind::sleep, .timeout_ns = action.duration_ns}});
}

void StatementCompiler::statement(const Yield&) {
  builder_.perform({.operation = {.kind = OperationKind::yield}});
}

void StatementCompiler::statement(const Print& action) {
  Line line;
  std::vector<Expression> values;
  std::string text;
  for (const Print::Piece& piece : action.pieces) {
    if (piece.expression) {
      values.push_back(*piece.expression);
      line.pieces.emplace_back();
    } else {
      text += piece.text;
      line.pieces.emplace_back(piece.text);
    }
  }
  Request print{.operation = {.kind = OperationKind::print}};
  if (values.empty()) {
    print.operation.operand = Value::of(scenario_.texts->intern(text));
    print.operation.printed_bytes = static_cast<std::uint32_t>(text.size());
    builder_.perform(print);
    return;
  }
  line.values = static_cast<std::uint32_t>(values.size());
  line.first_value = in_a_row(values);
  Code& code = builder_.code();
  code.lines.push_back(std::move(line));
  builder_.emit(Opcode::print_line, nowhere, builder_.own(print),
                static_cast<Register>(code.lines.size() - 1));
}

void StatementCompiler::statement(const Set& action) {
  for (const Set::Assignment& assignment : action.assignments) {
    const std::uint32_t mark = builder_.mark();
    const Destination target = destination(assignment.target);
    if (assignment.target.local) {
      const Register local = register_for(target);
      expressions_.evaluate_into(assignment.value, local);
      store(target, local);
    } else {
      store(target, expressions_.evaluate(assignment.value));
    }
    builder_.release(mark);
  }
}

void StatementCompiler::statement(const Simple& action) {
  Request request{.operation = {.kind = action.kind, .timeout_ns = action.timeout_ns}};
  request.set_object(expressions_.place(action.object));
  if (action.kind == OperationKind::release) {
    request.operand = action.count ? expressions_.evaluate(*action.count)
                                   : builder_.constant(Value::of(std::int64_t{1}));
    if (action.count) builder_.emit(Opcode::check_count, nowhere, request.operand);
  }
  perform_into(request, destination(action.into));
}

void StatementCompiler::statement(const Wait& action) {
  Request request{.operation = {.kind = OperationKind::wait, .timeout_ns = action.timeout_ns}};
  request.set_object(expressions_.place(action.condvar));
  request.set_mutex(expressions_.place(action.mutex));
  if (action.until) {
    wait_until(action, request);
  } else {
    perform_into(request, destination(action.into));
  }
}

// Each wait gets the whole time-out: a thread cannot see the clock, so it does not know how much is
// left after a wake-up that found the condition false.
void StatementCompiler::wait_until(const Wait& action, const Request& request) {
  const Destination into = destination(action.into);
  const Label head = builder_.label();
  const Label holds = builder_.label();
  builder_.place(head);
  expressions_.branch(*action.until, holds, true);
  if (action.timeout_ns == no_timeout) {
    builder_.perform(request);
    builder_.jump(Opcode::loop_back, head);
    builder_.place(holds);
    store(into, builder_.constant(Value::of(true)));
    return;
  }
  const Label end = builder_.label();
  const Label timed_out = builder_.label();
  const Register woken = builder_.temporary();
  builder_.perform(request, woken);
  builder_.jump(Opcode::jump_false, timed_out, woken);
  builder_.jump(Opcode::loop_back, head);
  builder_.place(timed_out);
  const Register condition = builder_.temporary();
  expressions_.evaluate_into(*action.until, condition);
  builder_.emit(Opcode::move_boolean, condition, condition);
  builder_.jump(Opcode::jump, end);
  builder_.place(holds);
  builder_.emit(Opcode::move, condition, builder_.constant(Value::of(true)));
  builder_.place(end);
  store(into, condition);
}

void StatementCompiler::statement(const Atomic& action) {
  Request request{.operation = {.kind = action.kind, .order = action.order}};
  request.set_object(expressions_.place(action.cell));
  if (action.value) request.operand = expressions_.evaluate(*action.value);
  perform_into(request, destination(action.into));
}

void StatementCompiler::statement(const CompareExchange& action) {
  Request request{.operation = {.kind = OperationKind::compare_exchange, .order = action.order}};
  request.set_object(expressions_.place(action.cell));
  request.operand = expressions_.evaluate(action.expected);
  request.desired = expressions_.evaluate(action.desired);
  const Destination into = destination(action.into);
  const Destination actual = destination(action.actual);
  const Register before = builder_.temporary();
  const Register success = builder_.temporary();
  builder_.perform(request, before);
  if (action.into) builder_.emit(Opcode::same, success, before, request.operand);
  store(into, success);
  store(actual, before);
}

void StatementCompiler::statement(const Fence& action) {
  builder_.perform({.operation = {.kind = OperationKind::fence, .order = action.order}});
}

void StatementCompiler::statement(const Choose& action) {
  if (action.from.empty()) {
    builder_.fail(Status::fault, "choose from nothing");
    return;
  }
  const Destination into = destination(action.into);
  const Register first = in_a_row(action.from);
  const Register chosen = builder_.temporary();
  const auto count = static_cast<std::int64_t>(action.from.size());
  builder_.perform({.operation = {.kind = OperationKind::choose, .operand = Value::of(count)}},
                   chosen);
  const Register result = register_for(into);
  builder_.emit(Opcode::pick, result, first, chosen);
  store(into, result);
}

}  // namespace heddle::scenario
