// How large a search is said to be, on the way.

#include "sim/explore/estimates.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

// The estimates that an exploration told while it went on.
std::vector<Estimate> told(Loaded& loaded, const std::string& spec,
                           std::optional<std::uint64_t> executions = std::nullopt) {
  // As the explorer does: after every 64 executions.
  std::vector<Estimate> estimates;
  for (std::uint64_t done = 64;; done *= 2) {
    if (executions && done > *executions) break;
    const Report report = loaded.explore(spec, 0, done);
    if (!report.estimate) break;
    estimates.push_back(*report.estimate);
  }
  return estimates;
}

// Three threads that change and read two cells, in a loop, and a queue behind a lock.
constexpr std::string_view large = R"({
  "shared": {"x": {"atomic": 0}, "y": {"atomic": 0}, "m": "mutex", "n": 0},
  "threads": {
    "a": [{"repeat": 6, "do": [{"fetch_add": "x", "value": 1, "into": "v"}, {"store": "y", "value": "v"},
                               {"with": "m", "do": [{"set": {"n": "n + 1"}}]}]}],
    "b": [{"repeat": 6, "do": [{"fetch_add": "y", "value": 1, "into": "v"}, {"store": "x", "value": "v"},
                               {"with": "m", "do": [{"set": {"n": "n + 1"}}]}]}],
    "c": [{"repeat": 6, "do": [{"load": "x", "into": "v"}, {"load": "y", "into": "w"},
                               {"with": "m", "do": [{"set": {"n": "n + 1"}}]}]}]
  }
})";

}  // namespace

TEST_CASE("an estimate that was right so far has a narrow range") {
  Estimates estimates;
  for (double done = 1; done < 1000; ++done) {
    if (estimates.is_due(done)) estimates.note(done, 2000);
  }
  const Estimate now = estimates.made(1000, 2000, 10);
  CHECK(now.part == 0.5);
  CHECK(now.seconds == 20);
  CHECK(now.least == 2000);
  CHECK(now.most == 2000);
}

TEST_CASE("an estimate that was wrong by a factor may be as wrong again, on the same side") {
  Estimates too_low;
  Estimates too_high;
  for (const double done : {500.0, 600.0, 800.0}) {
    too_low.note(done, 1500);
    too_high.note(done, 6000);
  }
  CHECK(too_low.made(1000, 3000, 1).most == 6000);
  CHECK(too_low.made(1000, 3000, 1).least == 3000);
  CHECK(too_high.made(1000, 3000, 1).least == 1500);
  CHECK(too_high.made(1000, 3000, 1).most == 3000);
}

TEST_CASE("an estimate that has been all but over ever since is told to be of no use") {
  Estimates estimates;
  for (double done = 1; done < 100'000; ++done) {
    if (estimates.is_due(done)) estimates.note(done, done + 1);
  }
  const Estimate now = estimates.made(100'000, 100'001, 60);
  CHECK(now.part < 1);
  CHECK(now.most > 1.6 * now.all);
  CHECK(now.most_seconds_left() > 30);
}

TEST_CASE("nothing is over before it is, and an estimate not yet held against another is a guess") {
  const Estimate first = Estimates().made(1, 1, 1);
  CHECK(first.part <= 0.5);
  CHECK(first.most >= 4 * first.all);
}

TEST_CASE("no search says that all is done, or more than there is, before it has ended") {
  Loaded loaded(large);
  for (const char* const spec :
       {"dpor", "exhaustive", "preemptions:bound=2", "preemptions:bound=3", "delays:bound=3"}) {
    CAPTURE(std::string(spec));
    for (const Estimate& estimate : told(loaded, spec, 20'000)) {
      CHECK(estimate.part < 1);
      CHECK(estimate.most > estimate.all * estimate.part);
      CHECK(estimate.least <= estimate.all);
      CHECK(estimate.most >= estimate.all);
    }
  }
}

TEST_CASE("from a tenth on, a bounded search knows how large it is within a factor of three") {
  Loaded loaded(large);
  for (const char* const spec : {"preemptions:bound=2", "delays:bound=3"}) {
    CAPTURE(std::string(spec));
    const Report all = loaded.explore(spec);
    const auto count = static_cast<double>(all.executions);
    for (const Estimate& estimate : told(loaded, spec, all.executions)) {
      const double part = estimate.part * estimate.all / count;
      CAPTURE(part);
      CAPTURE(estimate.all / count);
      if (part < 0.1) continue;
      CHECK(estimate.all > count / 3);
      CHECK(estimate.all < count * 3);
    }
  }
}

TEST_CASE("the part that a search says it has done is never far above what it has") {
  Loaded loaded(large);
  for (const char* const spec : {"preemptions:bound=2", "delays:bound=3"}) {
    CAPTURE(std::string(spec));
    const Report all = loaded.explore(spec);
    for (const Estimate& estimate : told(loaded, spec, all.executions)) {
      const double part = estimate.part * estimate.all / static_cast<double>(all.executions);
      CAPTURE(part);
      CHECK(estimate.part < std::max(3 * part, 0.1));
    }
  }
}

}  // namespace heddle
