// Threads and their handles, conditions over shared memory, and what is observed.

#include "sim/scenario/scenario_program.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "sim/scenario/compiler.hpp"
#include "tests/scenario/single_thread_port.hpp"
#include "tests/scenario/written_scenario.hpp"

namespace heddle::scenario::written {
namespace {

// Adds a body that takes parameters.
std::uint32_t add_body(WrittenScenario& written, const std::string& name,
                       std::vector<std::string> parameters) {
  Body body;
  body.name = name;
  body.label = written.text(name);
  body.parameters = static_cast<std::uint32_t>(parameters.size());
  body.locals = std::move(parameters);
  written.scenario.bodies.push_back(std::move(body));
  return static_cast<std::uint32_t>(written.scenario.bodies.size() - 1);
}

Spawn spawn_of(std::uint32_t body, std::vector<Expression> arguments = {}) {
  Spawn spawn;
  spawn.body = body;
  spawn.arguments = std::move(arguments);
  return spawn;
}

Watch watch(Expression expression, const std::string& text) {
  Watch result;
  result.text = text;
  result.expression = std::move(expression);
  return result;
}

// Starts every thread as it is spawned and runs it later on, one thread after the other.
class StartingPort final : public Port {
 public:
  StartingPort(const Scenario& scenario, ScenarioProgram& program)
      : inner(scenario), program_(program) {}

  Value perform(const Operation& operation) override {
    const Value result = inner.perform(operation);
    if (operation.kind == OperationKind::spawn) program_.start(result.thread(), &operation);
    return result;
  }

  SingleThreadPort inner;

 private:
  ScenarioProgram& program_;
};

Lines run_threads(const Scenario& scenario, std::uint32_t threads) {
  ScenarioProgram program(scenario);
  Lines lines;
  // Twice, since the second execution reuses memory of the first one.
  for (int execution = 0; execution < 2; ++execution) {
    StartingPort port(scenario, program);
    program.reset();
    program.start(main_thread, nullptr);
    for (std::uint32_t thread = 0; thread <= threads; ++thread) {
      program.run(static_cast<ThreadId>(thread), port);
    }
    if (execution == 1) CHECK(lines == port.inner.log);
    lines = port.inner.log;
  }
  return lines;
}

TEST_CASE("a spawned thread gets its arguments, each time anew") {
  WrittenScenario written;
  written.cell("x", 7);
  const std::uint32_t worker = add_body(written, "worker", {"a", "b"});
  written.scenario.bodies[worker].block =
      written.block(written.print(binary(local(0), Kind::multiply, local(1))));
  Spawn spawn = spawn_of(worker, {spawn_index(), written.shared("x")});
  spawn.times = integer(3);
  written.main(spawn);
  CHECK(run_threads(written.scenario, 3) == Lines{"read x", "spawn worker 0 7", "read x",
                                                  "spawn worker 1 7", "read x", "spawn worker 2 7",
                                                  "end", "print value 0", "end", "print value 7",
                                                  "end", "print value 14", "end"});
}

TEST_CASE("a list of handles is joined in order, one handle of it by its index") {
  WrittenScenario written;
  const std::uint32_t worker = add_body(written, "worker", {});
  const Slot list = written.add_local("h");
  const Slot single = written.add_local("g");
  Spawn many = spawn_of(worker);
  many.times = integer(3);
  many.handle = list;
  Spawn one = spawn_of(worker);
  one.handle = single;
  Join element;
  element.handle = list;
  element.element = integer(1);
  written.main(many, one, element, Join{single, {}}, Join{list, {}}, JoinAll{});
  CHECK(run_main(written.scenario) == Lines{"spawn worker", "spawn worker", "spawn worker",
                                            "spawn worker", "join 2", "join 4", "join 1", "join 2",
                                            "join 3", "end"});
}

TEST_CASE("join_all joins what this thread spawned and did not join, in the order of spawning") {
  WrittenScenario written;
  const std::uint32_t worker = add_body(written, "worker", {});
  const Slot single = written.add_local("g");
  Spawn one = spawn_of(worker);
  one.handle = single;
  written.main(spawn_of(worker), one, spawn_of(worker), Join{single, {}}, JoinAll{}, JoinAll{});
  CHECK(run_main(written.scenario) ==
        Lines{"spawn worker", "spawn worker", "spawn worker", "join 2", "join 1", "join 3", "end"});
}

TEST_CASE("a spawn in a loop makes a new list each time") {
  WrittenScenario written;
  const std::uint32_t worker = add_body(written, "worker", {});
  const Slot list = written.add_local("h");
  Spawn many = spawn_of(worker);
  many.times = integer(2);
  many.handle = list;
  Repeat repeat;
  repeat.times = integer(2);
  repeat.body = written.block(many, Join{list, {}});
  written.main(repeat);
  CHECK(run_main(written.scenario) == Lines{"spawn worker", "spawn worker", "join 1", "join 2",
                                            "spawn worker", "spawn worker", "join 3", "join 4",
                                            "end"});
}

TEST_CASE("handles and lists of them can be passed on, also by those who were given them") {
  WrittenScenario written;
  const std::uint32_t idle = add_body(written, "idle", {});
  const std::uint32_t last = add_body(written, "last", {"list"});
  const std::uint32_t joiner = add_body(written, "joiner", {"list", "one"});
  const Slot list = written.add_local("h");
  const Slot single = written.add_local("g");
  written.scenario.bodies[joiner].block =
      written.block(Join{1, {}}, Join{0, {}}, spawn_of(last, {local(0)}), JoinAll{});
  written.scenario.bodies[last].block = written.block(Join{0, {}}, JoinAll{});
  Spawn many = spawn_of(idle);
  many.times = integer(2);
  many.handle = list;
  Spawn one = spawn_of(idle);
  one.handle = single;
  written.main(one, many, spawn_of(joiner, {local(list), local(single)}));
  CHECK(run_threads(written.scenario, 5) ==
        Lines{"spawn idle", "spawn idle", "spawn idle", "spawn joiner a list of threads a thread",
              "end", "end", "end", "end", "join 1", "join 2", "join 3",
              "spawn last a list of threads", "join 5", "end", "join 2", "join 3", "end"});
}

TEST_CASE("joining what is no thread is a fault, as are wrong indexes of lists") {
  WrittenScenario written;
  const std::uint32_t worker = add_body(written, "worker", {});
  const Slot list = written.add_local("h");
  written.main(written.set(to_local(list), integer(3)), Join{list, {}});
  CHECK(run_main(written.scenario) == Lines{"fail fault: only a thread can be joined, not 3"});
  Spawn many = spawn_of(worker);
  many.times = integer(2);
  many.handle = list;
  written.scenario.bodies[0].block = written.block(many, Join{list, integer(2)});
  CHECK(run_main(written.scenario) ==
        Lines{"spawn worker", "spawn worker",
              "fail fault: index 2 is outside of the list (2 threads)"});
  std::get<Spawn>(written.scenario.bodies[0].block[0].action).times = integer(-2);
  CHECK(run_main(written.scenario) ==
        Lines{"fail fault: a count must not be negative, but this one is -2"});
}

TEST_CASE("invariants and finally are true, false, or faults with a reason") {
  WrittenScenario written;
  written.cell("x", 4);
  written.scenario.invariants = {
      watch(binary(written.shared("x"), Kind::equal, integer(4)), "x == 4"),
      watch(binary(written.shared("x"), Kind::less, integer(4)), "x < 4"),
      watch(written.shared("x"), "x")};
  written.scenario.finally = {watch(
      binary(
          binary(integer(8), Kind::divide, binary(written.shared("x"), Kind::subtract, integer(4))),
          Kind::equal, integer(2)),
      "8 / (x - 4) == 2")};
  ScenarioProgram program(written.scenario);
  const SingleThreadPort memory(written.scenario);
  REQUIRE(program.invariants().size() == 3);
  CHECK(program.invariants()[0]->evaluate(memory) == Truth::yes);
  CHECK(program.invariants()[1]->evaluate(memory) == Truth::no);
  CHECK(program.invariants()[2]->evaluate(memory) == Truth::fault);
  CHECK(program.invariants()[2]->fault_message() ==
        "a condition must be a boolean, but this one is 4");
  REQUIRE(program.finally().size() == 1);
  CHECK(program.finally()[0]->evaluate(memory) == Truth::fault);
  CHECK(program.finally()[0]->fault_message() == "division by zero in 8 / 0");
}

TEST_CASE("arrays are observed cell by cell, and a fault is observed as nothing") {
  WrittenScenario written;
  written.cell("x", 4);
  written.cell("a", 1, 3);
  Watch array = watch({}, "a");
  array.whole = &written.declaration("a");
  written.scenario.observe = {
      watch(binary(written.shared("x"), Kind::add, integer(1)), "x + 1"), array,
      watch(binary(written.shared("x"), Kind::divide, integer(0)), "x / 0")};
  ScenarioProgram program(written.scenario);
  const SingleThreadPort memory(written.scenario);
  std::vector<Value> values;
  program.observe(memory, values);
  const Value one = Value::of(std::int64_t{1});
  CHECK(values == std::vector<Value>{Value::of(std::int64_t{5}), one, one, one, Value{}});
  CHECK(program.observed_values() == 5);
  REQUIRE(program.observed().size() == 3);
  CHECK(program.observed()[1].text == "a");
  CHECK(program.observed()[1].count == 3);
  CHECK(program.observed()[1].is_list);
}

TEST_CASE("objects and sites have names for reports") {
  WrittenScenario written;
  written.cell("x", 0);
  written.cell("a", 0, 2);
  written.main(written.say("here"));
  const ScenarioProgram program(written.scenario);
  CHECK(program.object_name(written.declaration("x").first) == "x");
  CHECK(program.object_name(advance(written.declaration("a").first, 1)) == "a[1]");
  CHECK(program.site_name(SiteId{0}) == "/0");
}

TEST_CASE("the state of a thread holds what it still needs, but no temporaries of the past") {
  WrittenScenario written;
  const Slot i = written.add_local("i");
  written.cell("x", 0);
  const Expression product = binary(written.shared("x"), Kind::multiply, written.shared("x"));
  written.main(written.set(to_local(i), integer(5)), written.set(written.to("x"), product),
               written.say("a"));
  const Code code = compile_body(written.scenario, 0);
  Machine machine(code);
  machine.start(main_thread, {});
  const Value two = Value::of(std::int64_t{2});
  const Value five = Value::of(std::int64_t{5});
  REQUIRE(machine.advance()->kind == OperationKind::read);
  machine.deliver(two);
  REQUIRE(machine.advance()->kind == OperationKind::read);
  CHECK(machine.state().size() > 1);
  machine.deliver(two);
  REQUIRE(machine.advance()->kind == OperationKind::write);
  const std::size_t before = machine.place();
  REQUIRE(machine.advance()->kind == OperationKind::print);
  REQUIRE(machine.state().size() == 1);
  CHECK(machine.state()[0] == five);
  CHECK(machine.place() > before);
  REQUIRE(machine.advance()->kind == OperationKind::end);
  CHECK(machine.advance() == nullptr);
  CHECK(machine.advance() == nullptr);
}

}  // namespace
}  // namespace heddle::scenario::written
