// Statements about locks, condition variables, channels and threads.

#include <map>
#include <set>
#include <stdexcept>

#include "tests/differential/reference_statements.hpp"

namespace heddle::differential::reference {

std::int64_t nanoseconds(const std::string& duration) {
  static const std::map<std::string, std::int64_t> units = {
      {"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}};
  std::size_t digits = 0;
  const std::int64_t number = std::stoll(duration, &digits);
  return number * units.at(duration.substr(digits));
}

// Operations that can time out pop the operands, so the timer starts when these are there.
bool StatementCompiler::start_timer(const Json& statement) {
  if (!statement.contains("timeout")) return false;
  emit(Code::start_timer).number = nanoseconds(statement["timeout"].get<std::string>());
  return true;
}

bool StatementCompiler::locking(const std::string& key, const Json& statement) {
  static const std::set<std::string> plain = {"lock",          "unlock",     "lock_shared",
                                              "unlock_shared", "notify_one", "notify_all",
                                              "acquire",       "arrive"};
  static const std::set<std::string> tries = {"try_lock", "try_lock_shared", "try_acquire"};
  if (plain.contains(key)) {
    plain_operation(key, statement);
  } else if (tries.contains(key)) {
    try_operation(key, statement);
  } else if (key == "with") {
    within("lock", "unlock", statement);
  } else if (key == "with_shared") {
    within("lock_shared", "unlock_shared", statement);
  } else if (key == "wait") {
    wait(statement);
  } else if (key == "release") {
    object(statement["release"]);
    expression(statement.contains("count") ? statement["count"] : Json(1));
    emit(Code::check_count);
    operation("release");
  } else if (key == "call_once") {
    call_once(statement);
  } else {
    return false;
  }
  return true;
}

void StatementCompiler::plain_operation(const std::string& word, const Json& statement) {
  object(statement[word]);
  operation(word);
}

void StatementCompiler::try_operation(const std::string& word, const Json& statement) {
  object(statement[word]);
  const std::optional<Target> into = target(statement, "into");
  const bool timed = start_timer(statement);
  operation(word).number = timed ? 1 : 0;
  if (timed) emit(Code::stop_timer);
  assign(into);
}

void StatementCompiler::within(const std::string& enter, const std::string& leave,
                               const Json& statement) {
  const std::size_t lock = kept_object(statement[enter == "lock" ? "with" : "with_shared"]);
  local(Code::push_local, lock);
  operation(enter);
  scoped(leave, lock, statement["do"]);
}

// once_begin pushes whether the body is to be run.
void StatementCompiler::call_once(const Json& statement) {
  const std::size_t flag = kept_object(statement["call_once"]);
  local(Code::push_local, flag);
  operation("once_begin");
  const std::size_t done = jump(Code::jump_if_false);
  scoped("once_end", flag, statement["do"]);
  land(done);
}

// while (!until) { if (!wait()) { result = until; leave; } } result = true
// Without `until` it is one wait, and its result. The time-out is that of each single wait.
void StatementCompiler::wait(const Json& statement) {
  const std::size_t condition_variable = kept_object(statement["wait"]);
  const std::size_t mutex = kept_object(statement["mutex"]);
  const std::optional<Target> into = target(statement, "into");
  const std::size_t top = here();
  std::optional<std::size_t> holds;
  if (statement.contains("until")) {
    expression(statement["until"]);
    holds = jump(Code::peek_if_true);
  }
  local(Code::push_local, condition_variable);
  local(Code::push_local, mutex);
  const bool timed = start_timer(statement);
  operation("wait").number = timed ? 1 : 0;
  if (timed) emit(Code::stop_timer);
  if (holds) {
    const std::size_t late = jump(Code::jump_if_false);
    jump(Code::jump, top);
    land(late);
    expression(statement["until"]);
    emit(Code::check_boolean);
    land(*holds);
  }
  assign(into);
}

bool StatementCompiler::passing(const std::string& key, const Json& statement) {
  if (key == "send") {
    object(statement["send"]);
    expression(statement["value"]);
    operation("send");
  } else if (key == "recv") {
    recv(statement);
  } else if (key == "try_recv") {
    try_recv(statement);
  } else if (key == "close") {
    plain_operation("close", statement);
  } else if (key == "for_each") {
    for_each(statement);
  } else {
    return false;
  }
  return true;
}

// recv pushes the value, and whether there was one.
void StatementCompiler::recv(const Json& statement) {
  object(statement["recv"]);
  const std::optional<Target> into = target(statement, "into");
  const bool timed = start_timer(statement);
  operation("recv").number = timed ? 1 : 0;
  if (timed) emit(Code::stop_timer);
  const std::size_t none = jump(Code::jump_if_false);
  assign(into);
  const std::size_t end = jump(Code::jump);
  land(none);
  emit(Code::pop);
  if (statement.contains("else")) {
    block(statement["else"]);
  } else {
    fail("panic");
  }
  land(end);
}

void StatementCompiler::try_recv(const Json& statement) {
  object(statement["try_recv"]);
  const std::optional<Target> into = target(statement, "into");
  const std::optional<Target> ok = target(statement, "ok");
  operation("try_recv");
  const std::size_t none = jump(Code::jump_if_false);
  assign(into);
  emit(Code::push).datum = Datum::boolean(true);
  const std::size_t end = jump(Code::jump);
  land(none);
  emit(Code::pop);
  emit(Code::push).datum = Datum::boolean(false);
  land(end);
  assign(ok);
}

void StatementCompiler::for_each(const Json& statement) {
  const std::size_t channel = kept_object(statement["in"]);
  const std::size_t top = here();
  const Target variable = target(statement["for_each"].get<std::string>());
  local(Code::push_local, channel);
  operation("recv");
  const std::size_t closed = jump(Code::jump_if_false);
  assign(variable);
  begin_loop();
  block(statement["do"]);
  jump(Code::jump, top);
  land(closed);
  emit(Code::pop);
  end_loop(top, here());
}

bool StatementCompiler::threading(const std::string& key, const Json& statement) {
  if (key == "spawn") {
    spawn(statement);
  } else if (key == "join") {
    join(statement["join"].get<std::string>());
  } else if (key == "join_all") {
    join_children();
  } else if (key == "sleep") {
    emit(Code::start_timer).number = nanoseconds(statement["sleep"].get<std::string>());
    operation("sleep");
    emit(Code::stop_timer);
  } else if (key == "yield") {
    operation("yield");
  } else {
    return false;
  }
  return true;
}

void StatementCompiler::spawn(const Json& statement) {
  if (statement.contains("times")) return spawn_times(statement);
  const std::size_t index = fresh_local();
  emit(Code::push).datum = Datum::integer(0);
  local(Code::store_local, index);
  spawn_one(statement, index);
  local(Code::clear_local, index);
  assign(target(statement, "as"));
}

// The arguments are on the stack when the thread is made, and its handle afterwards.
void StatementCompiler::spawn_one(const Json& statement, std::size_t index) {
  const Json arguments = statement.value("args", Json::array());
  for (const Json& each : arguments) expression(each, index);
  Instruction& made = operation("spawn");
  made.number = static_cast<std::int64_t>(arguments.size());
  for (std::size_t body = 0; body < program_.bodies.size(); ++body) {
    if (program_.bodies[body].name == statement["spawn"].get<std::string>()) made.target = body;
  }
}

void StatementCompiler::spawn_times(const Json& statement) {
  const std::size_t index = fresh_local();
  const std::size_t times = fresh_local();
  const std::size_t handles = fresh_local();
  expression(statement["times"]);
  emit(Code::check_count);
  local(Code::store_local, times);
  emit(Code::push).datum = {.kind = Datum::Kind::threads, .text = {}, .threads = {}};
  local(Code::store_local, handles);
  emit(Code::push).datum = Datum::integer(0);
  local(Code::store_local, index);
  const std::size_t top = here();
  local(Code::push_local, index);
  local(Code::push_local, times);
  emit(Code::binary).word = "<";
  const std::size_t done = jump(Code::jump_if_false);
  spawn_one(statement, index);
  local(Code::append_handle, handles);
  local(Code::push_local, index);
  emit(Code::push).datum = Datum::integer(1);
  emit(Code::binary).word = "+";
  local(Code::store_local, index);
  jump(Code::jump, top);
  land(done);
  local(Code::clear_local, index);
  local(Code::clear_local, times);
  local(Code::take_local, handles);
  assign(target(statement, "as"));
}

// One handle or a list of them: each in order.
void StatementCompiler::join(const std::string& text) {
  const std::size_t handles = fresh_local();
  expression(Json(text));
  emit(Code::as_list);
  local(Code::store_local, handles);
  const std::size_t top = here();
  local(Code::next_handle, handles);
  const std::size_t done = jump(Code::jump_if_false);
  operation("join");
  jump(Code::jump, top);
  land(done);
  local(Code::clear_local, handles);
}

void StatementCompiler::join_children() {
  const std::size_t top = here();
  emit(Code::unjoined_child);
  const std::size_t done = jump(Code::jump_if_false);
  operation("join");
  jump(Code::jump, top);
  land(done);
}

}  // namespace heddle::differential::reference
