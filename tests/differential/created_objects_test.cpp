// Random programs that create and destroy objects, in all complete searches.

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "sim/trace/footprint.hpp"
#include "tests/differential/all_searches.hpp"
#include "tests/differential/plan.hpp"

namespace heddle::differential {
namespace {

Subject subject_of(const Plan& plan) {
  return {.make = [plan] { return std::make_unique<PlanProgram>(plan); },
          .settings = plan.settings()};
}

}  // namespace

TEST_CASE("all complete searches agree on programs that create and destroy objects") {
  const std::uint64_t plans = programs_for_each_test(HEDDLE_LONG_TESTS ? 150 : 20);
  std::uint64_t decided = 0;
  std::uint64_t misuses = 0;
  std::uint64_t races = 0;
  std::uint64_t executions = 0;
  std::uint64_t interleavings = 0;
  for (std::uint64_t seed = 0; seed < plans; ++seed) {
    const Plan plan = random_plan(seed);
    const std::string text = plan.text();
    CAPTURE(seed);
    CAPTURE(text);
    const Agreement agreement = compare_all_searches(subject_of(plan));
    if (!agreement.is_decided) continue;
    ++decided;
    const bool has_misuse = std::ranges::any_of(
        agreement.bugs, [](const std::string& bug) { return bug.starts_with("misuse"); });
    misuses += has_misuse ? 1 : 0;
    races += agreement.bugs.contains("data-race") ? 1 : 0;
    executions += agreement.executions;
    interleavings += agreement.report.executions;
  }
  MESSAGE("decided " << decided << " plans, with misuse " << misuses << ", with races " << races
                     << ": " << executions << " executions for " << interleavings
                     << " interleavings");
  CHECK(2 * decided > plans);
  CHECK(4 * misuses > decided);
  CHECK(8 * races > decided);
}

TEST_CASE("dpor needs to know that a destroy depends on every use") {
  bool is_needed = false;
  for (std::uint64_t seed = 0; seed < 100 && !is_needed; ++seed) {
    is_needed =
        is_row_needed(subject_of(random_plan(seed)), static_cast<std::size_t>(Row::destroy));
  }
  CHECK(is_needed);
}

}  // namespace heddle::differential
