#include "sim/explore/comparison.hpp"

#include <doctest/doctest.h>

namespace heddle {
namespace {

Outcome outcome(std::int64_t value, Status status = Status::completed) {
  return {status, {}, {Value::of(value)}};
}

SeenOutcome simulated(std::int64_t value, Status status = Status::completed) {
  return {.outcome = outcome(value, status), .executions = 5, .schedule = "s"};
}

Agreement only_agreement(const std::vector<SeenOutcome>& seen, bool covers_everything,
                         const NativeOutcome& native) {
  const Comparison comparison = compare(seen, {}, covers_everything, std::vector{native});
  for (const ComparedOutcome& each : comparison.outcomes) {
    if (each.outcome == native.outcome) return each.agreement;
  }
  return Agreement::latent;
}

}  // namespace

TEST_CASE("an outcome that both saw counts both ways") {
  const Comparison comparison =
      compare(std::vector{simulated(1)}, {}, true, std::vector<NativeOutcome>{{outcome(1), 7}});
  REQUIRE(comparison.outcomes.size() == 1);
  CHECK(comparison.outcomes[0].agreement == Agreement::both);
  CHECK(comparison.outcomes[0].executions == 5);
  CHECK(comparison.outcomes[0].runs == 7);
  CHECK(comparison.outcomes[0].schedule == "s");
  CHECK_FALSE(comparison.has_holes);
}

TEST_CASE("an outcome that was simulated only is latent, with a bound by the rule of three") {
  const Comparison comparison = compare(std::vector{simulated(1), simulated(2)}, {}, true,
                                        std::vector<NativeOutcome>{{outcome(1), 300}});
  REQUIRE(comparison.outcomes.size() == 2);
  CHECK(comparison.outcomes[1].agreement == Agreement::latent);
  CHECK(comparison.latent_rate_bound == doctest::Approx(0.01));
  CHECK(compare(std::vector{simulated(1)}, {}, true, {}).latent_rate_bound == 1.0);
}

TEST_CASE("an outcome that was seen natively only is a hole where everything was covered") {
  CHECK(only_agreement({simulated(1)}, true, {outcome(2), 1}) == Agreement::hole);
  CHECK(only_agreement({simulated(1)}, false, {outcome(2), 1}) == Agreement::unexplored);
  const Comparison comparison =
      compare(std::vector{simulated(1)}, {}, true,
              std::vector<NativeOutcome>{{outcome(1), 9}, {outcome(2), 1}});
  CHECK(comparison.has_holes);
  CHECK(comparison.outcomes[0].agreement == Agreement::hole);
}

TEST_CASE("a failure that was never simulated is a hole, other values beside it are not") {
  CHECK(only_agreement({simulated(1)}, true, {outcome(1, Status::crash), 1}) == Agreement::hole);
  CHECK(only_agreement({simulated(1, Status::deadlock)}, true, {outcome(2, Status::deadlock), 1}) ==
        Agreement::incomparable);
  CHECK(only_agreement({simulated(1, Status::finally)}, true, {outcome(2, Status::finally), 1}) ==
        Agreement::hole);
}

TEST_CASE("runs that were cut off stand against a simulated livelock") {
  const std::vector<Finding> bugs{{.kind = "deadlock", .schedule = "d"},
                                  {.kind = "livelock", .schedule = "l"}};
  const std::vector<NativeOutcome> native{{outcome(2, Status::truncated), 4}, {outcome(3), 1}};
  const Comparison comparison = compare(std::vector{simulated(1)}, bugs, true, native);
  CHECK(comparison.livelocks == 1);
  REQUIRE(comparison.outcomes.size() == 3);
  for (const ComparedOutcome& each : comparison.outcomes) {
    if (each.outcome.status == Status::truncated) {
      CHECK(each.agreement == Agreement::livelock);
      CHECK(each.schedule == "l");
      CHECK(each.runs == 4);
    } else {
      CHECK(each.agreement != Agreement::livelock);
    }
  }
  CHECK(comparison.has_holes);  // what ended is no livelock
}

TEST_CASE("a run that was cut off is never a hole, nor one beyond a broken invariant") {
  CHECK(only_agreement({simulated(1)}, true, {outcome(2, Status::truncated), 1}) ==
        Agreement::incomparable);
  CHECK(only_agreement({simulated(1, Status::invariant)}, true, {outcome(2), 1}) ==
        Agreement::incomparable);
}

}  // namespace heddle
