#include "sim/explore/parallel_search.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/generator.hpp"
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

// Has a rank for each execution, which depends on its choices alone; none has an equivalent. The
// canonical order is the reverse, so that it can be told.
class Ranked final : public Scheduler {
 public:
  explicit Ranked(std::unique_ptr<Scheduler> inner) : inner_(std::move(inner)) {}

  bool begin() override {
    hash_ = 1;
    return inner_->begin();
  }
  std::optional<std::size_t> pick(const Point& point) override {
    const auto choice = inner_->pick(point);
    hash_ = Generator(hash_ ^ *choice).next();
    return choice;
  }
  void end(const Execution& execution) override { steps_ = execution.steps; }
  std::optional<TraceRank> trace_rank() const override {
    return TraceRank{.dependences = hash_ % 8, .hash = hash_};
  }
  void canonical_order(std::vector<std::uint32_t>& steps) const override {
    steps.resize(steps_);
    std::iota(steps.rbegin(), steps.rend(), 0);
  }
  std::unique_ptr<Scheduler> split() override {
    auto given = inner_->split();
    return given ? std::make_unique<Ranked>(std::move(given)) : nullptr;
  }

 private:
  std::unique_ptr<Scheduler> inner_;
  std::uint64_t hash_ = 1;
  std::size_t steps_ = 0;
};

Report search(Loaded& loaded, std::unique_ptr<Scheduler> scheduler, unsigned jobs) {
  std::vector<SearchPart> parts;
  parts.push_back({.scheduler = std::move(scheduler), .executions_left = {}});
  const auto make = [&loaded] { return std::make_unique<ScenarioProgram>(loaded.scenario); };
  return search_in_parallel(make, std::move(parts), loaded.options("exhaustive"),
                            {.jobs = jobs, .splits = true});
}

// Fails at some execution.
class Failing final : public Scheduler {
 public:
  bool begin() override {
    if (++begun_ == 5) throw std::runtime_error("as it must");
    return true;
  }
  std::optional<std::size_t> pick(const Point&) override { return 0; }
  std::unique_ptr<Scheduler> split() override { return std::make_unique<Failing>(); }

 private:
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

TEST_CASE("where executions have ranks, what is kept is that of the least rank, for any jobs") {
  Loaded loaded(two_locks);
  Ranked alone(make_scheduler("exhaustive", 0));
  const Report one = explore(loaded.program, alone, loaded.options("exhaustive"));
  for (const unsigned jobs : {1U, 2U, 3U, 8U}) {
    const Report divided =
        search(loaded, std::make_unique<Ranked>(make_scheduler("exhaustive", 0)), jobs);
    CHECK(comparable(divided, loaded.program.texts()) == comparable(one, loaded.program.texts()));
  }
  REQUIRE(one.outcomes.size() > 1);
  for (std::size_t place = 1; place < one.outcomes.size(); ++place) {
    CHECK(one.outcomes[place - 1].rank < one.outcomes[place].rank);
    CHECK(one.outcomes[place].first_execution == place);
  }
  // The same executions without ranks: as many of each, and no lower rank for any.
  const Report plain = loaded.explore("exhaustive");
  CHECK(plain.outcomes.size() == one.outcomes.size());
  CHECK(plain.bugs.size() == one.bugs.size());
  for (const Finding& bug : one.bugs) CHECK(bug.rank.has_value());
  // From the last step to the first: main, which spawns, comes last.
  CHECK(one.outcomes[0].schedule.ends_with("main"));
}

TEST_CASE("the least rank of each outcome is that of all its executions") {
  Loaded loaded(two_locks);
  class Listing final : public Scheduler {
   public:
    bool begin() override { return inner.begin(); }
    std::optional<std::size_t> pick(const Point& point) override { return inner.pick(point); }
    void end(const Execution& execution) override {
      inner.end(execution);
      auto& least = ranks.try_emplace(execution.status(), *inner.trace_rank()).first->second;
      least = std::min(least, *inner.trace_rank());
    }
    std::optional<TraceRank> trace_rank() const override { return inner.trace_rank(); }
    Ranked inner{make_scheduler("exhaustive", 0)};
    std::map<Status, TraceRank> ranks;
  } listing;
  const Report report = explore(loaded.program, listing, loaded.options("exhaustive"));
  std::map<Status, TraceRank> kept;
  for (const SeenOutcome& seen : report.outcomes) {
    auto& least = kept.try_emplace(seen.outcome.status, *seen.rank).first->second;
    least = std::min(least, *seen.rank);
  }
  CHECK(kept == listing.ranks);
  for (const Finding& bug : report.bugs) {
    if (bug.kind == "deadlock") CHECK(bug.rank == listing.ranks[Status::deadlock]);
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
