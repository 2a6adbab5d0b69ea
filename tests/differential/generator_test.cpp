// The generated scenarios: that they can be explored, and that they are not all alike.

#include "tests/differential/generator.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include "tests/differential/reference.hpp"

namespace {

using namespace heddle::differential;

constexpr std::uint64_t seeds = 200;
constexpr std::size_t state_limit = 20'000;

}  // namespace

TEST_CASE("the same seed generates the same scenario and another seed another") {
  for (const Profile profile : all_profiles) {
    CHECK(generate_scenario(7, profile) == generate_scenario(7, profile));
    CHECK(generate_scenario(7, profile) != generate_scenario(8, profile));
  }
}

TEST_CASE("generated scenarios are small, complete, go wrong, and depend on the schedule") {
  std::set<std::string> kinds;
  for (const Profile profile : all_profiles) {
    CAPTURE(name(profile));
    std::size_t completed = 0;
    std::size_t gone_wrong = 0;
    std::size_t undecided = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      CAPTURE(seed);
      const ReferenceResult result =
          explore_reference(generate_scenario(seed, profile), state_limit, "");
      CHECK(result.complete);
      kinds.insert(result.bugs.begin(), result.bugs.end());
      REQUIRE(!result.outcomes.empty());
      bool completes = false;
      bool fails = false;
      for (const std::string& outcome : result.outcomes) {
        (outcome.starts_with("completed|") ? completes : fails) = true;
      }
      completed += completes ? 1 : 0;
      gone_wrong += fails ? 1 : 0;
      undecided += result.outcomes.size() > 1 ? 1 : 0;
    }
    CHECK(completed >= seeds / 4);
    CHECK(gone_wrong >= seeds / 20);
    CHECK(undecided >= seeds / 4);
  }
  CHECK(kinds == std::set<std::string>{"assertion", "data-race", "deadlock", "fault", "finally",
                                       "guard", "invariant", "misuse", "panic"});
}
