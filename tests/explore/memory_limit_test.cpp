// Executions that are told to stop when the memory for wakeup trees is used up.

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/explore/parallel_search.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

// As scenarios/counts/generate.py writes it, with a number of writers: 2^(count + 1) traces. Half
// of them have the impatient thread done first. Once those are explored, each of the others is
// noted: 2^count sequences.
std::string collector(int count) {
  const std::string number = std::to_string(count);
  std::string zeros = "0";
  while (--count > 0) zeros += ", 0";
  return R"({"shared": {"item": {"atomic": [)" + zeros + R"(]}, "done": {"atomic": 0}}, "threads": {
    "main": [{"spawn": "impatient"}, {"spawn": "writer", "args": ["index"], "times": )" +
         number + R"(}, {"spawn": "collector"}, "join_all"],
    "impatient": [{"store": "done", "value": 1}],
    "writer": {"params": ["i"], "body": [{"store": "item[i]", "value": 1}]},
    "collector": [{"for": "i", "in": "0..)" +
         number + R"(", "do": [{"load": "item[i]", "into": "seen"}]},
                  {"store": "done", "value": 2}]}})";
}

TEST_CASE("what dpor has still to try may take all of its memory, and then it says so") {
  Loaded loaded(collector(15));
  const Report cut = loaded.explore("dpor:memory=1");
  CHECK(cut.ended == Ended::memory);
  CHECK_FALSE(cut.complete);
  CHECK(cut.executions > 10'000);
  CHECK(cut.executions < 65'536);
  CHECK(cut.verdict.kind == VerdictKind::incomplete);
  CHECK(cut.estimate);
  // Always at the same execution.
  CHECK(loaded.explore("dpor:memory=1").executions == cut.executions);

  const Report whole = loaded.explore("dpor:memory=8");
  CHECK(whole.complete);
  CHECK(whole.executions == 65'536);
}

TEST_CASE("all parts of a search have one memory") {
  Loaded loaded(collector(18));
  for (const std::size_t memory : {1U, 4U}) {
    const std::string spec = "dpor:memory=" + std::to_string(memory);
    std::vector<SearchPart> parts;
    parts.push_back({.scheduler = make_scheduler(spec, 0), .executions_left = {}});
    const auto make = [&loaded] { return std::make_unique<ScenarioProgram>(loaded.scenario); };
    const Report report = search_in_parallel(make, std::move(parts), loaded.options(spec),
                                             {.jobs = 2, .splits = true});
    CHECK(report.ended == Ended::memory);
    CHECK_FALSE(report.complete);
    CHECK(report.executions > 1'000);
    CHECK(report.executions < 524'288);
  }
}

}  // namespace
}  // namespace heddle
