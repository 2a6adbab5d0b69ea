// The engine against the independent reference, on random small scenarios.

#include <doctest/doctest.h>

#include "tests/differential/engine_outcomes.hpp"
#include "tests/differential/generator.hpp"
#include "tests/differential/reference.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

constexpr std::uint64_t scenarios_for_each_profile = HEDDLE_LONG_TESTS ? 400 : 40;
constexpr std::size_t state_limit = 1'000'000;
constexpr std::uint64_t execution_limit = 300'000;

TEST_CASE("exhaustive search finds the outcomes and the kinds of bugs that the reference finds") {
  std::size_t compared = 0;
  std::size_t cut_off = 0;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < scenarios_for_each_profile; ++seed) {
      const std::string text = generate_scenario(seed, profile);
      CAPTURE(name(profile));
      CAPTURE(seed);
      CAPTURE(text);
      Loaded loaded(text);
      const Report report = loaded.explore("exhaustive", 0, execution_limit);
      if (!report.complete) {
        ++cut_off;
        continue;
      }
      const ReferenceResult reference = explore_reference(text, state_limit, "");
      REQUIRE(reference.complete);
      REQUIRE(canonical_outcomes(report, loaded.program) == reference.outcomes);
      REQUIRE(bug_kinds(report) == reference.bugs);
      ++compared;
    }
  }
  MESSAGE("compared " << compared << " scenarios, left out " << cut_off << " that are too large");
  CHECK(compared > 9 * cut_off);
}

TEST_CASE("random and pct searches find nothing that exhaustive search does not find") {
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 1000; seed < 1010; ++seed) {
      const std::string text = generate_scenario(seed, profile);
      CAPTURE(text);
      Loaded exhaustive(text);
      const Report all = exhaustive.explore("exhaustive", 0, execution_limit);
      if (!all.complete) continue;
      const std::set<std::string> outcomes = canonical_outcomes(all, exhaustive.program);
      for (const std::string_view strategy : {"random", "pct", "round-robin"}) {
        Loaded sampled(text);
        const Report some = sampled.explore(strategy, seed, 500);
        for (const std::string& outcome : canonical_outcomes(some, sampled.program)) {
          REQUIRE(outcomes.contains(outcome));
        }
        for (const std::string& kind : bug_kinds(some)) REQUIRE(bug_kinds(all).contains(kind));
      }
    }
  }
}

}  // namespace
}  // namespace heddle::differential
