// Partial order reduction against exhaustive search, on random small scenarios.

#include "scheduler/dpor.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/differential/engine_outcomes.hpp"
#include "tests/differential/generator.hpp"
#include "tests/differential/trace_collector.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

// More than 10,000 of all profiles together where the code is fast.
constexpr std::uint64_t scenarios_for_each_profile = HEDDLE_LONG_TESTS ? 1450 : 40;
constexpr std::uint64_t execution_limit = 3'000;

constexpr auto first_of = [](const auto& pair) -> const std::string& { return pair.first; };

struct Explored {
  Report report;
  std::map<std::string, int> traces;
};

Explored explore_traces(Loaded& loaded, std::unique_ptr<Scheduler> scheduler, std::uint64_t limit) {
  TraceCollector collector(std::move(scheduler));
  ExploreOptions options = loaded.options("dpor");
  options.execution_limit = limit;
  Explored explored{explore(loaded.program, collector, options), {}};
  explored.traces = std::move(collector.traces);
  return explored;
}

// Where every interleaving counts as a trace of its own: see docs/schedulers.md.
bool is_reduced(const Settings& settings) {
  return settings.time == TimeModel::unbounded ||
         (settings.time == TimeModel::exact && settings.spurious_wakeups == 0);
}

TEST_CASE("dpor finds what exhaustive search finds, and every trace once" *
          doctest::test_suite(HEDDLE_LONG_TESTS ? "long" : "")) {
  std::uint64_t compared = 0;
  std::uint64_t interleavings = 0;
  std::uint64_t executions = 0;
  std::uint64_t not_optimal = 0;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < scenarios_for_each_profile; ++seed) {
      const std::string text = generate_scenario(seed, profile);
      CAPTURE(name(profile));
      CAPTURE(seed);
      CAPTURE(text);
      Loaded exhaustive(text);
      const Explored all =
          explore_traces(exhaustive, make_scheduler("exhaustive", 0), execution_limit);
      if (!all.report.complete) continue;
      Loaded reduced(text);
      const Explored once =
          explore_traces(reduced, make_scheduler("dpor", 0), 10 * execution_limit);
      CHECK(once.report.complete);
      CHECK(once.report.blocked == 0);
      CHECK(canonical_outcomes(once.report, reduced.program) ==
            canonical_outcomes(all.report, exhaustive.program));
      CHECK(bug_kinds(once.report) == bug_kinds(all.report));
      // The same traces. Where main's end cuts threads off, the form leaves out what commutes with
      // it, and several traces may have the same form.
      CHECK(std::ranges::equal(once.traces, all.traces, {}, first_of, first_of));
      if (is_reduced(reduced.scenario.settings) &&
          reduced.scenario.settings.main_exit == MainExit::join &&
          once.report.executions != all.traces.size()) {
        ++not_optimal;
      }
      ++compared;
      interleavings += all.report.executions;
      executions += once.report.executions;
    }
  }
  MESSAGE("compared " << compared << " scenarios: " << executions << " executions for "
                      << interleavings << " interleavings");
  CHECK(compared > scenarios_for_each_profile * 8 * 3 / 4);
  // A step that ended an execution by a bug may not end another one, where it comes earlier: then a
  // trace may be run twice.
  MESSAGE("traces run more than once in " << not_optimal << " scenarios");
  CHECK(not_optimal * 1000 <= compared);
}

bool is_noticed_in(const std::string& text, std::size_t row) {
  Loaded exhaustive(text);
  const Explored all = explore_traces(exhaustive, make_scheduler("exhaustive", 0), 300);
  if (!all.report.complete) return false;
  Loaded faulty(text);
  std::bitset<rows> dropped;
  dropped.set(row);
  const Explored once = explore_traces(faulty, make_faulty_dpor(dropped), 3000);
  return !std::ranges::equal(once.traces, all.traces, {}, first_of, first_of);
}

// What random scenarios seldom have.
const std::string rare[] = {
    R"({"threads": {"main": [{"spawn": "a"}, {"spawn": "b"}, "join_all"],
        "a": [{"spawn": "c"}, "join_all"], "b": [{"spawn": "c"}, "join_all"], "c": []}})",
    R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "observe": ["output"],
        "invariants": ["x >= y"], "main_exit": "join",
        "threads": {"a": [{"store": "x", "value": 1}], "b": [{"store": "y", "value": 1}]}})"};

bool is_noticed(std::size_t row) {
  for (const std::string& text : rare) {
    if (is_noticed_in(text, row)) return true;
  }
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    for (const Profile profile : all_profiles) {
      if (is_noticed_in(generate_scenario(seed, profile), row)) return true;
    }
  }
  return false;
}

// Without one row of the dependence relation, something is missed: a test that sees this for each
// row would see a row that is wrong.
TEST_CASE("dpor needs every row of the dependence relation") {
  for (std::size_t row = 0; row < rows; ++row) {
    CAPTURE(row);
    CHECK(is_noticed(row));
  }
}

// Clocks have room for eight threads at first, and then for more. Three threads take a mutex once
// each, in any of 3! orders.
TEST_CASE("dpor reverses what came before the ninth thread") {
  Loaded loaded(R"({"shared": {"m": "mutex"}, "threads": {
    "main": [{"spawn": "locker", "times": 2}, {"with": "m", "do": []},
             {"spawn": "idle", "times": 9}, "join_all"],
    "locker": [{"with": "m", "do": []}], "idle": []}})");
  const Report report = loaded.explore("dpor");
  CHECK(report.complete);
  CHECK(report.executions == 6);
}

}  // namespace
}  // namespace heddle::differential
