// Strategies that explore in turns.

#include "sim/explore/turns.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/explore/comparable_report.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::comparable;
using tests::Loaded;

constexpr const char* file = "scenarios/counts/fetch-add-used-4.json";

// One strategy that samples, one that searches within a bound and soon has nothing left, and one
// whose share is learnt.
std::vector<TurnMember> members(const Loaded& loaded) {
  std::vector<TurnMember> members;
  for (const char* const spec : {"random", "preemptions:bound=1", "pct:depth=3"}) {
    TurnMember& member = members.emplace_back();
    member.name = spec;
    member.scheduler = make_scheduler(spec, 0);
    member.options = loaded.options(spec);
    member.options.executions_are_samples = members.size() == 1;
    member.fixed_64ths = members.size() == 1 ? 8 : 0;
  }
  return members;
}

Turns turns_of(Loaded& loaded, unsigned jobs) {
  const auto make = [&loaded] { return std::make_unique<ScenarioProgram>(loaded.scenario); };
  return {make, members(loaded), jobs};
}

std::string told(Turns& turns, const Loaded& loaded) {
  std::string text;
  for (const TurnReport& each : turns.take_reports()) {
    text += each.name + " " + std::to_string(each.orders.size()) + "\n" +
            comparable(each.report, *loaded.scenario.texts);
  }
  return text;
}

TEST_CASE("turns come to the same on any number of threads, and however they are cut up") {
  Loaded loaded = Loaded::file(file);
  Turns alone = turns_of(loaded, 1);
  CHECK_FALSE(alone.play(3000, {}));
  const std::string expected = told(alone, loaded);
  for (const unsigned jobs : {2U, 3U, 8U}) {
    CAPTURE(jobs);
    Turns turns = turns_of(loaded, jobs);
    for (const std::uint64_t executions : {1U, 30U, 500U, 469U, 2000U}) {
      CHECK_FALSE(turns.play(executions, {}));
    }
    CHECK(told(turns, loaded) == expected);
  }
}

TEST_CASE("as many executions are played as were asked for") {
  Loaded loaded = Loaded::file(file);
  Turns turns = turns_of(loaded, 1);
  std::uint64_t wanted = 0;
  for (const std::uint64_t executions : {1U, 2U, 3U, 100U, 1U, 5000U}) {
    turns.play(executions, {});
    wanted += executions;
    CHECK(turns.executions() == wanted);
  }
}

TEST_CASE("who has nothing left leaves its turns to the others") {
  Loaded loaded = Loaded::file(file);
  Turns turns = turns_of(loaded, 1);
  turns.play(20'000, {});
  const std::vector<TurnReport> reports = turns.take_reports();
  CHECK(reports[1].report.ended == Ended::nothing_left);
  CHECK(reports[1].report.executions < 5000);
  CHECK(reports[0].report.executions + reports[1].report.executions +
            reports[2].report.executions ==
        20'000);
}

TEST_CASE("turns end where their time does") {
  Loaded loaded = Loaded::file(file);
  Turns turns = turns_of(loaded, 1);
  CHECK(turns.play(1'000'000'000, std::chrono::steady_clock::now()) == Ended::time);
}

}  // namespace
}  // namespace heddle
