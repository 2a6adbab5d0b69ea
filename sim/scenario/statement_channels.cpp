// Sending and receiving. If there was nothing to receive, the result has the type `nothing`.

#include <string>

#include "sim/scenario/fault_messages.hpp"
#include "sim/scenario/statement_compiler.hpp"

namespace heddle::scenario {

void StatementCompiler::statement(const Send& action) {
  Request request{.operation = {.kind = OperationKind::send}};
  request.set_object(expressions_.place(action.channel));
  request.operand = expressions_.evaluate(action.value);
  builder_.perform(request);
}

void StatementCompiler::statement(const Recv& action) {
  Request request{.operation = {.kind = OperationKind::recv, .timeout_ns = action.timeout_ns}};
  request.set_object(expressions_.place(action.channel));
  const Destination into = destination(action.into);
  const Register received = builder_.temporary();
  const Label none = builder_.label();
  const Label end = builder_.label();
  builder_.perform(request, received);
  builder_.jump(Opcode::jump_nothing, none, received);
  const ExpressionCompiler::Assigned before = expressions_.assigned();
  store(into, received);
  const ExpressionCompiler::Assigned after = expressions_.assigned();
  builder_.jump(Opcode::jump, end);
  builder_.place(none);
  expressions_.set_assigned(before);
  if (action.otherwise) {
    block(*action.otherwise);
  } else {
    closed_channel_panic(action);
  }
  expressions_.meet(after);
  builder_.place(end);
}

void StatementCompiler::closed_channel_panic(const Recv& action) {
  const std::string channel(declaration_name(scenario_, action.channel.object));
  const std::string message =
      action.timeout_ns == no_timeout
          ? "recv on " + channel + ", which is closed and empty"
          : "recv on " + channel + ", which gave nothing in time or is closed and empty";
  builder_.fail(Status::panic, (*scenario_.texts)[scenario_.texts->intern(message)]);
  expressions_.set_unreachable();
}

void StatementCompiler::statement(const TryRecv& action) {
  Request request{.operation = {.kind = OperationKind::try_recv}};
  request.set_object(expressions_.place(action.channel));
  const Destination into = destination(action.into);
  const Destination got = destination(action.ok);
  const Register received = builder_.temporary();
  const Label none = builder_.label();
  const Label end = builder_.label();
  builder_.perform(request, received);
  builder_.jump(Opcode::jump_nothing, none, received);
  const ExpressionCompiler::Assigned before = expressions_.assigned();
  store(into, received);
  store(got, builder_.constant(Value::of(true)));
  const ExpressionCompiler::Assigned after = expressions_.assigned();
  builder_.jump(Opcode::jump, end);
  builder_.place(none);
  expressions_.set_assigned(before);
  store(got, builder_.constant(Value::of(false)));
  expressions_.meet(after);
  builder_.place(end);
}

}  // namespace heddle::scenario
