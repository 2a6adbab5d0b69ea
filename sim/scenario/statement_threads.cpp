// Spawning and joining threads. Handles are recorded by the machine, for join_all and for lists of
// them.

#include "sim/scenario/statement_compiler.hpp"

namespace heddle::scenario {

void StatementCompiler::statement(const Spawn& action) {
  if (action.times) {
    spawn_many(action);
    return;
  }
  expressions_.set_spawn_index(builder_.constant(Value::of(std::int64_t{0})));
  spawn_one(action, action.handle ? static_cast<Register>(*action.handle) : builder_.temporary());
  if (action.handle) expressions_.assign(*action.handle);
}

void StatementCompiler::spawn_one(const Spawn& action, Register handle) {
  const std::uint32_t mark = builder_.mark();
  const Register arguments = in_a_row(action.arguments);
  Request spawn{
      .operation = {.kind = OperationKind::spawn,
                    .label = scenario_.bodies[action.body].label,
                    .body = action.body,
                    .argument_count = static_cast<std::uint32_t>(action.arguments.size())}};
  if (!action.arguments.empty()) spawn.arguments = arguments;
  builder_.perform(spawn, handle);
  builder_.emit(Opcode::record_spawn, nowhere, handle);
  builder_.release(mark);
}

void StatementCompiler::spawn_many(const Spawn& action) {
  const Register list = builder_.temporary();
  const Register counter = builder_.temporary();
  const Register last = builder_.temporary();
  const Register spawn_index = builder_.temporary();
  const Register handle = builder_.temporary();
  const Label body = builder_.label();
  const Label end = builder_.label();
  builder_.emit(Opcode::move, counter, builder_.constant(Value::of(std::int64_t{0})));
  expressions_.evaluate_into(*action.times, last);
  builder_.emit(Opcode::check_count, nowhere, last);
  builder_.emit(Opcode::list_begin, list);
  builder_.jump(Opcode::for_exclusive, end, counter, spawn_index);
  builder_.place(body);
  expressions_.set_spawn_index(spawn_index);
  spawn_one(action, handle);
  builder_.jump(Opcode::for_next, body, counter, spawn_index);
  builder_.place(end);
  if (!action.handle) return;
  builder_.emit(Opcode::list_end, static_cast<Register>(*action.handle), list);
  expressions_.assign(*action.handle);
}

void StatementCompiler::statement(const Join& action) {
  Expression handle;
  handle.kind = action.element ? Expression::Kind::list_element : Expression::Kind::local;
  handle.slot = action.handle;
  if (action.element) handle.operands.push_back(*action.element);
  const Register joined = expressions_.evaluate(handle);
  const Register cursor = builder_.temporary();
  builder_.emit(Opcode::move, cursor, builder_.constant(Value::of(std::int64_t{0})));
  const Register own = builder_.own({.operation = {.kind = OperationKind::join}});
  builder_.emit(Opcode::join, own, joined, cursor);
}

void StatementCompiler::statement(const JoinAll&) {
  const Register cursor = builder_.temporary();
  builder_.emit(Opcode::move, cursor, builder_.constant(Value::of(std::int64_t{0})));
  const Register own = builder_.own({.operation = {.kind = OperationKind::join}});
  builder_.emit(Opcode::join_all, own, nowhere, cursor);
}

}  // namespace heddle::scenario
