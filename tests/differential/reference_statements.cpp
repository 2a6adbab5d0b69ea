// Control flow, memory, and what all statements share. Locks, channels and threads are in
// reference_operations.cpp.

#include "tests/differential/reference_statements.hpp"

#include <stdexcept>

#include "tests/differential/reference_expression.hpp"

namespace heddle::differential::reference {

Datum literal(const Json& value) {
  if (value.is_boolean()) return Datum::boolean(value.get<bool>());
  if (value.is_string()) return Datum::string(value.get<std::string>());
  return Datum::integer(value.get<std::int64_t>());
}

StatementCompiler::StatementCompiler(Program& program, std::size_t body)
    : program_(program), body_(&program.bodies[body]) {}

void StatementCompiler::body(const Json& statements) {
  body_->entry = here();
  block(statements);
  operation("end");
}

void StatementCompiler::block(const Json& statements) {
  for (const Json& each : statements) statement(each);
}

void StatementCompiler::statement(const Json& written) {
  Json statement = written;
  if (written.is_string()) {
    statement = Json::object();
    statement[written.get<std::string>()] = nullptr;
  }
  for (const auto& [key, value] : statement.items()) {
    if (control_flow(key, statement) || memory(key, statement) || locking(key, statement) ||
        passing(key, statement) || threading(key, statement)) {
      return;
    }
  }
  throw std::invalid_argument("statement: " + written.dump());
}

Instruction& StatementCompiler::emit(Code code) {
  program_.code.push_back({.code = code, .word = {}, .datum = {}, .order = {}});
  return program_.code.back();
}

void StatementCompiler::local(Code code, std::size_t slot) {
  emit(code).number = static_cast<std::int64_t>(slot);
}

Instruction& StatementCompiler::operation(const std::string& word) {
  Instruction& instruction = emit(Code::operation);
  instruction.word = word;
  return instruction;
}

std::size_t StatementCompiler::jump(Code code, std::size_t target) {
  emit(code).target = target;
  return here() - 1;
}

void StatementCompiler::land(std::size_t jump) { program_.code[jump].target = here(); }

void StatementCompiler::fail(const std::string& status) { emit(Code::fail).word = status; }

std::size_t StatementCompiler::fresh_local() {
  body_->locals.emplace_back();
  return body_->locals.size() - 1;
}

void StatementCompiler::expression(const Json& text, std::optional<std::size_t> spawn_index) {
  if (text.is_string()) {
    compile_expression(program_, body_, text.get<std::string>(), spawn_index);
  } else {
    emit(Code::push).datum = literal(text);
  }
}

void StatementCompiler::object(const Json& text) {
  compile_reference(program_, body_, text.get<std::string>());
}

std::size_t StatementCompiler::kept_object(const Json& text) {
  const std::size_t slot = fresh_local();
  object(text);
  local(Code::store_local, slot);
  return slot;
}

void StatementCompiler::scoped(const std::string& leave, std::optional<std::size_t> slot,
                               const Json& statements) {
  scopes_.push_back({.breaks = {}, .continues = {}, .leave = leave, .slot = slot});
  block(statements);
  scopes_.pop_back();
  if (slot) local(Code::take_local, *slot);
  operation(leave);
}

std::optional<StatementCompiler::Target> StatementCompiler::target(const Json& statement,
                                                                   const std::string& key) {
  if (!statement.contains(key)) return std::nullopt;
  return target(statement[key].get<std::string>());
}

// The index of a cell is evaluated here. A statement is read from left to right: so the index comes
// after the operands of the operation whose result the cell takes, and before the operation.
StatementCompiler::Target StatementCompiler::target(const std::string& text) {
  if (program_.find(text.substr(0, text.find('['))) == nullptr) {
    return {.local = true, .slot = slot_of(*body_, text)};
  }
  return {.local = false, .slot = kept_object(text)};
}

// The value is on the stack. Without a target it is dropped.
void StatementCompiler::assign(const std::optional<Target>& target) {
  if (!target) {
    emit(Code::pop);
  } else if (target->local) {
    local(Code::store_local, target->slot);
  } else {
    const std::size_t value = fresh_local();
    local(Code::store_local, value);
    local(Code::take_local, target->slot);
    local(Code::take_local, value);
    operation("write");
  }
}

bool StatementCompiler::control_flow(const std::string& key, const Json& statement) {
  if (key == "if") {
    if_else(statement);
  } else if (key == "while" || key == "loop") {
    while_loop(statement);
  } else if (key == "repeat") {
    repeat(statement);
  } else if (key == "for") {
    for_range(statement);
  } else if (key == "break" || key == "continue") {
    jump_out(key == "continue");
  } else if (key == "return") {
    leave_all();
    operation("end");
  } else if (key == "panic") {
    fail("panic");
  } else if (key == "assert") {
    expression(statement["assert"]);
    const std::size_t bad = jump(Code::jump_if_false);
    const std::size_t good = jump(Code::jump);
    land(bad);
    fail("assertion");
    land(good);
  } else {
    return false;
  }
  return true;
}

void StatementCompiler::if_else(const Json& statement) {
  expression(statement["if"]);
  const std::size_t otherwise = jump(Code::jump_if_false);
  block(statement["then"]);
  const std::size_t end = jump(Code::jump);
  land(otherwise);
  if (statement.contains("else")) block(statement["else"]);
  land(end);
}

void StatementCompiler::begin_loop() {
  scopes_.push_back({.loop = true, .breaks = {}, .continues = {}, .leave = {}, .slot = {}});
}

void StatementCompiler::end_loop(std::size_t next_round, std::size_t end) {
  for (const std::size_t each : scopes_.back().continues) program_.code[each].target = next_round;
  for (const std::size_t each : scopes_.back().breaks) program_.code[each].target = end;
  scopes_.pop_back();
}

void StatementCompiler::while_loop(const Json& statement) {
  const std::size_t top = here();
  std::optional<std::size_t> done;
  if (statement.contains("while")) {
    expression(statement["while"]);
    done = jump(Code::jump_if_false);
  }
  begin_loop();
  block(statement.contains("while") ? statement["do"] : statement["loop"]);
  jump(Code::jump, top);
  if (done) land(*done);
  end_loop(top, here());
}

void StatementCompiler::repeat(const Json& statement) {
  const std::size_t left = fresh_local();
  expression(statement["repeat"]);
  emit(Code::check_count);
  local(Code::store_local, left);
  const std::size_t top = here();
  local(Code::push_local, left);
  emit(Code::push).datum = Datum::integer(0);
  emit(Code::binary).word = ">";
  const std::size_t done = jump(Code::jump_if_false);
  local(Code::push_local, left);
  emit(Code::push).datum = Datum::integer(1);
  emit(Code::binary).word = "-";
  local(Code::store_local, left);
  begin_loop();
  block(statement["do"]);
  jump(Code::jump, top);
  land(done);
  end_loop(top, here());
  local(Code::clear_local, left);
}

void StatementCompiler::for_range(const Json& statement) {
  const std::string range = statement["in"].get<std::string>();
  const std::size_t dots = range.find("..");
  const bool inclusive = range[dots + 2] == '=';
  const std::size_t next = fresh_local();
  const std::size_t last = fresh_local();
  expression(range.substr(0, dots));
  emit(Code::check_integer);
  local(Code::store_local, next);
  expression(range.substr(dots + (inclusive ? 3 : 2)));
  emit(Code::check_integer);
  local(Code::store_local, last);
  const std::size_t top = here();
  local(Code::push_local, next);
  local(Code::push_local, last);
  emit(Code::binary).word = inclusive ? "<=" : "<";
  const std::size_t done = jump(Code::jump_if_false);
  const Target variable = target(statement["for"].get<std::string>());
  local(Code::push_local, next);
  assign(variable);
  begin_loop();
  block(statement["do"]);
  const std::size_t next_round = here();
  local(Code::push_local, next);
  emit(Code::push).datum = Datum::integer(1);
  emit(Code::binary).word = "+";
  local(Code::store_local, next);
  jump(Code::jump, top);
  land(done);
  end_loop(next_round, here());
  local(Code::clear_local, next);
  local(Code::clear_local, last);
}

// `break` and `continue` first end the scopes that they leave inside of the loop.
void StatementCompiler::jump_out(bool again) {
  std::size_t inner = scopes_.size();
  while (!scopes_[inner - 1].loop) {
    --inner;
    if (scopes_[inner].slot) local(Code::push_local, *scopes_[inner].slot);
    operation(scopes_[inner].leave);
  }
  Scope& loop = scopes_[inner - 1];
  (again ? loop.continues : loop.breaks).push_back(jump(Code::jump));
}

void StatementCompiler::leave_all() {
  for (std::size_t inner = scopes_.size(); inner-- > 0;) {
    if (scopes_[inner].loop) continue;
    if (scopes_[inner].slot) local(Code::push_local, *scopes_[inner].slot);
    operation(scopes_[inner].leave);
  }
}

}  // namespace heddle::differential::reference
