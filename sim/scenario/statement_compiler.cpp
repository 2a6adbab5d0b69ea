#include "sim/scenario/statement_compiler.hpp"

#include <utility>
#include <variant>

namespace heddle::scenario {

StatementCompiler::StatementCompiler(Code& code, const Body& body)
    : scenario_(*code.scenario),
      body_(body),
      builder_(code, static_cast<std::uint32_t>(body.locals.size())),
      expressions_(builder_, body.locals.size(), body.parameters),
      end_(builder_.label()) {}

void StatementCompiler::run() {
  block(body_.block);
  builder_.place(end_);
  builder_.set_site(body_.site);
  builder_.perform({.operation = {.kind = OperationKind::end}});
  builder_.finish();
}

void StatementCompiler::block(const Block& statements) {
  for (const Statement& each : statements) {
    const SiteId outer = builder_.site();
    const std::uint32_t mark = builder_.mark();
    builder_.set_site(each.site);
    std::visit([this](const auto& action) { statement(action); }, each.action);
    builder_.release(mark);
    builder_.set_site(outer);
  }
}

void StatementCompiler::optional_block(const Block& statements) {
  const ExpressionCompiler::Assigned before = expressions_.assigned();
  block(statements);
  expressions_.set_assigned(before);
}

void StatementCompiler::loop_block(const Block& statements, Label on_break, Label on_continue,
                                   Opcode continue_by) {
  loops_.push_back({on_break, on_continue, continue_by, cleanups_.size()});
  optional_block(statements);
  loops_.pop_back();
}

void StatementCompiler::guarded(const Block& body, const Request& cleanup) {
  cleanups_.push_back(cleanup);
  block(body);
  cleanups_.pop_back();
  builder_.perform(cleanup);
}

void StatementCompiler::clean_up_to(std::size_t open) {
  // The operations belong to the statements that opened them.
  const SiteId site = builder_.site();
  for (std::size_t i = cleanups_.size(); i > open; --i) {
    builder_.set_site(cleanups_[i - 1].operation.site);
    builder_.perform(cleanups_[i - 1]);
  }
  builder_.set_site(site);
}

void StatementCompiler::statement(const If& action) {
  const Label otherwise = builder_.label();
  expressions_.branch(action.condition, otherwise, false);
  const ExpressionCompiler::Assigned before = expressions_.assigned();
  block(action.then);
  const ExpressionCompiler::Assigned after_then = expressions_.assigned();
  expressions_.set_assigned(before);
  if (action.otherwise.empty()) {
    builder_.place(otherwise);
  } else {
    const Label end = builder_.label();
    builder_.jump(Opcode::jump, end);
    builder_.place(otherwise);
    block(action.otherwise);
    builder_.place(end);
  }
  expressions_.meet(after_then);
}

void StatementCompiler::statement(const While& action) {
  const Label head = builder_.label();
  const Label end = builder_.label();
  builder_.place(head);
  if (action.condition) expressions_.branch(*action.condition, end, false);
  loop_block(action.body, end, head, Opcode::loop_back);
  builder_.jump(Opcode::loop_back, head);
  builder_.place(end);
}

void StatementCompiler::statement(const Repeat& action) {
  const Register remaining = builder_.temporary();
  const Label body = builder_.label();
  const Label next = builder_.label();
  const Label end = builder_.label();
  expressions_.evaluate_into(action.times, remaining);
  builder_.jump(Opcode::repeat_begin, end, remaining);
  builder_.place(body);
  loop_block(action.body, end, next, Opcode::jump);
  builder_.place(next);
  builder_.jump(Opcode::repeat_next, body, remaining);
  builder_.place(end);
}

void StatementCompiler::statement(const For& action) {
  const Register counter = builder_.temporary();
  const Register last = builder_.temporary();
  const Register variable =
      action.variable.local ? static_cast<Register>(*action.variable.local) : builder_.temporary();
  const Label body = builder_.label();
  const Label next = builder_.label();
  const Label end = builder_.label();
  expressions_.evaluate_into(action.first, counter);
  expressions_.evaluate_into(action.last, last);
  builder_.jump(action.inclusive ? Opcode::for_inclusive : Opcode::for_exclusive, end, counter,
                variable);
  const ExpressionCompiler::Assigned before = expressions_.assigned();
  builder_.place(body);
  if (action.variable.local) {
    expressions_.assign(*action.variable.local);
  } else {
    const std::uint32_t mark = builder_.mark();
    store(destination(action.variable), variable);
    builder_.release(mark);
  }
  loop_block(action.body, end, next, Opcode::jump);
  expressions_.set_assigned(before);
  builder_.place(next);
  builder_.jump(Opcode::for_next, body, counter, variable);
  builder_.place(end);
}

void StatementCompiler::statement(const ForEach& action) {
  Request request{.operation = {.kind = OperationKind::recv}};
  request.set_object(expressions_.place(action.channel));
  const Label head = builder_.label();
  const Label end = builder_.label();
  const ExpressionCompiler::Assigned before = expressions_.assigned();
  builder_.place(head);
  const std::uint32_t mark = builder_.mark();
  const Destination variable = destination(action.variable);
  const Register received = builder_.temporary();
  builder_.perform(request, received);
  builder_.jump(Opcode::jump_nothing, end, received);
  store(variable, received);
  builder_.release(mark);
  loop_block(action.body, end, head, Opcode::loop_back);
  expressions_.set_assigned(before);
  builder_.jump(Opcode::loop_back, head);
  builder_.place(end);
}

void StatementCompiler::statement(const Break&) {
  clean_up_to(loops_.back().cleanups);
  builder_.jump(Opcode::jump, loops_.back().on_break);
  expressions_.set_unreachable();
}

void StatementCompiler::statement(const Continue&) {
  clean_up_to(loops_.back().cleanups);
  // To the head of a loop, or to the place where a turn is counted. Either way, going round is
  // counted.
  builder_.jump(loops_.back().continue_by, loops_.back().on_continue);
  expressions_.set_unreachable();
}

void StatementCompiler::statement(const Return&) {
  clean_up_to(0);
  builder_.jump(Opcode::jump, end_);
  expressions_.set_unreachable();
}

void StatementCompiler::statement(const Panic& action) {
  builder_.code().failures.push_back({.site = builder_.site(), .panic = &action});
  builder_.fail(Status::panic, (*scenario_.texts)[action.message]);
  expressions_.set_unreachable();
}

void StatementCompiler::statement(const Assert& action) {
  const Label holds = builder_.label();
  expressions_.branch(action.condition, holds, true);
  builder_.code().failures.push_back({.site = builder_.site(), .assertion = &action});
  builder_.fail(Status::assertion, (*scenario_.texts)[action.message]);
  builder_.place(holds);
}

void StatementCompiler::statement(const With& action) {
  const auto kind = [&](OperationKind exclusive, OperationKind shared) {
    return action.shared ? shared : exclusive;
  };
  Request lock{.operation = {.kind = kind(OperationKind::lock, OperationKind::lock_shared)}};
  lock.set_object(expressions_.place(action.lock));
  Request unlock = lock;
  unlock.operation.kind = kind(OperationKind::unlock, OperationKind::unlock_shared);
  unlock.operation.site = builder_.site();
  builder_.perform(lock);
  guarded(action.body, unlock);
}

void StatementCompiler::statement(const CallOnce& action) {
  Request begin{.operation = {.kind = OperationKind::once_begin}};
  begin.set_object(expressions_.place(action.once));
  Request finish = begin;
  finish.operation.kind = OperationKind::once_end;
  finish.operation.site = builder_.site();
  const Label done = builder_.label();
  const Register chosen = builder_.temporary();
  builder_.perform(begin, chosen);
  builder_.jump(Opcode::jump_false, done, chosen);
  const ExpressionCompiler::Assigned before = expressions_.assigned();
  guarded(action.body, finish);
  expressions_.set_assigned(before);
  builder_.place(done);
}

void StatementCompiler::statement(const Atomically& action) {
  const Request finish{
      .operation = {.kind = OperationKind::atomically_end, .site = builder_.site()}};
  builder_.perform({.operation = {.kind = OperationKind::atomically_begin}});
  Code& code = builder_.code();
  const std::size_t first = code.instructions.size();
  const auto begin = static_cast<std::size_t>(code.instructions.back().b);
  guarded(action.body, finish);
  code.blocks.push_back(std::make_unique<const CellUse>(cells_used(code, first)));
  code.fixed[begin].use = code.blocks.back().get();
}

}  // namespace heddle::scenario
