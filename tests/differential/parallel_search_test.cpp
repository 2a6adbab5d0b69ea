// Searches on several threads against one, on random small scenarios: the same reports.

#include "sim/explore/parallel_search.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <utility>
#include <vector>

#include "scheduler/dpor/dpor.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/comparable_report.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

constexpr std::uint64_t scenarios_for_each_profile = HEDDLE_LONG_TESTS ? 40 : 6;
constexpr std::uint64_t most_executions = 30'000;

std::string searched(Loaded& loaded, const char* spec, unsigned jobs, bool fail_fast) {
  ExploreOptions options = loaded.options(spec);
  options.stop_at_first_bug = fail_fast;
  std::vector<SearchPart> parts;
  parts.push_back({.scheduler = std::string_view(spec) == "dpor" ? make_generous_dpor()
                                                                 : make_scheduler(spec, 0),
                   .executions_left = {}});
  const auto make = [&loaded] { return std::make_unique<ScenarioProgram>(loaded.scenario); };
  const Report report =
      search_in_parallel(make, std::move(parts), options, {.jobs = jobs, .splits = true});
  return tests::comparable(report, loaded.program.texts());
}

void compare(Loaded& loaded, const char* spec, bool fail_fast) {
  CAPTURE(spec);
  CAPTURE(fail_fast);
  ExploreOptions options = loaded.options(spec);
  options.stop_at_first_bug = fail_fast;
  options.execution_limit = most_executions;
  const Report one = explore(loaded.program, *make_scheduler(spec, 0), options);
  if (one.ended == Ended::executions) return;
  const std::string expected = tests::comparable(one, loaded.program.texts());
  for (const unsigned jobs : {1U, 2U, 3U, 8U}) {
    CAPTURE(jobs);
    CHECK(searched(loaded, spec, jobs, fail_fast) == expected);
  }
}

}  // namespace

TEST_CASE("what a search shows does not depend on how many threads share it") {
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < scenarios_for_each_profile; ++seed) {
      CAPTURE(name(profile));
      CAPTURE(seed);
      Loaded loaded(generate_scenario(seed, profile));
      for (const char* const spec :
           {"exhaustive", "preemptions:bound=2", "delays:bound=3", "dpor"}) {
        compare(loaded, spec, false);
        compare(loaded, spec, true);
      }
    }
  }
}

}  // namespace heddle::differential
