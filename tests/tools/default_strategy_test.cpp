#include "tests/paths.hpp"
#include "tools/default_strategy.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "tests/tools/captured_run.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {

using testing::TemporaryFolder;

namespace {

ExploreOptions options_of(const Subject& subject, std::chrono::nanoseconds time) {
  ExploreOptions options;
  options.settings = subject.scenario.settings;
  options.time_limit = time;
  return options;
}

TEST_CASE("the default goes on by chance where the memory for traces and for states is used up") {
  Subject subject(heddle::tests::source_folder() + "/scenarios/counts/lastzero-15.json");
  ExploreOptions options = options_of(subject, std::chrono::milliseconds(400));
  options.memory_limit = 1;
  const Exploration exploration = explore_by_default(subject, options, {});
  CHECK(exploration.scheduler == "dpor+stateful+random");
  CHECK(exploration.how.starts_with("the search did not finish within its memory ("));
  CHECK(exploration.report.ended == Ended::time);
  CHECK_FALSE(exploration.report.complete);
}

TEST_CASE("the default finds out soon that there are few states, however large the budget") {
  // 63 million traces, 1,371 states.
  TemporaryFolder folder;
  Subject subject(folder.write("a.json", R"({"shared": {"x": {"atomic": 0}}, "threads": {
    "main": [{"spawn": "adder", "times": 4}, "join_all"],
    "adder": [{"repeat": 4, "do": [{"fetch_add": "x", "value": 1, "into": "r"}]}]}})"));
  for (const unsigned jobs : {1U, 2U}) {
    const Exploration exploration = explore_by_default(
        subject, options_of(subject, std::chrono::hours(24)), {.seed = 0, .jobs = jobs});
    CHECK(exploration.scheduler.starts_with("stateful"));
    CHECK(exploration.report.complete);
    CHECK(exploration.report.states == 1'371);
  }
}

TEST_CASE("what was warned of before the default turned to states is not lost") {
  // Tens of millions of traces. Of their one outcome, the search over states shows an execution
  // in which neither thread sees 12.
  TemporaryFolder folder;
  Subject subject(folder.write("a.json", R"({
    "shared": {"a": "mutex", "b": "mutex", "x": {"atomic": 0}, "done": {"atomic": false}},
    "observe": [],
    "threads": {
      "main": [{"spawn": "adder", "times": 4}, {"spawn": "one"}, {"spawn": "two"}, "join_all"],
      "adder": [{"repeat": 3, "do": [{"fetch_add": "x", "value": 1, "into": "r"}]}],
      "one": [{"load": "x", "into": "v"},
              {"if": "v == 12", "then": [{"lock": "a"}, {"lock": "b"}, {"unlock": "b"},
                                         {"unlock": "a"}]},
              {"store": "done", "value": true}],
      "two": [{"await": "done"}, {"load": "x", "into": "v"},
              {"if": "v == 12", "then": [{"lock": "b"}, {"lock": "a"}, {"unlock": "a"},
                                         {"unlock": "b"}]}]
    }})"));
  const Exploration exploration =
      explore_by_default(subject, options_of(subject, std::chrono::hours(24)), {});
  CHECK(exploration.scheduler.starts_with("stateful"));
  REQUIRE(exploration.report.warnings.size() == 1);
  CHECK(exploration.report.warnings[0].kind == "lock-order");
}

TEST_CASE("the default ends with traces where there are fewer than states") {
  Subject subject(heddle::tests::source_folder() + "/scenarios/counts/lastzero-15.json");
  const Exploration exploration =
      explore_by_default(subject, options_of(subject, std::chrono::hours(24)), {});
  CHECK(exploration.scheduler == "dpor");
  CHECK(exploration.report.complete);
  CHECK(exploration.report.executions == 147'456);
}

}  // namespace
}  // namespace heddle::tools
