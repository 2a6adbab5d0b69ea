// How many executions it takes to the first bug of programs that are known to be hard:
// scenarios/hunt.

#include <doctest/doctest.h>

#include <string>

#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

// The mean of 40 seeds.
double executions_to_first_bug(const char* strategy, const std::string& name) {
  std::uint64_t sum = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Loaded loaded = Loaded::file("scenarios/hunt/" + name + ".json");
    ExploreOptions options = loaded.options(strategy);
    options.execution_limit = 2000;
    options.stop_at_first_bug = true;
    const auto scheduler = make_scheduler(strategy, 1'000'003 * seed);
    sum += explore(loaded.program, *scheduler, options).executions;
  }
  return static_cast<double>(sum) / 40;
}

// The limits are about one and a half times the means of docs/schedulers.md.
TEST_CASE("surw needs few executions where one object decides, however many threads there are") {
  CHECK(executions_to_first_bug("surw", "reorder-10") < 27);
  CHECK(executions_to_first_bug("surw", "reorder-20") < 48);
  CHECK(executions_to_first_bug("surw", "twostage-20") < 14);
}

TEST_CASE("adversarial needs as few executions for twenty threads as for three") {
  CHECK(executions_to_first_bug("adversarial", "reorder-3") < 10);
  CHECK(executions_to_first_bug("adversarial", "reorder-20") < 11);
  CHECK(executions_to_first_bug("adversarial", "twostage-20") < 11);
}

TEST_CASE("adversarial finds what hides in the middle of one thread") {
  CHECK(executions_to_first_bug("adversarial", "bluetooth-driver") < 27);
  CHECK(executions_to_first_bug("adversarial", "account") < 9);
  CHECK(executions_to_first_bug("adversarial", "deadlock") < 4);
  CHECK(executions_to_first_bug("adversarial", "string-buffer") < 4);
}

TEST_CASE("pos needs fewer executions than random where orders of conflicts decide") {
  CHECK(executions_to_first_bug("pos", "reorder-3") <
        executions_to_first_bug("random", "reorder-3") / 2);
}

}  // namespace
}  // namespace heddle
