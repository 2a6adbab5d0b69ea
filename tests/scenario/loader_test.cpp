#include "sim/scenario/loader.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tests/scenario/loader_errors.hpp"

namespace heddle::scenario {
namespace {

Scenario load(std::string_view text) { return load_scenario(text, "folder/case.json"); }

Scenario load_main(std::string_view statements) { return load(in_frame(statements)); }

// The statements of the main thread in the frame.
const Block& main_block(const Scenario& scenario) { return scenario.bodies[scenario.main].block; }

template <typename Action>
const Action& action(const Scenario& scenario, std::size_t position) {
  return std::get<Action>(main_block(scenario).at(position).action);
}

const Declaration& declaration(const Scenario& scenario, std::string_view name) {
  for (const Declaration& candidate : scenario.declarations) {
    if (candidate.name == name) return candidate;
  }
  FAIL("no declaration");
  return scenario.declarations.front();
}

std::string site(const Scenario& scenario, SiteId id) { return scenario.sites[index(id)]; }

}  // namespace

TEST_CASE("what a file leaves out has the defaults of the format") {
  const Scenario scenario = load(R"j({"threads": {"main": []}})j");
  CHECK(scenario.name == "case");
  CHECK(scenario.file == "folder/case.json");
  CHECK(scenario.settings.time == TimeModel::unbounded);
  CHECK_FALSE(scenario.has_time_model);
  CHECK(scenario.settings.main_exit == MainExit::kill);
  CHECK(scenario.settings.step_limit == 10000);
  CHECK(scenario.settings.spurious_wakeups == 0);
  CHECK(scenario.observes_output);
  CHECK(scenario.races_are_errors);
  CHECK_FALSE(scenario.expect);
}

TEST_CASE("the settings of a file are taken over") {
  const Scenario scenario = load(R"j({
    "$schema": "anything", "name": "n", "about": "a", "main_exit": "join", "races": "ignore",
    "time": {"model": "jitter", "jitter": "1.5us"}, "spurious_wakeups": 2, "limits": {"steps": 7},
    "shared": {"x": 0, "b": false}, "invariants": ["x >= 0", true], "finally": ["b"],
    "threads": {"main": []}})j");
  CHECK(scenario.name == "n");
  CHECK(scenario.about == "a");
  CHECK(scenario.settings.main_exit == MainExit::join);
  CHECK_FALSE(scenario.races_are_errors);
  CHECK(scenario.has_time_model);
  CHECK(scenario.settings.time == TimeModel::jitter);
  CHECK(scenario.settings.jitter_ns == 1500);
  CHECK(scenario.settings.spurious_wakeups == 2);
  CHECK(scenario.settings.step_limit == 7);
  REQUIRE(scenario.invariants.size() == 2);
  CHECK(scenario.invariants[0].text == "x >= 0");
  CHECK(scenario.invariants[1].text == "true");
  CHECK(site(scenario, scenario.invariants[1].site) == "/invariants/1");
  CHECK(scenario.finally.size() == 1);
}

TEST_CASE("declarations become objects with consecutive ids") {
  const Scenario scenario = load(R"j({
    "shared": {
      "x": 7, "t": "text", "a": [1, 2], "b": {"array": 3, "value": true}, "c": {"array": 2},
      "y": {"atomic": 1}, "z": {"atomic": [1, 2]}, "w": {"atomic": {"array": 2, "value": 5}},
      "m": "mutex", "r": {"mutex": {"recursive": true}}, "ms": {"mutex": {"count": 1}},
      "rw": {"rwlock": {"count": 2}}, "cv": {"condvar": {"count": 2}}, "s": {"semaphore": 2},
      "ba": {"barrier": 3}, "o": {"once": {}}, "ch": "channel",
      "ch2": {"channel": {"capacity": 0, "senders": 2}}
    },
    "threads": {"main": []}})j");
  ObjectId next{};
  for (const Declaration& each : scenario.declarations) {
    CHECK(each.first == next);
    next = advance(next, each.count);
  }
  CHECK(index(next) == scenario.objects.size());
  const auto object = [&](std::string_view name) {
    return scenario.objects[index(declaration(scenario, name).first)];
  };
  CHECK(object("x").initial == Value::of(std::int64_t{7}));
  CHECK((*scenario.texts)[object("t").initial.text()] == "text");
  CHECK(declaration(scenario, "b").array);
  CHECK(declaration(scenario, "b").count == 3);
  CHECK(object("b").initial == Value::of(true));
  CHECK(object("c").initial == Value::of(std::int64_t{0}));
  CHECK(object("z").kind == ObjectKind::atomic);
  CHECK(object("w").initial == Value::of(std::int64_t{5}));
  CHECK_FALSE(object("m").recursive);
  CHECK(object("r").recursive);
  CHECK_FALSE(declaration(scenario, "m").array);
  CHECK(declaration(scenario, "ms").array);
  CHECK(object("s").count == 2);
  CHECK(object("ba").count == 3);
  CHECK(object("o").kind == ObjectKind::once);
  CHECK(object("ch").capacity == unbounded_capacity);
  CHECK(object("ch").count == 1);
  CHECK(object("ch2").capacity == 0);
  CHECK(object("ch2").count == 2);
}

TEST_CASE("an array of mutexes guards an array element by element, a single one guards all") {
  const Scenario scenario = load(R"j({
    "shared": {"ms": {"mutex": {"count": 2, "guards": ["a"]}}, "m": {"mutex": {"guards": ["a", "x"]}},
               "a": [0, 0], "x": 0},
    "threads": {"main": []}})j");
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (const Guard& guard : scenario.guards) {
    pairs.emplace_back(index(guard.cell), index(guard.mutex));
  }
  CHECK(pairs ==
        std::vector<std::pair<std::size_t, std::size_t>>{{3, 0}, {4, 1}, {3, 2}, {4, 2}, {5, 2}});
}

TEST_CASE("without a main, one is implied that spawns every thread and joins them") {
  const Scenario scenario = load(R"j({"threads": {"b": ["yield"], "a": {"body": []}}})j");
  REQUIRE(scenario.bodies.size() == 3);
  CHECK(scenario.main == 2);
  const Body& main = scenario.bodies[2];
  CHECK(main.name == "main");
  CHECK((*scenario.texts)[main.label] == "main");
  REQUIRE(main.block.size() == 3);
  CHECK(std::get<Spawn>(main.block[0].action).body == 0);
  CHECK(std::get<Spawn>(main.block[1].action).body == 1);
  CHECK(std::holds_alternative<JoinAll>(main.block[2].action));
  CHECK(site(scenario, main.site) == "/threads");
  CHECK(site(scenario, main.block[0].site) == "/threads/b");
  CHECK(site(scenario, scenario.bodies[1].site) == "/threads/a/body");
}

TEST_CASE("every statement knows its place in the file") {
  const Scenario scenario =
      load_main(R"j("yield", {"loop": [{"if": "flag", "then": [], "else": ["break"]}]})j");
  CHECK(site(scenario, main_block(scenario)[1].site) == "/threads/main/1");
  const While& loop = action<While>(scenario, 1);
  CHECK_FALSE(loop.condition);
  CHECK(site(scenario, loop.body[0].site) == "/threads/main/1/loop/0");
  const If& branch = std::get<If>(loop.body[0].action);
  CHECK(site(scenario, branch.otherwise[0].site) == "/threads/main/1/loop/0/else/0");
  CHECK(site(scenario, scenario.bodies[scenario.main].site) == "/threads/main");
}

TEST_CASE("parameters come first among the locals, then names as they appear") {
  const Scenario scenario = load(R"j({"shared": {"x": 0}, "threads": {"main": [], "w": {
    "params": ["p", "q"],
    "body": [{"for": "i", "in": "0..p", "do": [{"set": {"x": "i", "v": "q"}}]}]}}})j");
  CHECK(scenario.bodies[1].locals == std::vector<std::string>{"p", "q", "i", "v"});
  CHECK(scenario.bodies[1].parameters == 2);
}

TEST_CASE("spawn takes a number of threads, arguments that count them, and a handle") {
  const Scenario scenario = load_main(
      R"j({"spawn": "worker", "args": ["index * 2"], "times": "n + 1", "as": "h"},
          {"join": "h[1]"}, {"join": "h"})j");
  const Spawn& spawn = action<Spawn>(scenario, 0);
  CHECK(scenario.bodies[spawn.body].name == "worker");
  CHECK(spawn.arguments.at(0).operands.at(0).kind == Expression::Kind::spawn_index);
  CHECK(spawn.times.has_value());
  CHECK(spawn.handle == Slot{0});
  CHECK(action<Join>(scenario, 1).element.has_value());
  CHECK_FALSE(action<Join>(scenario, 2).element.has_value());
}

TEST_CASE("prints are cut into texts and expressions") {
  const Scenario scenario = load_main(R"j({"print": "{{{n}}} = {'}'}{list[1]}"}, {"print": ""})j");
  const Print& print = action<Print>(scenario, 0);
  REQUIRE(print.pieces.size() == 5);
  CHECK(print.pieces[0].text == "{");
  CHECK(print.pieces[1].expression->kind == Expression::Kind::cell);
  CHECK(print.pieces[2].text == "} = ");
  CHECK((*scenario.texts)[print.pieces[3].expression->value.text()] == "}");
  CHECK(print.pieces[4].expression->kind == Expression::Kind::element);
  CHECK(print.pieces[4].expression->count == 3);
  CHECK(action<Print>(scenario, 1).pieces.empty());
}

TEST_CASE("targets are locals or cells, plain or atomic") {
  const Scenario scenario =
      load_main(R"j({"set": {"v": 1, "list[v]": 2, "counter": 3, "slots[1]": "counter"}})j");
  const Set& set = action<Set>(scenario, 0);
  REQUIRE(set.assignments.size() == 4);
  CHECK(set.assignments[0].target.local == Slot{0});
  CHECK(set.assignments[1].target.cell.element.has_value());
  CHECK_FALSE(set.assignments[1].target.atomic);
  CHECK(set.assignments[2].target.atomic);
  CHECK(set.assignments[3].target.cell.count == 2);
  CHECK(set.assignments[3].value.atomic);
}

TEST_CASE("time-outs, orders and counts arrive where they belong") {
  const Scenario scenario = load_main(
      R"j({"try_lock": "rwlock", "into": "flag", "timeout": "5ms"},
          {"try_acquire": "semaphore", "timeout": "0s"}, {"try_lock_shared": "rwlock", "timeout": "1us"},
          {"release": "semaphore", "count": 2}, {"load": "counter", "order": "acquire"},
          {"fence": "acq_rel"}, {"wait": "condvar", "mutex": "mutexes[1]", "until": "flag"},
          {"compare_exchange": "slots[0]", "expected": 0, "desired": 1, "order": "relaxed"})j");
  CHECK(action<Simple>(scenario, 0).timeout_ns == 5'000'000);
  CHECK(action<Simple>(scenario, 0).kind == OperationKind::try_lock);
  CHECK(action<Simple>(scenario, 1).timeout_ns == 0);
  CHECK(action<Simple>(scenario, 2).timeout_ns == 1'000);
  CHECK(action<Simple>(scenario, 3).count.has_value());
  CHECK(action<Simple>(scenario, 3).timeout_ns == no_timeout);
  CHECK(action<Atomic>(scenario, 4).order == MemoryOrder::acquire);
  CHECK_FALSE(action<Atomic>(scenario, 4).value.has_value());
  CHECK(action<Fence>(scenario, 5).order == MemoryOrder::acq_rel);
  CHECK(action<Wait>(scenario, 6).mutex.element.has_value());
  CHECK(action<CompareExchange>(scenario, 7).order == MemoryOrder::relaxed);
}

TEST_CASE("ranges may include their end, and assertions show what was written") {
  const Scenario scenario = load_main(
      R"j({"for": "i", "in": "1..n", "do": []}, {"for": "i", "in": "n+1 ..= 5", "do": []},
          {"assert": "n == 0"}, {"assert": true, "message": "never"}, {"panic": "over"})j");
  CHECK_FALSE(action<For>(scenario, 0).inclusive);
  CHECK(action<For>(scenario, 1).inclusive);
  CHECK(action<For>(scenario, 1).last.value == Value::of(std::int64_t{5}));
  CHECK((*scenario.texts)[action<Assert>(scenario, 2).message] == "n == 0");
  CHECK((*scenario.texts)[action<Assert>(scenario, 3).message] == "never");
  CHECK((*scenario.texts)[action<Panic>(scenario, 4).message] == "over");
}

TEST_CASE("operations that take nothing may be written as objects") {
  const Scenario scenario =
      load_main(R"j({"yield": true}, {"join_all": {}}, {"return": null}, "return")j");
  CHECK(std::holds_alternative<Yield>(main_block(scenario)[0].action));
  CHECK(std::holds_alternative<JoinAll>(main_block(scenario)[1].action));
  CHECK(std::holds_alternative<Return>(main_block(scenario)[2].action));
}

TEST_CASE("observed names stand for whole arrays, also after the scenario was moved") {
  Scenario first =
      load(R"j({"shared": {"x": 0, "a": [1, 2], "m": "mutex"}, "threads": {"main": []}})j");
  const Scenario scenario = std::move(first);
  REQUIRE(scenario.observe.size() == 2);
  CHECK(scenario.observe[1].text == "a");
  REQUIRE(scenario.observe[1].whole == &scenario.declarations[1]);
  CHECK(scenario.observe[1].whole->count == 2);
  const Scenario chosen =
      load(R"j({"shared": {"a": [1, 2]}, "observe": ["a[0] + 1", "a"], "threads": {"main": []}})j");
  CHECK_FALSE(chosen.observes_output);
  CHECK(chosen.observe[0].whole == nullptr);
  CHECK(chosen.observe[1].whole == &chosen.declarations[0]);
}

TEST_CASE("expectations refer to what is observed") {
  const Scenario scenario = load(R"j({
    "shared": {"x": 0, "a": [1, 2]}, "threads": {"main": []},
    "expect": {"bugs": ["guard", "deadlock", "guard"], "distinct_outcomes": 3, "outcomes": [
      {"when": {"status": "completed", "output": ["l"], "a": [1, null], "x": 2}, "grade": "forbidden"},
      {"when": {}, "grade": "interesting", "note": "why"}]}})j");
  const Expectation& expect = *scenario.expect;
  CHECK(expect.bugs == std::vector<std::string>{"deadlock", "guard"});
  CHECK(expect.judges_outcomes);
  CHECK(expect.distinct_outcomes == 3U);
  REQUIRE(expect.outcomes.size() == 2);
  const ExpectedOutcome& row = expect.outcomes[0];
  CHECK(row.grade == ExpectedOutcome::Grade::forbidden);
  CHECK(row.status == Status::completed);
  CHECK(row.output == std::vector<std::string>{"l"});
  REQUIRE(row.values.size() == 2);
  CHECK(row.values[0].watch == 1);
  CHECK(row.values[0].values.at(1).type == ValueType::nothing);
  CHECK(row.values[1].watch == 0);
  CHECK(expect.outcomes[1].note == "why");
}

TEST_CASE("the hash changes with what runs, and with nothing else") {
  const auto hash = [](std::string_view text) { return load(text).hash; };
  const std::uint32_t plain =
      hash(R"j({"shared": {"x": 0}, "threads": {"main": [{"set": {"x": 1}}]}})j");
  CHECK(hash(R"j({"name": "n", "about": "a", "$schema": "s", "observe": ["x"], "expect": {},
        "threads": {"main": [ {"\u0073et": {"x": 1}} ]}, "shared": {"x": 0}})j") == plain);
  CHECK(hash(R"j({"shared": {"x": 0}, "threads": {"main": [{"set": {"x": 2}}]}})j") != plain);
  CHECK(hash(R"j({"shared": {"x": 1}, "threads": {"main": [{"set": {"x": 1}}]}})j") != plain);
  CHECK(
      hash(
          R"j({"main_exit": "join", "shared": {"x": 0}, "threads": {"main": [{"set": {"x": 1}}]}})j") !=
      plain);
  CHECK(hash(R"j({"threads": {"a": [], "b": []}})j") !=
        hash(R"j({"threads": {"b": [], "a": []}})j"));
}

}  // namespace heddle::scenario
