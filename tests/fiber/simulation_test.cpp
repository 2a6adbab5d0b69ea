#include "sim/fiber/simulation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "scheduler/registry.hpp"
#include "sim/explore/explorer.hpp"
#include "tests/fiber/lambda_program.hpp"

namespace heddle {
namespace {

using tests::LambdaProgram;

// Counts how many of its kind are alive. On the stack of a fiber it shows whether the stack was
// unwound.
class Witness {
 public:
  explicit Witness(int& alive) : alive_(alive) { ++alive_; }
  ~Witness() { --alive_; }
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

 private:
  int& alive_;
};

// Two threads that each twice do x = x + 1, with a witness on every stack.
class Increments {
 public:
  explicit Increments(int& alive) {
    x = program.plain(0);
    program.body("main", [this, &alive](LambdaProgram& self, Port& port) {
      const Witness witness(alive);
      const Value first = self.spawn(port, worker);
      const Value second = self.spawn(port, worker);
      LambdaProgram::join(port, first);
      LambdaProgram::join(port, second);
    });
    worker = program.body("worker", [this, &alive](LambdaProgram&, Port& port) {
      const Witness witness(alive);
      const std::string local = "something that allocates, if it is long enough for that";
      for (int i = 0; i < 2; ++i) {
        LambdaProgram::write(port, x, LambdaProgram::read(port, x) + 1);
      }
      CHECK(local.size() > 10);
    });
  }

  LambdaProgram program;
  ObjectId x{};
  std::uint32_t worker = 0;
};

std::vector<std::int64_t> final_values(const Report& report) {
  std::vector<std::int64_t> values;
  for (const SeenOutcome& seen : report.outcomes) values.push_back(seen.outcome.values[0].bits);
  std::sort(values.begin(), values.end());
  return values;
}

TEST_CASE("plain C++ functions run on fibers under every scheduler, and leave nothing behind") {
  for (const Strategy& strategy : strategies()) {
    if (strategy.make == nullptr) continue;
    CAPTURE(strategy.name);
    int alive = 0;
    Increments increments(alive);
    const auto scheduler = make_scheduler(strategy.name, 7);
    ExploreOptions options;
    options.strategy_is_complete = strategy.complete;
    options.execution_limit = 2000;
    const Report report = explore(increments.program, *scheduler, options);
    CHECK(report.executions > 0);
    CHECK(alive == 0);
    for (const std::int64_t value : final_values(report)) {
      CHECK(value >= 2);
      CHECK(value <= 4);
    }
    CHECK(report.steps >= 14 * report.executions);
  }
}

TEST_CASE("two threads that twice do x = x + 1 end with x in {2, 3, 4}, and their race is found") {
  int alive = 0;
  Increments increments(alive);
  const auto scheduler = make_scheduler("exhaustive", 0);
  ExploreOptions options;
  options.strategy_is_complete = true;
  const Report report = explore(increments.program, *scheduler, options);
  CHECK(report.complete);
  CHECK(final_values(report) == std::vector<std::int64_t>{2, 3, 4});
  // Read against write from either side, and write against write: three pairs, at one site each.
  REQUIRE(!report.bugs.empty());
  for (const Finding& bug : report.bugs) CHECK(bug.kind == "data-race");
}

// Gives up after a number of steps.
class GivesUp final : public Scheduler {
 public:
  explicit GivesUp(std::size_t steps) : steps_(steps) {}
  bool begin() override { return true; }
  std::optional<std::size_t> pick(const Point& point) override {
    if (point.step == steps_) return std::nullopt;
    return point.alternatives.size() - 1;
  }

 private:
  std::size_t steps_;
};

TEST_CASE("an execution that is abandoned at any step runs the destructors of every thread") {
  for (std::size_t steps = 0; steps < 14; ++steps) {
    CAPTURE(steps);
    int alive = 0;
    Increments increments(alive);
    Simulation simulation(increments.program, Settings{});
    GivesUp scheduler(steps);
    for (int repetition = 0; repetition < 3; ++repetition) {
      CHECK(simulation.run(scheduler).status() == Status::abandoned);
      CHECK(alive == 0);
    }
  }
}

TEST_CASE("a destructor that unlocks while its thread is abandoned does so without effect") {
  LambdaProgram program;
  const ObjectId mutex = program.mutex();
  struct Guard {
    Port& port;
    ObjectId mutex;
    ~Guard() noexcept(false) { LambdaProgram::unlock(port, mutex); }
  };
  program.body("main", [&](LambdaProgram&, Port& port) {
    LambdaProgram::lock(port, mutex);
    const Guard guard{port, mutex};
    LambdaProgram::lock(port, mutex);  // misuse
  });
  Simulation simulation(program, Settings{});
  const auto scheduler = make_scheduler("random", 0);
  CHECK(scheduler->begin());
  CHECK(simulation.run(*scheduler).status() == Status::misuse);
}

TEST_CASE("closing what is closed is a panic, or nothing where the operation says so") {
  for (const bool may_be_closed : {false, true}) {
    LambdaProgram program;
    const ObjectId channel = program.add({.kind = ObjectKind::channel, .count = 1});
    program.body("main", [&](LambdaProgram&, Port& port) {
      const Value operand = may_be_closed ? Value::of(true) : Value{};
      port.perform(LambdaProgram::on(OperationKind::close, channel, operand));
      port.perform(LambdaProgram::on(OperationKind::close, channel, operand));
    });
    Simulation simulation(program, Settings{});
    const auto scheduler = make_scheduler("random", 0);
    CHECK(scheduler->begin());
    CHECK(simulation.run(*scheduler).status() ==
          (may_be_closed ? Status::completed : Status::panic));
  }
}

TEST_CASE("main's end kills threads that wait, and their destructors run") {
  int alive = 0;
  LambdaProgram program;
  const ObjectId mutex = program.mutex();
  std::uint32_t worker = 0;
  program.body("main", [&](LambdaProgram& self, Port& port) {
    LambdaProgram::lock(port, mutex);
    self.spawn(port, worker);
  });
  worker = program.body("worker", [&](LambdaProgram&, Port& port) {
    const Witness witness(alive);
    LambdaProgram::lock(port, mutex);
  });
  Simulation simulation(program, Settings{});
  const auto scheduler = make_scheduler("exhaustive", 0);
  int executions = 0;
  while (scheduler->begin()) {
    CHECK(simulation.run(*scheduler).status() == Status::completed);
    CHECK(simulation.world().live_threads() == 1);
    CHECK(alive == 0);
    ++executions;
  }
  CHECK(executions == 1);  // the worker is never able
}

TEST_CASE("an exception that a thread body throws reaches whoever runs the simulation") {
  int alive = 0;
  LambdaProgram program;
  const ObjectId x = program.plain(0);
  std::uint32_t worker = 0;
  program.body("main", [&](LambdaProgram& self, Port& port) {
    const Witness witness(alive);
    const Value handle = self.spawn(port, worker);
    LambdaProgram::join(port, handle);
  });
  worker = program.body("worker", [&](LambdaProgram&, Port& port) {
    const Witness witness(alive);
    LambdaProgram::read(port, x);
    throw std::runtime_error("thrown by the body");
  });
  Simulation simulation(program, Settings{});
  const auto scheduler = make_scheduler("round-robin", 0);
  CHECK(scheduler->begin());
  CHECK_THROWS_WITH_AS(simulation.run(*scheduler), "thrown by the body", std::runtime_error);
  CHECK(alive == 0);
}

// Throws in the middle of an execution.
class Throws final : public Scheduler {
 public:
  bool begin() override { return true; }
  std::optional<std::size_t> pick(const Point& point) override {
    if (point.step == 5) throw std::logic_error("thrown by the scheduler");
    return 0;
  }
};

TEST_CASE("an exception that a scheduler throws reaches whoever runs the simulation") {
  int alive = 0;
  Increments increments(alive);
  Simulation simulation(increments.program, Settings{});
  Throws scheduler;
  CHECK_THROWS_WITH_AS(simulation.run(scheduler), "thrown by the scheduler", std::logic_error);
  CHECK(alive == 0);
}

TEST_CASE("a thousand threads are no more than a matter of time, and one more is a fault") {
  LambdaProgram program;
  const ObjectId x = program.atomic(0);
  std::uint32_t worker = 0;
  int spawned = 999;
  program.body("main", [&](LambdaProgram& self, Port& port) {
    std::vector<Value> handles;
    for (int i = 0; i < spawned; ++i) handles.push_back(self.spawn(port, worker));
    for (const Value handle : handles) LambdaProgram::join(port, handle);
  });
  worker = program.body("worker",
                        [&](LambdaProgram&, Port& port) { LambdaProgram::fetch_add(port, x, 1); });
  Simulation simulation(program, Settings{});
  const auto scheduler = make_scheduler("random", 3);
  CHECK(scheduler->begin());
  CHECK(simulation.run(*scheduler).status() == Status::completed);
  CHECK(simulation.world().read(x) == Value::of(std::int64_t{999}));
  CHECK(simulation.world().thread_name(ThreadId{17}, program.texts()) == "worker.17");
  spawned = 1000;
  CHECK(scheduler->begin());
  CHECK(simulation.run(*scheduler).status() == Status::fault);
}

}  // namespace
}  // namespace heddle
