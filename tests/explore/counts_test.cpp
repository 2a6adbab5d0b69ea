// Optimal partial-order reduction runs one execution for each Mazurkiewicz trace and abandons none.
// The programs and their numbers: scenarios/counts/README.md.

#include <doctest/doctest.h>

#include <string>

#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

// For each of these, the wakeup trees take less than a MiB.
constexpr const char* strategy = "dpor:memory=1";

struct Count {
  const char* file;        // below scenarios/
  std::uint64_t traces;    // executions that must be run
  std::uint64_t outcomes;  // distinct ones
};

// The outcomes follow from the programs as the traces do. readers, indexer, fetch-add and
// locked-counter leave the same memory behind in every trace, filesystem another one in each.
// lastzero's array depends on which writer saw the one before it: 2^(N - 1). Either of collector's
// threads may be done last. philosophers complete or not. Any of the writers may be the last.
constexpr Count counts[] = {
    {"counts/readers-8.json", 256, 1},
    {"counts/readers-10.json", 1'024, 1},
    {"counts/filesystem-14.json", 2, 2},
    {"counts/filesystem-16.json", 8, 8},
    {"counts/filesystem-18.json", 32, 32},
    {"counts/filesystem-19.json", 64, 64},
    {"counts/indexer-12.json", 8, 1},
    {"counts/indexer-15.json", 4'096, 1},
    {"counts/lastzero-5.json", 64, 16},
    {"counts/collector-8.json", 512, 2},
    {"counts/fetch-add-used-3.json", 1'680, 1},
    {"counts/fetch-add-unused-3.json", 1, 1},
    {"counts/fetch-add-unused-4.json", 1, 1},
    {"counts/locked-counter-3.json", 20, 1},
    {"counts/locked-counter-8.json", 12'870, 1},
    {"counts/philosophers-2.json", 3, 2},
    {"counts/philosophers-3.json", 7, 2},
    {"counts/philosophers-4.json", 15, 2},
    {"counts/philosophers-5.json", 31, 2},
    {"counts/philosophers-6.json", 63, 2},
    {"counts/writers-6.json", 5'040, 6},
    {"book/listing-16-01-spawn.json", 2'002, 2'002},
};

// Tens of thousands of executions.
constexpr Count large_counts[] = {
    {"counts/fetch-add-used-4.json", 34'650, 1},
    {"counts/lastzero-15.json", 147'456, 16'384},
};

void check_count(const Count& count) {
  CAPTURE(count.file);
  Loaded loaded = Loaded::file(std::string("scenarios/") + count.file);
  // One more than there should be is enough to see a mistake.
  const Report report = loaded.explore(strategy, 0, count.traces + 1);
  CHECK(report.executions == count.traces);
  CHECK(report.blocked == 0);
  CHECK(report.complete);
  CHECK(report.outcomes.size() == count.outcomes);
}

TEST_CASE("dpor runs as many executions as a program has traces") {
  for (const Count& count : counts) check_count(count);
}

TEST_CASE("dpor runs as many executions as a large program has traces" *
          doctest::skip(!HEDDLE_LONG_TESTS)) {
  for (const Count& count : large_counts) check_count(count);
}

// Knuth's estimate, of a tree whose branches become known as it is searched.
TEST_CASE("half way through, dpor knows how many traces there are within a factor of two") {
  const Count cases[] = {{"counts/writers-6.json", 5'040, 6},
                         {"counts/indexer-15.json", 4'096, 1},
                         {"counts/locked-counter-8.json", 12'870, 1}};
  for (const Count& count : cases) {
    CAPTURE(count.file);
    Loaded loaded = Loaded::file(std::string("scenarios/") + count.file);
    const Report report = loaded.explore(strategy, 0, count.traces / 2);
    REQUIRE(report.estimate);
    CHECK(report.estimate->all > static_cast<double>(count.traces) / 2);
    CHECK(report.estimate->all < static_cast<double>(count.traces) * 2);
  }
}

}  // namespace
}  // namespace heddle
