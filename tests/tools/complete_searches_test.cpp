// Every search that covers everything finds the same, as the command line has it: on random small
// scenarios whose executions end early, where a reduction has most to answer for.

#include <doctest/doctest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/differential/against_exhaustive.hpp"
#include "tests/differential/generator.hpp"
#include "tests/differential/generator_jitter.hpp"
#include "tests/tools/captured_run.hpp"

namespace heddle::tools {
namespace {

using differential::all_profiles;
using differential::Ending;
using differential::Profile;
using differential::scenarios_for_each_profile;
using nlohmann::json;

constexpr const char* most_interleavings = "3000";

// What a command found, as far as it does not depend on the strategy.
struct Found {
  bool complete = false;
  std::set<std::string> outcomes;
  std::set<std::string> bugs;
};

Found found_by(const std::string& file, std::vector<std::string> options) {
  std::vector<std::string> arguments{"explore", file, "--format", "json"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const auto run = testing::run_heddle(arguments);
  CAPTURE(run.err);
  REQUIRE(run.exit_code != 2);
  REQUIRE(run.exit_code != 4);
  const json report = json::parse(run.out);
  Found found;
  found.complete = report["complete"];
  for (const json& outcome : report["outcomes"]) {
    json seen = {outcome["status"], outcome["values"]};
    if (outcome.contains("output")) seen.push_back(outcome["output"]);
    found.outcomes.insert(seen.dump());
  }
  for (const json& bug : report["bugs"]) found.bugs.insert(bug["kind"].get<std::string>());
  return found;
}

// False: the scenario is too large to be compared.
bool compare(const std::string& file) {
  const Found all =
      found_by(file, {"--scheduler", "exhaustive", "--executions", most_interleavings});
  if (!all.complete) return false;
  for (const std::vector<std::string>& options : {std::vector<std::string>{},
                                                  {"--jobs", "2"},
                                                  {"--scheduler", "dpor", "--jobs", "2"},
                                                  {"--scheduler", "stateful", "--jobs", "2"},
                                                  {"--bound", "preemptions=100"},
                                                  {"--bound", "delays=100"}}) {
    const std::string shown = json(options).dump();
    CAPTURE(shown);
    const Found some = found_by(file, options);
    CHECK(some.complete);
    CHECK(some.outcomes == all.outcomes);
    CHECK(some.bugs == all.bugs);
  }
  return true;
}

TEST_CASE("every command that covers everything finds the same where executions end early" *
          doctest::test_suite(HEDDLE_LONG_TESTS ? "long" : "")) {
  const std::uint64_t scenarios = scenarios_for_each_profile(HEDDLE_LONG_TESTS ? 60 : 6);
  const testing::TemporaryFolder folder;
  std::uint64_t compared = 0;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < scenarios; ++seed) {
      const std::string text = differential::generate_scenario(seed, profile, Ending::early);
      CAPTURE(name(profile));
      CAPTURE(seed);
      CAPTURE(text);
      if (compare(folder.write("scenario.json", text))) ++compared;
    }
  }
  MESSAGE("compared " << compared << " scenarios");
  CHECK(4 * compared > 3 * scenarios * all_profiles.size());
}

// The exhaustive search itself is compared with the reference in
// tests/differential/jitter_test.cpp.
TEST_CASE("every command that covers everything finds the same where sleeps may end late" *
          doctest::test_suite(HEDDLE_LONG_TESTS ? "long" : "")) {
  const std::uint64_t scenarios = scenarios_for_each_profile(HEDDLE_LONG_TESTS ? 100 : 10);
  const testing::TemporaryFolder folder;
  std::uint64_t compared = 0;
  for (std::uint64_t seed = 0; seed < scenarios; ++seed) {
    const std::string text = differential::generate_jitter_scenario(seed);
    CAPTURE(seed);
    CAPTURE(text);
    if (compare(folder.write("scenario.json", text))) ++compared;
  }
  MESSAGE("compared " << compared << " scenarios");
  CHECK(3 * compared > scenarios);
}

}  // namespace
}  // namespace heddle::tools
