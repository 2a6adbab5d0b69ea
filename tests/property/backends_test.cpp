// Both backends run the same scenarios: the simulator knows every outcome of real threads.

#include <doctest/doctest.h>

#include <filesystem>
#include <vector>

#include "sim/explore/comparison.hpp"
#include "sim/native/runner.hpp"
#include "tests/explore/scenario_exploration.hpp"
#include "tests/paths.hpp"

namespace heddle {
namespace {

using tests::Loaded;

constexpr std::uint64_t executions_at_most = 100'000;
constexpr std::uint64_t native_runs = 3;

// Explores the scenario, runs it on real threads, and compares. False: the exploration was not
// complete.
bool native_outcomes_are_simulated(const std::filesystem::path& file) {
  Loaded loaded(scenario::load_scenario_file(file));
  const bool unbounded = loaded.scenario.settings.time == TimeModel::unbounded;
  if (!unbounded) return false;  // real time is not exact
  const Report simulated = loaded.explore("dpor", 0, executions_at_most);
  if (!simulated.complete) return false;
  native::RunnerOptions options;
  options.settings = loaded.scenario.settings;
  options.runs = native_runs;
  const native::RunnerReport real = native::run_natively(loaded.program, options);
  CHECK(real.runs == native_runs);
  std::vector<NativeOutcome> outcomes;
  for (const native::CountedOutcome& seen : real.outcomes) {
    outcomes.push_back(
        {{seen.example.status, seen.example.output, seen.example.values}, seen.runs});
  }
  CHECK_FALSE(compare(simulated.outcomes, simulated.bugs, simulated.complete, outcomes).has_holes);
  return true;
}

TEST_CASE(
    "what real threads do with the repaired scenarios and the book's is among what was simulated") {
  std::size_t compared = 0;
  for (const std::string folder : {"scenarios/fixed", "scenarios/book"}) {
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path(heddle::tests::source_folder()) / folder)) {
      CAPTURE(entry.path().string());
      if (native_outcomes_are_simulated(entry.path())) ++compared;
    }
  }
  MESSAGE("compared " << compared << " scenarios");
  CHECK(compared >= 60);
}

}  // namespace
}  // namespace heddle
