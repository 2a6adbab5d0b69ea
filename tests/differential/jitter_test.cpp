// Time with jitter, against a reference that knows no zones: see reference_jitter.hpp.

#include <doctest/doctest.h>

#include <array>

#include "tests/differential/engine_outcomes.hpp"
#include "tests/differential/generator.hpp"
#include "tests/differential/generator_jitter.hpp"
#include "tests/differential/reference_jitter.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

constexpr std::uint64_t scenarios_of_timers = HEDDLE_LONG_TESTS ? 300 : 40;
constexpr std::uint64_t scenarios_of_all_kinds = HEDDLE_LONG_TESTS ? 150 : 20;
constexpr std::size_t step_limit = 6'000;

struct Tally {
  std::size_t compared = 0;
  std::size_t too_large = 0;
};

// Every complete strategy finds what the reference finds. A strategy that runs every order runs as
// many executions as the reference allows sequences of steps.
void compare(const std::string& text, Tally& tally) {
  CAPTURE(text);
  const JitterResult reference = explore_jitter_reference(text, step_limit);
  if (!reference.complete) {
    ++tally.too_large;
    return;
  }
  ++tally.compared;
  for (const std::string_view strategy : {"exhaustive", "dpor", "stateful"}) {
    CAPTURE(strategy);
    Loaded loaded(text);
    const Report report = loaded.explore(strategy);
    REQUIRE(report.complete);
    REQUIRE(canonical_outcomes(report, loaded.program) == reference.outcomes);
    REQUIRE(bug_kinds(report) == reference.bugs);
    if (strategy != "stateful") REQUIRE(report.executions == reference.executions);
  }
  // Bounds that leave nothing out.
  for (const std::string_view strategy : {"preemptions:bound=100", "delays:bound=100"}) {
    CAPTURE(strategy);
    Loaded loaded(text);
    const Report report = loaded.explore(strategy);
    REQUIRE(canonical_outcomes(report, loaded.program) == reference.outcomes);
    REQUIRE(bug_kinds(report) == reference.bugs);
    REQUIRE(report.executions == reference.executions);
  }
}

void compare_scenarios_of_timers(std::uint64_t count) {
  Tally tally;
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    CAPTURE(seed);
    compare(generate_jitter_scenario(seed), tally);
  }
  MESSAGE("compared " << tally.compared << " scenarios, left out " << tally.too_large
                      << " that are too large");
  CHECK(tally.compared > tally.too_large);
}

void compare_scenarios_of_all_kinds(std::uint64_t count) {
  Tally tally;
  constexpr std::array profiles = {Profile::time, Profile::mixed, Profile::condvars,
                                   Profile::channels, Profile::locks};
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    const Profile profile = profiles[seed % profiles.size()];
    CAPTURE(name(profile));
    CAPTURE(seed);
    compare(with_jitter(generate_scenario(seed, profile), 500 * (seed % 7)), tally);
  }
  MESSAGE("compared " << tally.compared << " scenarios, left out " << tally.too_large
                      << " that are too large");
  CHECK(tally.compared > tally.too_large);
}

TEST_CASE("with jitter exactly those sequences of steps are run that some wake-up times explain") {
  compare_scenarios_of_timers(scenarios_of_timers);
}

TEST_CASE("with jitter everything else that a scenario can do goes on as the reference says") {
  compare_scenarios_of_all_kinds(scenarios_of_all_kinds);
}

// To be run by hand, with --no-skip.
TEST_CASE("by hand: over 10,000 scenarios with jitter, against the reference" * doctest::skip()) {
  compare_scenarios_of_timers(9'000);
  compare_scenarios_of_all_kinds(6'000);
}

}  // namespace
}  // namespace heddle::differential
