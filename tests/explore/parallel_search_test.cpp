#include "sim/explore/parallel_search.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/explore/comparable_report.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::comparable;
using tests::Loaded;

constexpr std::string_view two_locks = R"({
  "shared": {"a": "mutex", "b": "mutex", "x": 0},
  "threads": {
    "one": [{"lock": "a"}, {"lock": "b"}, {"unlock": "b"}, {"unlock": "a"}, {"set": {"x": "x + 1"}}],
    "two": [{"lock": "b"}, {"lock": "a"}, {"unlock": "a"}, {"unlock": "b"}, {"set": {"x": "x + 2"}}]
  },
  "observe": ["x"]
})";

Report search(Loaded& loaded, std::unique_ptr<Scheduler> scheduler, unsigned jobs) {
  std::vector<SearchPart> parts;
  parts.push_back({.scheduler = std::move(scheduler), .executions_left = {}});
  const auto make = [&loaded] { return std::make_unique<ScenarioProgram>(loaded.scenario); };
  return search_in_parallel(make, std::move(parts), loaded.options("exhaustive"),
                            {.jobs = jobs, .splits = true});
}

// Fails at some execution.
class Failing final : public Scheduler, private DivisibleSearch {
 public:
  bool begin() override {
    if (++begun_ == 5) throw std::runtime_error("as it must");
    return true;
  }
  std::optional<std::size_t> pick(const Point&) override { return 0; }
  DivisibleSearch* divisible() override { return this; }

 private:
  std::optional<GivenPart> split(PartId) override {
    return GivenPart{.scheduler = std::make_unique<Failing>()};
  }

  int begun_ = 0;
};

class StopLater final : public Progress {
 public:
  explicit StopLater(std::atomic<bool>& stop) : stop_(stop) {}
  void update(const Report& so_far, std::size_t) override {
    executions = so_far.executions;
    stop_ = true;
  }
  std::uint64_t executions = 0;

 private:
  std::atomic<bool>& stop_;
};

}  // namespace

TEST_CASE("lock orders are told whoever saw the edges") {
  Loaded loaded(two_locks);
  const Report one = loaded.explore("exhaustive");
  REQUIRE(one.warnings.size() == 1);
  CHECK(one.warnings[0].kind == "lock-order");
  for (const unsigned jobs : {1U, 2U, 5U}) {
    const Report divided = search(loaded, make_scheduler("exhaustive", 0), jobs);
    CHECK(comparable(divided, loaded.program.texts()) == comparable(one, loaded.program.texts()));
  }
}

TEST_CASE("what one thread throws is thrown by the search") {
  Loaded loaded(two_locks);
  CHECK_THROWS_WITH_AS(search(loaded, std::make_unique<Failing>(), 3), "as it must",
                       std::runtime_error);
}

TEST_CASE("a divided search stops when it is asked to, and tells how far it is") {
  Loaded loaded(R"({"shared": {"x": {"atomic": 0}}, "threads": {
    "a": [{"repeat": 9, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}],
    "b": [{"repeat": 9, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}],
    "c": [{"repeat": 9, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}]}})");
  std::atomic<bool> stop{false};
  StopLater progress(stop);
  ExploreOptions options = loaded.options("exhaustive");
  options.stop = &stop;
  options.progress = &progress;
  std::vector<SearchPart> parts;
  parts.push_back({.scheduler = make_scheduler("exhaustive", 0), .executions_left = {}});
  const auto make = [&loaded] { return std::make_unique<ScenarioProgram>(loaded.scenario); };
  const Report report =
      search_in_parallel(make, std::move(parts), options, {.jobs = 3, .splits = true});
  CHECK(report.ended == Ended::interrupted);
  CHECK_FALSE(report.complete);
  CHECK(progress.executions > 0);
  CHECK(report.executions >= progress.executions);
  REQUIRE(report.estimate.has_value());
  CHECK(report.estimate->part > 0);
  CHECK(report.estimate->part < 1);
}

}  // namespace heddle
