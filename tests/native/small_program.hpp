#pragma once
// Programs for the tests of the native backend: bodies are lambdas that call the port directly.

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/native/runner.hpp"

namespace heddle::native {

// By this a body performs its operations.
class Actor {
 public:
  explicit Actor(Port& port, Texts& texts) : port_(port), texts_(texts) {}

  Value perform(const Operation& operation) { return port_.perform(operation); }
  // An operation on an object, with an operand.
  Value act(OperationKind kind, ObjectId object = no_object, Value operand = {},
            std::int64_t timeout_ns = no_timeout);
  // Spawns the body of that number.
  Value spawn(std::uint32_t body, std::string_view label);
  void join(Value handle) { act(OperationKind::join, no_object, handle); }
  void print(std::string_view line);
  void sleep_ms(std::int64_t duration) {
    act(OperationKind::sleep, no_object, {}, duration * 1'000'000);
  }
  // Releases `mutex` and waits; false on time-out.
  bool wait(ObjectId condvar, ObjectId mutex, std::int64_t timeout_ns = no_timeout);
  void await(const Condition& condition);
  std::int64_t load(ObjectId cell, MemoryOrder order = MemoryOrder::seq_cst);
  void store(ObjectId cell, std::int64_t value, MemoryOrder order = MemoryOrder::seq_cst);
  std::int64_t read(ObjectId cell) { return act(OperationKind::read, cell).bits; }
  void write(ObjectId cell, std::int64_t value) {
    act(OperationKind::write, cell, Value::of(value));
  }
  [[noreturn]] void fail(Status status, std::string_view message);

 private:
  Port& port_;
  Texts& texts_;
};

// A condition that is a lambda.
class LambdaCondition final : public Condition {
 public:
  using Test = std::function<bool(const Memory&)>;
  explicit LambdaCondition(Test test, SiteId site = no_site)
      : test_(std::move(test)), site_(site) {}

  Truth evaluate(const Memory& memory) const override {
    return test_(memory) ? Truth::yes : Truth::no;
  }
  std::string_view fault_message() const override { return {}; }
  SiteId site() const override { return site_; }

 private:
  Test test_;
  SiteId site_;
};

class SmallProgram final : public Program {
 public:
  using Body = std::function<void(Actor&)>;

  ObjectId add(const ObjectDeclaration& declaration);
  ObjectId add(ObjectKind kind, std::int64_t count = 0, std::int64_t capacity = unbounded_capacity);
  ObjectId add_cell(ObjectKind kind, Value initial);
  ObjectId add_plain(std::int64_t initial);
  ObjectId add_atomic(std::int64_t initial);
  // Returns the number of the body. The first is main's.
  std::uint32_t add_body(Body body);
  void add_invariant(LambdaCondition::Test test) { invariants_.emplace_back(std::move(test)); }
  void add_finally(LambdaCondition::Test test) { finally_.emplace_back(std::move(test)); }

  std::span<const ObjectDeclaration> objects() const override { return objects_; }
  std::span<const Condition* const> invariants() const override { return pointers(invariants_, 0); }
  std::span<const Condition* const> finally() const override { return pointers(finally_, 1); }
  void reset() override { bodies_of_threads_.clear(); }
  void start(ThreadId thread, const Operation* spawn) override;
  void run(ThreadId thread, Port& port) override;
  void observe(const Memory& memory, std::vector<Value>& values) const override;
  Texts& texts() override { return texts_; }
  TextId main_label() const override { return main_label_; }
  std::string site_name(SiteId site) const override {
    return "site " + std::to_string(index(site));
  }
  std::string object_name(ObjectId object) const override {
    return "object " + std::to_string(index(object));
  }

 private:
  using Conditions = std::vector<LambdaCondition>;
  std::span<const Condition* const> pointers(const Conditions& conditions, std::size_t list) const;

  Texts texts_;
  TextId main_label_ = texts_.intern("main");
  std::vector<ObjectDeclaration> objects_;
  std::vector<Body> bodies_;
  Conditions invariants_;
  Conditions finally_;
  mutable std::vector<const Condition*> pointers_[2];
  std::mutex threads_mutex_;
  std::map<ThreadId, std::uint32_t> bodies_of_threads_;
};

inline Value number(std::int64_t value) { return Value::of(value); }
// Adds a main that spawns `count` threads of `body` and joins them all.
void add_crowd(SmallProgram& program, std::size_t count, SmallProgram::Body body);
// Adds one to a plain cell in two steps that another thread may come between.
void increment(Actor& actor, ObjectId cell);

// The number of runs; fewer if a sanitizer makes each process expensive.
std::uint64_t many(std::uint64_t runs);
// Runs it, many times, with the settings that most tests want.
RunnerReport run_often(SmallProgram& program, std::uint64_t runs,
                       MainExit main_exit = MainExit::kill);
// The one outcome that all runs must have had; doctest fails if there were several.
RunResult only_outcome(const RunnerReport& report);
// Makes `runs` runs, or fewer (see `many`), and checks that each completes with the value
// `expected` in its first cell.
void check_only_value(SmallProgram& program, std::uint64_t runs, std::int64_t expected);
inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
// The lines of its output.
std::vector<std::string> lines_of(SmallProgram& program, const RunResult& result);

}  // namespace heddle::native
