// Partial order reduction against exhaustive search, on random small scenarios.

#include "scheduler/dpor/dpor.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "sim/model/assertion.hpp"
#include "tests/differential/against_exhaustive.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

constexpr auto first_of = [](const auto& pair) -> const std::string& { return pair.first; };

TEST_CASE("dpor finds what exhaustive search finds, and every trace once" *
          doctest::test_suite(HEDDLE_LONG_TESTS ? "long" : "")) {
  const std::uint64_t scenarios = scenarios_for_each_profile(HEDDLE_LONG_TESTS ? 1000 : 40);
  std::uint64_t compared = 0;
  std::uint64_t interleavings = 0;
  std::uint64_t executions = 0;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < scenarios; ++seed) {
      const std::string text = generate_scenario(seed, profile);
      CAPTURE(name(profile));
      CAPTURE(seed);
      CAPTURE(text);
      const Compared result = compare_reductions(text);
      compared += result.is_decided ? 1 : 0;
      interleavings += result.interleavings;
      executions += result.executions;
    }
  }
  MESSAGE("compared " << compared << " scenarios: " << executions << " executions for "
                      << interleavings << " interleavings");
  CHECK(compared == scenarios * all_profiles.size());
}

bool is_noticed_in(const std::string& text, std::size_t row) {
  Loaded exhaustive(text);
  const Explored all = explore_traces(exhaustive, make_scheduler("exhaustive", 0), 300);
  if (!all.report.complete) return false;
  Loaded faulty(text);
  std::bitset<rows> dropped;
  dropped.set(row);
  try {
    const Explored once = explore_traces(faulty, make_faulty_dpor(dropped), 3000);
    return !std::ranges::equal(once.traces, all.traces, {}, first_of, first_of);
  } catch (const BrokenAssertion&) {
    return true;  // it noticed that itself
  }
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
  // No scenario has those of created objects and of memory: see created_objects_test.cpp and
  // own_memory_test.cpp.
  for (std::size_t row = 0; row < static_cast<std::size_t>(Row::destroy); ++row) {
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
