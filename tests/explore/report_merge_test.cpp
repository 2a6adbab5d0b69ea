#include "sim/explore/report_merge.hpp"

#include <doctest/doctest.h>

namespace heddle {
namespace {

SeenOutcome seen(std::int64_t value, std::uint64_t executions, std::uint64_t first) {
  return {.outcome = {Status::completed, {}, {Value::of(value)}},
          .executions = executions,
          .first_execution = first,
          .schedule = "s" + std::to_string(value)};
}

Finding race(std::vector<std::string> at, std::string schedule, std::uint64_t key) {
  return {.kind = "data-race",
          .message = "between " + at.front(),
          .at = std::move(at),
          .schedule = std::move(schedule),
          .executions = 2,
          .key = key};
}

}  // namespace

TEST_CASE("merged reports add up, and keep each outcome and bug once") {
  Report first;
  first.executions = 10;
  first.blocked = 1;
  first.steps = 100;
  first.seconds = 1;
  first.outcomes = {seen(1, 7, 0), seen(2, 3, 4)};
  first.bugs = {race({"/a", "/b"}, "first", 1)};
  Report second;
  second.ended = Ended::time;
  second.executions = 5;
  second.truncated = 2;
  second.steps = 50;
  second.seconds = 2;
  second.outcomes = {seen(2, 1, 0), seen(3, 4, 1)};
  second.bugs = {race({"/b", "/a"}, "second", 1), race({"/a", "/c"}, "third", 2)};
  merge(first, {second});
  CHECK(first.executions == 15);
  CHECK(first.blocked == 1);
  CHECK(first.truncated == 2);
  CHECK(first.steps == 150);
  CHECK(first.seconds == 3);
  CHECK(first.ended == Ended::time);
  CHECK_FALSE(first.complete);
  REQUIRE(first.outcomes.size() == 3);
  CHECK(first.outcomes[1].executions == 4);
  CHECK(first.outcomes[2].first_execution == 12);
  REQUIRE(first.bugs.size() == 2);
  CHECK(first.bugs[0].executions == 4);
  CHECK(first.bugs[0].schedule == "first");
  CHECK(first.bugs[1].schedule == "third");
}

TEST_CASE("of a failure that both reports have, the simpler execution is told of") {
  Report first;
  first.executions = 10;
  first.bugs = {{.kind = "deadlock",
                 .schedule = "first",
                 .execution = 3,
                 .executions = 2,
                 .key = 1,
                 .simplicity = {.preemptions = 4, .steps = 20}}};
  Report second = first;
  second.bugs[0].schedule = "second";
  Report same = first;
  merge(same, {second});
  CHECK(same.bugs[0].schedule == "first");
  second.bugs[0].simplicity.preemptions = 3;
  merge(first, {second});
  CHECK(first.bugs[0].schedule == "second");
  CHECK(first.bugs[0].execution == 13);
  CHECK(first.bugs[0].executions == 4);
}

TEST_CASE("a merged report is complete where either part was") {
  Report complete;
  complete.complete = true;
  Report first = complete;
  merge(first, {Report{}});
  CHECK(first.complete);
  Report other;
  merge(other, {complete});
  CHECK(other.complete);
}

}  // namespace heddle
