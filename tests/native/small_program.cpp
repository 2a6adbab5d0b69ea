#include "tests/native/small_program.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

namespace heddle::native {

Value Actor::act(OperationKind kind, ObjectId object, Value operand, std::int64_t timeout_ns) {
  Operation operation;
  operation.kind = kind;
  operation.object = object;
  operation.operand = operand;
  operation.timeout_ns = timeout_ns;
  return port_.perform(operation);
}

Value Actor::spawn(std::uint32_t body, std::string_view label) {
  Operation operation;
  operation.kind = OperationKind::spawn;
  operation.body = body;
  operation.label = texts_.intern(label);
  return port_.perform(operation);
}

void Actor::print(std::string_view line) {
  act(OperationKind::print, no_object, Value::of(texts_.intern(line)));
}

bool Actor::wait(ObjectId condvar, ObjectId mutex, std::int64_t timeout_ns) {
  Operation operation;
  operation.kind = OperationKind::wait;
  operation.object = condvar;
  operation.mutex = mutex;
  operation.timeout_ns = timeout_ns;
  return port_.perform(operation).is_true();
}

void Actor::await(const Condition& condition) {
  Operation operation;
  operation.kind = OperationKind::await;
  operation.condition = &condition;
  port_.perform(operation);
}

std::int64_t Actor::load(ObjectId cell, MemoryOrder order) {
  Operation operation;
  operation.kind = OperationKind::load;
  operation.object = cell;
  operation.order = order;
  return port_.perform(operation).bits;
}

void Actor::store(ObjectId cell, std::int64_t value, MemoryOrder order) {
  Operation operation;
  operation.kind = OperationKind::store;
  operation.object = cell;
  operation.order = order;
  operation.operand = Value::of(value);
  port_.perform(operation);
}

void Actor::fail(Status status, std::string_view message) {
  Operation operation;
  operation.kind = OperationKind::fail;
  operation.status = status;
  operation.message = message;
  port_.perform(operation);
  std::abort();
}

ObjectId SmallProgram::add(const ObjectDeclaration& declaration) {
  objects_.push_back(declaration);
  return static_cast<ObjectId>(objects_.size() - 1);
}

ObjectId SmallProgram::add(ObjectKind kind, std::int64_t count, std::int64_t capacity) {
  return add(
      {.kind = kind, .recursive = false, .initial = {}, .count = count, .capacity = capacity});
}

ObjectId SmallProgram::add_cell(ObjectKind kind, Value initial) {
  ObjectDeclaration declaration;
  declaration.kind = kind;
  declaration.initial = initial;
  return add(declaration);
}

ObjectId SmallProgram::add_plain(std::int64_t initial) {
  return add_cell(ObjectKind::plain, Value::of(initial));
}

ObjectId SmallProgram::add_atomic(std::int64_t initial) {
  return add_cell(ObjectKind::atomic, Value::of(initial));
}

std::uint32_t SmallProgram::add_body(Body body) {
  bodies_.push_back(std::move(body));
  return static_cast<std::uint32_t>(bodies_.size() - 1);
}

void SmallProgram::start(ThreadId thread, const Operation* spawn) {
  const std::lock_guard guard(threads_mutex_);
  bodies_of_threads_[thread] = spawn == nullptr ? 0 : spawn->body;
}

void SmallProgram::run(ThreadId thread, Port& port) {
  std::uint32_t body = 0;
  {
    const std::lock_guard guard(threads_mutex_);
    body = bodies_of_threads_.at(thread);
  }
  Actor actor(port, texts_);
  bodies_[body](actor);
  actor.act(OperationKind::end);
}

void SmallProgram::observe(const Memory& memory, std::vector<Value>& values) const {
  for (std::size_t id = 0; id < objects_.size(); ++id) {
    const ObjectKind kind = objects_[id].kind;
    if (kind == ObjectKind::plain || kind == ObjectKind::atomic) {
      values.push_back(memory.read(static_cast<ObjectId>(id)));
    }
  }
}

std::span<const Condition* const> SmallProgram::pointers(const Conditions& conditions,
                                                         std::size_t list) const {
  pointers_[list].clear();
  for (const LambdaCondition& condition : conditions) pointers_[list].push_back(&condition);
  return pointers_[list];
}

void add_crowd(SmallProgram& program, std::size_t count, SmallProgram::Body body) {
  program.add_body([count](Actor& actor) {
    std::vector<Value> handles;
    for (std::size_t i = 0; i < count; ++i) handles.push_back(actor.spawn(1, "worker"));
    for (const Value handle : handles) actor.join(handle);
  });
  program.add_body(std::move(body));
}

void increment(Actor& actor, ObjectId cell) { actor.write(cell, actor.read(cell) + 1); }

std::uint64_t many(std::uint64_t runs) {
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HEDDLE_THREAD_SANITIZER
#endif
#endif
#if defined(HEDDLE_THREAD_SANITIZER) || defined(__SANITIZE_THREAD__)
  return std::max<std::uint64_t>(runs / 10, 1);
#else
  return runs;
#endif
}

RunnerReport run_often(SmallProgram& program, std::uint64_t runs, MainExit main_exit) {
  RunnerOptions options;
  options.settings.main_exit = main_exit;
  options.runs = runs;
  options.jobs = 2;
  return run_natively(program, options);
}

RunResult only_outcome(const RunnerReport& report) {
  std::string seen;
  for (const CountedOutcome& outcome : report.outcomes) {
    seen += std::to_string(outcome.runs) + " " + std::string(name(outcome.example.status)) + " " +
            outcome.example.message + "\n";
  }
  INFO(seen);
  REQUIRE(report.outcomes.size() == 1);
  CHECK(report.complete);
  return report.outcomes[0].example;
}

void check_only_value(SmallProgram& program, std::uint64_t runs, std::int64_t expected) {
  const RunResult result = only_outcome(run_often(program, many(runs)));
  CHECK(result.status == Status::completed);
  CHECK(result.message == "");
  CHECK(result.values[0] == number(expected));
}

std::vector<std::string> lines_of(SmallProgram& program, const RunResult& result) {
  std::vector<std::string> lines;
  for (const TextId line : result.output) lines.emplace_back(program.texts()[line]);
  return lines;
}

}  // namespace heddle::native
