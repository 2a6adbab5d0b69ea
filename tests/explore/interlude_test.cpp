// Searches that pause now and then for something that may make them needless.

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "sim/explore/parallel_search.hpp"
#include "tests/explore/comparable_report.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::comparable;
using tests::Loaded;

// 34,650 traces: enough for the thread that directs the workers to look at them several times.
constexpr const char* file = "scenarios/counts/fetch-add-used-4.json";

// Is played `times` times once 1,000 executions were run, and then ends the search if `ends`. It
// takes its time.
class Watched final : public Interlude {
 public:
  Watched(int times, bool ends) : times_(times), ends_(ends) {}

  bool is_due(std::uint64_t executions, double) override {
    return played < times_ && executions >= 1000;
  }
  bool play(const Report& so_far) override {
    ++played;
    executions_then = so_far.executions;
    const auto begin = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    seconds_taken +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return ends_ && played == times_;
  }

  int played = 0;
  std::uint64_t executions_then = 0;
  double seconds_taken = 0;

 private:
  const int times_;
  const bool ends_;
};

// 0: without parts.
Report explore_with(Interlude& interlude, Loaded& loaded, unsigned jobs) {
  ExploreOptions options = loaded.options("dpor");
  options.interlude = &interlude;
  if (jobs == 0) return explore(loaded.program, *make_scheduler("dpor", 0), options);
  std::vector<SearchPart> parts;
  parts.push_back({.scheduler = make_scheduler("dpor", 0), .executions_left = {}});
  const auto make = [&loaded] { return std::make_unique<ScenarioProgram>(loaded.scenario); };
  return search_in_parallel(make, std::move(parts), options, {.jobs = jobs, .splits = jobs > 1});
}

TEST_CASE("a search that is told in an interlude to end ends") {
  for (const unsigned jobs : {0U, 1U, 2U}) {
    CAPTURE(jobs);
    Loaded loaded = Loaded::file(file);
    Watched interlude(2, true);
    const Report report = explore_with(interlude, loaded, jobs);
    CHECK(interlude.played == 2);
    CHECK(report.ended == Ended::interrupted);
    CHECK_FALSE(report.complete);
    CHECK(interlude.executions_then <= report.executions);
    CHECK(report.executions < 34'650);
  }
}

TEST_CASE("a search that waits in interludes comes to the same, and its clock stands still") {
  Loaded loaded = Loaded::file(file);
  const Report alone = loaded.explore("dpor");
  for (const unsigned jobs : {0U, 1U, 2U}) {
    CAPTURE(jobs);
    Watched interlude(2, false);
    const auto begin = std::chrono::steady_clock::now();
    const Report report = explore_with(interlude, loaded, jobs);
    const std::chrono::duration<double> all = std::chrono::steady_clock::now() - begin;
    CHECK(comparable(report, loaded.program.texts()) == comparable(alone, loaded.program.texts()));
    CHECK(report.complete);
    CHECK(report.seconds < all.count() - 0.9 * interlude.seconds_taken);
  }
}

}  // namespace
}  // namespace heddle
