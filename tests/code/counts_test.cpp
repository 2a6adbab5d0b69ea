// How many traces C++ code has: as many as the papers say, and as the scenarios of the same
// programs.

#include <doctest/doctest.h>

#include "tests/code/workloads.hpp"

namespace {

std::uint64_t traces(void (*body)()) {
  const heddle::report report = heddle::explore(body, {.strategy = "dpor"});
  CHECK(report.complete);
  return report.executions;
}

}  // namespace

TEST_CASE("dpor runs each trace of C++ code once") {
  using namespace heddle::workloads;
  CHECK(traces(locked_counter) == 20);          // 6! / (3! 3!)
  CHECK(traces(atomic_counter<3, 3>) == 1680);  // 9! / (3! 3! 3!)
  CHECK(traces(indexer<11>) == 1);
  CHECK(traces(indexer<12>) == 8);       // 2^3
  CHECK(traces(last_zero<5>) == 64);     // (5 + 3) x 2^5 / 4
  CHECK(traces(last_zero<10>) == 3328);  // (10 + 3) x 2^10 / 4
}

TEST_CASE("philosophers who take the left fork first may all wait") {
  const heddle::report report = heddle::explore(heddle::workloads::philosophers);
  REQUIRE(report.bugs.size() == 1);
  CHECK(report.bugs[0].kind == "deadlock");
  CHECK(report.complete);
}
