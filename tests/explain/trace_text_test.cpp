#include "sim/explain/trace_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "scheduler/registry.hpp"
#include "sim/explore/single_execution.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_program.hpp"

namespace heddle {
namespace {

// The trace of one execution, round robin, with exact time.
std::vector<TraceLine> traced(const char* text) {
  const scenario::Scenario scenario = scenario::load_scenario(text, "test.json");
  ScenarioProgram program(scenario);
  Settings settings = scenario.settings;
  settings.time = TimeModel::exact;
  SingleExecution execution(program, settings, scenario.hash, true);
  execution.run(*make_scheduler("round-robin", 0));
  return trace_lines(execution.world(), program, execution.times_ns());
}

std::vector<std::string> operations(const std::vector<TraceLine>& lines) {
  std::vector<std::string> operations;
  for (const TraceLine& line : lines) {
    operations.push_back(line.way.empty() ? line.operation : line.operation + ": " + line.way);
  }
  return operations;
}

bool has(const std::vector<TraceLine>& lines, const std::string& operation) {
  return std::ranges::count(operations(lines), operation) > 0;
}

}  // namespace

TEST_CASE("a trace tells what memory operations read and store") {
  const auto lines = traced(R"({
    "shared": {"x": 0, "a": {"atomic": [5, 6]}},
    "threads": {"main": [
      {"set": {"x": "x + 1"}},
      {"fetch_add": "a[1]", "value": 3, "order": "relaxed"},
      {"compare_exchange": "a[0]", "expected": 1, "desired": 2, "into": "ok"},
      {"fence": "acquire"}
    ]}
  })");
  CHECK(operations(lines) == std::vector<std::string>{"read x -> 0", "write x <- 1",
                                                      "fetch_add a[1] -> 6, now 9 (relaxed)",
                                                      "compare_exchange a[0] -> 5, unchanged",
                                                      "fence acquire", "end"});
  CHECK(lines[0].step == 1);
  CHECK(lines[0].thread == "main");
  CHECK(lines[0].at == "/threads/main/0");
}

TEST_CASE("a trace tells of threads, locks, condition variables and channels") {
  const auto lines = traced(R"({
    "shared": {"m": "mutex", "cv": "condvar", "ch": {"channel": {"capacity": 0}}},
    "threads": {
      "main": [
        {"spawn": "other", "as": "h"},
        {"lock": "m"},
        {"wait": "cv", "mutex": "m"},
        {"unlock": "m"},
        {"send": "ch", "value": "'hi'"},
        {"join": "h"}
      ],
      "other": [{"with": "m", "do": [{"notify_one": "cv"}]}, {"recv": "ch", "into": "v"},
                {"try_recv": "ch", "into": "v", "ok": "got"},
                {"notify_all": "cv"}]
    }
  })");
  for (const char* operation :
       {"spawn other", "lock m", "wait cv, unlock m", "woken from cv, lock m",
        "notify_one cv: wakes main", "notify_all cv: wakes nobody", "offer ch <- 'hi'",
        "recv ch -> 'hi'", "send ch: taken", "try_recv ch -> nothing", "join other"}) {
    CAPTURE(operation);
    CHECK(has(lines, operation));
  }
}

TEST_CASE("a trace says when virtual time moved, and how a wait ended") {
  const auto lines = traced(R"({
    "shared": {"m": "mutex", "cv": "condvar"},
    "threads": {"main": [
      {"sleep": "1500us"},
      {"with": "m", "do": [{"wait": "cv", "mutex": "m", "timeout": "3ms"}]}
    ]}
  })");
  CHECK(has(lines, "wait cv: times out"));
  std::vector<std::int64_t> times;
  for (const TraceLine& line : lines) {
    if (line.time_ns) times.push_back(*line.time_ns);
  }
  CHECK(times == std::vector<std::int64_t>{1'500'000, 4'500'000});
}

TEST_CASE("accesses inside a step are indented and have no number of their own") {
  const auto lines = traced(R"({
    "shared": {"x": {"atomic": 0}},
    "threads": {"main": [{"atomically": [{"set": {"x": 2}}]}, {"await": "x == 2"}]}
  })");
  CHECK(trace_text(lines) ==
        "1  main  atomically      /threads/main/0\n"
        "           store x <- 2  /threads/main/0/atomically/0\n"
        "2  main  await           /threads/main/1\n"
        "           load x -> 2   /threads/main/1\n"
        "3  main  end             /threads/main\n");
}

}  // namespace heddle
