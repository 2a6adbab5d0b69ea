// Partial order reduction against exhaustive search, on random small scenarios.

#include <doctest/doctest.h>

#include "tests/differential/engine_outcomes.hpp"
#include "tests/differential/generator.hpp"
#include "tests/differential/trace_collector.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

constexpr std::uint64_t scenarios_for_each_profile = HEDDLE_LONG_TESTS ? 1300 : 40;
constexpr std::uint64_t execution_limit = 20'000;

struct Explored {
  Report report;
  std::map<std::string, int> traces;
};

Explored explore_traces(Loaded& loaded, std::string_view strategy) {
  TraceCollector collector(make_scheduler(strategy, 0));
  ExploreOptions options = loaded.options(strategy);
  options.execution_limit = execution_limit;
  Explored explored{explore(loaded.program, collector, options), {}};
  explored.traces = std::move(collector.traces);
  return explored;
}

TEST_CASE("dpor finds what exhaustive search finds, and every trace once") {
  std::uint64_t compared = 0;
  std::uint64_t all_executions = 0;
  std::uint64_t traces = 0;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < scenarios_for_each_profile; ++seed) {
      const std::string text = generate_scenario(seed, profile);
      CAPTURE(name(profile));
      CAPTURE(seed);
      CAPTURE(text);
      Loaded exhaustive(text);
      const Explored all = explore_traces(exhaustive, "exhaustive");
      if (!all.report.complete) continue;
      Loaded reduced(text);
      const Explored once = explore_traces(reduced, "dpor");
      REQUIRE(once.report.complete);
      CHECK(once.report.blocked == 0);
      CHECK(canonical_outcomes(once.report, reduced.program) ==
            canonical_outcomes(all.report, exhaustive.program));
      CHECK(bug_kinds(once.report) == bug_kinds(all.report));
      CHECK(once.traces.size() == all.traces.size());
      for (const auto& [form, times] : once.traces) CHECK(times == 1);
      ++compared;
      all_executions += all.report.executions;
      traces += once.report.executions;
    }
  }
  MESSAGE("compared " << compared << " scenarios: " << traces << " executions for "
                      << all_executions);
}

}  // namespace
}  // namespace heddle::differential
