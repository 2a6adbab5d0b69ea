#include "sim/explore/verdict.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "scheduler/generator.hpp"
#include "sim/explore/report_merge.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

// Two threads of two atomic operations each; x ends as it may.
constexpr std::string_view two_threads = R"({
  "shared": {"x": {"atomic": 0}},
  "threads": {
    "a": [{"load": "x", "into": "old"}, {"store": "x", "value": "old + 1"}],
    "b": [{"load": "x", "into": "old"}, {"store": "x", "value": "old * 2"}]
  }
})";

// Two threads count, and an update may be lost: with one preemption, and never without one.
constexpr std::string_view lost_update = R"({
  "shared": {"x": {"atomic": 0}},
  "threads": {
    "a": [{"load": "x", "into": "old"}, {"store": "x", "value": "old + 1"}],
    "b": [{"load": "x", "into": "old"}, {"store": "x", "value": "old + 1"}]
  },
  "finally": ["x == 2"]
})";

SeenOutcome seen(std::int64_t value, std::uint64_t executions, std::uint64_t samples) {
  return {.outcome = {Status::completed, {}, {Value::of(value)}},
          .executions = executions,
          .samples = samples,
          .first_execution = 0,
          .schedule = {}};
}

Report sampled(std::vector<SeenOutcome> outcomes) {
  Report report;
  report.ended = Ended::executions;
  report.outcomes = std::move(outcomes);
  for (const SeenOutcome& each : report.outcomes) report.executions += each.executions;
  return report;
}

}  // namespace

TEST_CASE("the unseen mass is estimated by what was seen once, and bounded by the theorem") {
  const UnseenMass mass = unseen_mass(10'000, 50);
  CHECK(mass.estimate == doctest::Approx(0.005));
  // (2 * 1.414214 + 1.732051) * sqrt(ln 60 / 10000) = 4.560478 * 0.0202345
  CHECK(mass.at_most == doctest::Approx(0.005 + 0.0922787).epsilon(1e-4));
  CHECK(mass.confidence == 0.95);
  CHECK(unseen_mass(10, 0).at_most == 1);
  // Numbers that only a changed checkpoint has.
  for (const std::uint64_t once : {std::uint64_t{0}, std::uint64_t{1}, UINT64_MAX}) {
    CHECK(unseen_mass(UINT64_MAX, once).more_to_halve <= 1'000'000'000'000'000'000U);
  }
  CHECK(unseen_mass(10, 10).estimate == 1);
}

TEST_CASE("so many more samples halve the bound, if as many outcomes are seen once then") {
  for (const std::uint64_t once : {0U, 1U, 50U, 5'000U}) {
    CAPTURE(once);
    const UnseenMass now = unseen_mass(1'000'000, once);
    const UnseenMass then = unseen_mass(1'000'000 + now.more_to_halve, once);
    CHECK(then.at_most == doctest::Approx(now.at_most / 2).epsilon(1e-3));
  }
  CHECK(unseen_mass(1'000'000, 0).more_to_halve == 3'000'000);
  const UnseenMass few = unseen_mass(1, 1);
  CHECK(unseen_mass(1 + few.more_to_halve, 1).at_most == doctest::Approx(0.5).epsilon(1e-2));
}

TEST_CASE("the bound on the unseen mass holds for a distribution that is known") {
  // 400 outcomes, outcome i twice as likely as i + 40: drawn many times, the unseen mass is above
  // the bound in far less than one time out of twenty.
  std::vector<double> chances(400);
  double all = 0;
  for (std::size_t i = 0; i < chances.size(); ++i) {
    chances[i] = std::pow(0.5, static_cast<double>(i) / 40);
    all += chances[i];
  }
  Generator generator(1);
  int above = 0;
  double estimates = 0;
  double masses = 0;
  for (int repetition = 0; repetition < 100; ++repetition) {
    std::vector<std::uint64_t> counts(chances.size());
    constexpr std::uint64_t samples = 500;
    for (std::uint64_t i = 0; i < samples; ++i) {
      double drawn = static_cast<double>(generator.below(1U << 30)) / (1U << 30) * all;
      std::size_t outcome = 0;
      while (outcome + 1 < chances.size() && drawn >= chances[outcome]) drawn -= chances[outcome++];
      ++counts[outcome];
    }
    double unseen = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) unseen += counts[i] == 0 ? chances[i] / all : 0;
    const auto once = static_cast<std::uint64_t>(std::ranges::count(counts, std::uint64_t{1}));
    const UnseenMass mass = unseen_mass(samples, once);
    above += unseen > mass.at_most ? 1 : 0;
    estimates += mass.estimate;
    masses += unseen;
  }
  CHECK(above <= 5);
  CHECK(estimates == doctest::Approx(masses).epsilon(0.05));
}

TEST_CASE("a search that covers everything proves, with the number of executions") {
  Loaded loaded(two_threads);
  const Report report = loaded.explore("exhaustive");
  CHECK(report.verdict.kind == VerdictKind::proved);
  CHECK(report.verdict.count == report.executions);
  CHECK_FALSE(report.verdict.unseen);
  CHECK_FALSE(report.estimate);
}

TEST_CASE("a search that is cut short is no sample, and nothing follows from it") {
  Loaded loaded(two_threads);
  const Report report = loaded.explore("exhaustive", 0, 5);
  CHECK(report.verdict.kind == VerdictKind::incomplete);
  CHECK_FALSE(report.verdict.unseen);
  REQUIRE(report.estimate);
  CHECK(report.estimate->part > 0);
  CHECK(report.estimate->part < 1);
  CHECK(report.estimate->all == doctest::Approx(5 / report.estimate->part));
  CHECK(report.estimate->seconds >= report.seconds);
  CHECK(report.estimate->seconds_left() ==
        doctest::Approx(report.estimate->seconds - report.seconds));
}

TEST_CASE("samples tell how much was not seen, unless they stopped because of what they saw") {
  Loaded loaded(lost_update);
  for (const std::string strategy : {"random", "pct"}) {
    const Report report = loaded.explore(strategy, 0, 300);
    CHECK(report.verdict.kind == VerdictKind::sampled);
    REQUIRE(report.verdict.unseen);
    CHECK(report.verdict.unseen->samples == 300);
    ExploreOptions options = loaded.options(strategy);
    options.stop_at_first_bug = true;
    const auto scheduler = make_scheduler(strategy, 0);
    const Report stopped = explore(loaded.program, *scheduler, options);
    CHECK(stopped.verdict.kind == VerdictKind::sampled);
    CHECK_FALSE(stopped.verdict.unseen);
  }
}

TEST_CASE("one execution in turns is neither a search nor a sample") {
  Loaded loaded(two_threads);
  CHECK(loaded.explore("round-robin").verdict.kind == VerdictKind::incomplete);
}

TEST_CASE("a bounded search proves up to its bound, and without one where nothing exceeds it") {
  Loaded loaded(lost_update);
  const Report none = loaded.explore("preemptions:bound=0");
  CHECK(none.verdict.kind == VerdictKind::proved_up_to);
  REQUIRE(none.verdict.bound);
  CHECK(none.verdict.bound->most == 0);
  CHECK(none.verdict.bound->noun == "preemption");
  CHECK(none.bugs.empty());
  CHECK_FALSE(none.complete);
  const Report one = loaded.explore("preemptions:bound=1");
  CHECK(one.verdict.kind == VerdictKind::proved_up_to);
  CHECK(one.bugs.size() == 1);
  for (const std::string bound : {"preemptions", "delays"}) {
    const Report all = loaded.explore(bound + ":bound=100");
    CHECK(all.verdict.kind == VerdictKind::proved);
    CHECK(all.complete);
    CHECK(all.executions == loaded.explore("exhaustive").executions);
  }
}

TEST_CASE("a bounded search that is cut short proves up to the bound that it has been through") {
  Loaded loaded(lost_update);
  const Report one = loaded.explore("preemptions:bound=1");
  const Report cut = loaded.explore("preemptions:bound=5", 0, one.executions + 1);
  CHECK(cut.ended == Ended::executions);
  CHECK(cut.verdict.kind == VerdictKind::proved_up_to);
  REQUIRE(cut.verdict.bound);
  CHECK(cut.verdict.bound->most == 1);
  CHECK(cut.estimate);
  CHECK(loaded.explore("preemptions:bound=5", 0, 1).verdict.kind == VerdictKind::incomplete);
}

TEST_CASE("the first bug that a bounded search finds needs the fewest preemptions") {
  Loaded loaded(lost_update);
  ExploreOptions options = loaded.options("preemptions");
  options.stop_at_first_bug = true;
  const auto scheduler = make_scheduler("preemptions:bound=5", 0);
  const Report report = explore(loaded.program, *scheduler, options);
  REQUIRE(report.bugs.size() == 1);
  REQUIRE(report.verdict.bound);
  CHECK(report.verdict.bound->most == 0);
}

TEST_CASE("a search that cut executions off at the limit on steps proves nothing") {
  Loaded loaded(R"({"limits": {"steps": 20}, "threads": {
    "main": [{"spawn": "ticks"}, {"print": "done"}],
    "ticks": [{"loop": ["yield"]}]}})");
  const Report report = loaded.explore("preemptions:bound=1", 0, 1'000);
  CHECK(report.truncated > 0);
  CHECK(report.verdict.kind == VerdictKind::incomplete);
}

TEST_CASE("what a search saw before is not unseen by the samples") {
  Report search = sampled({seen(1, 3, 0), seen(2, 5, 0)});
  const Report samples = sampled({seen(2, 1, 1), seen(3, 8, 8), seen(4, 1, 1)});
  CHECK(verdict_of(samples).unseen->seen_once == 2);
  merge(search, {samples});
  REQUIRE(search.verdict.unseen);
  CHECK(search.verdict.kind == VerdictKind::sampled);
  CHECK(search.verdict.unseen->samples == 10);
  // Outcome 4 is seen once, and so is one outcome that stands for all that the search knows.
  CHECK(search.verdict.unseen->seen_once == 2);
  merge(search, {sampled({seen(1, 1, 1)})});
  CHECK(search.verdict.unseen->seen_once == 1);
}

TEST_CASE("samples of several threads count together") {
  Report first = sampled({seen(1, 1, 1), seen(2, 1, 1)});
  merge(first, {sampled({seen(1, 2, 2)})});
  REQUIRE(first.verdict.unseen);
  CHECK(first.verdict.unseen->samples == 4);
  CHECK(first.verdict.unseen->seen_once == 1);
}

}  // namespace heddle
