// Of the executions that show a bug or an outcome, reports show the simplest one.

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "scheduler/switch_costs.hpp"
#include "sim/explore/findings.hpp"
#include "sim/fiber/simulation.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

// Counts preemptions by their definition.
class Counting final : public Scheduler {
 public:
  explicit Counting(Scheduler& scheduler) : scheduler_(scheduler) {}

  bool begin() override {
    preemptions_ = 0;
    return scheduler_.begin();
  }
  std::optional<std::size_t> pick(const Point& point) override {
    const auto choice = scheduler_.pick(point);
    SwitchCosts(point, Costly::preemption).for_each([&](std::size_t place, std::uint32_t cost) {
      if (choice == place) preemptions_ += cost;
    });
    return choice;
  }
  void end(const Execution& execution) override { scheduler_.end(execution); }

  std::uint64_t preemptions() const { return preemptions_; }

 private:
  Scheduler& scheduler_;
  std::uint64_t preemptions_ = 0;
};

// A bug by which an execution ends, other than a deadlock.
using Bug = std::pair<std::string, std::string>;  // kind, place

}  // namespace

TEST_CASE("the preemptions that the world counts are those of the definition") {
  std::uint64_t all = 0;
  for (const differential::Profile profile : differential::all_profiles) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const std::string text = differential::generate_scenario(seed, profile);
      CAPTURE(text);
      Loaded loaded(text);
      Simulation simulation(loaded.program, loaded.scenario.settings);
      const auto random = make_scheduler("random", seed);
      Counting counting(*random);
      for (int execution = 0; execution < 20; ++execution) {
        REQUIRE(counting.begin());
        simulation.run(counting);
        REQUIRE(simulation.world().preemptions() == counting.preemptions());
        all += counting.preemptions();
      }
    }
  }
  CHECK(all > 10'000);
}

TEST_CASE("of all executions that show a bug or an outcome, the simplest is told of") {
  std::size_t compared = 0;
  for (const differential::Profile profile : differential::all_profiles) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const std::string text = differential::generate_scenario(seed, profile);
      CAPTURE(text);
      Loaded loaded(text);
      constexpr std::uint64_t executions = 2000;
      std::map<Bug, Simplicity> simplest;
      std::map<Status, Simplicity> simplest_of_status;
      Simulation simulation(loaded.program, loaded.scenario.settings);
      const auto exhaustive = make_scheduler("exhaustive", 0);
      Counting counting(*exhaustive);
      for (std::uint64_t execution = 0; execution < executions && counting.begin(); ++execution) {
        const Execution& done = simulation.run(counting);
        counting.end(done);
        const Simplicity simplicity{counting.preemptions(), done.steps};
        const auto keep = [&simplicity](auto& list, const auto& key) {
          const auto [entry, is_new] = list.try_emplace(key, simplicity);
          if (simplicity < entry->second) entry->second = simplicity;
        };
        keep(simplest_of_status, done.status());
        if (!is_bug(done.status()) || done.status() == Status::deadlock) continue;
        const SiteId site = done.failure.site;
        keep(simplest,
             Bug(name(done.status()), site == no_site ? "" : loaded.program.site_name(site)));
      }
      const Report report = loaded.explore("exhaustive", 0, executions);
      for (const Finding& bug : report.bugs) {
        const auto found = simplest.find(Bug(bug.kind, bug.at.empty() ? "" : bug.at.front()));
        if (found == simplest.end()) continue;  // a deadlock, or found by an analysis
        CHECK(bug.simplicity == found->second);
        ++compared;
      }
      std::map<Status, Simplicity> told;
      for (const SeenOutcome& seen : report.outcomes) {
        const auto [entry, is_new] = told.try_emplace(seen.outcome.status, seen.simplicity);
        if (seen.simplicity < entry->second) entry->second = seen.simplicity;
      }
      CHECK(told == simplest_of_status);
    }
  }
  CHECK(compared > 50);
}

TEST_CASE("a data race is told of by the simplest execution that has it, and counted") {
  // Whichever thread comes first, the race is there; without a switch in between it is simplest.
  Loaded loaded(R"({"shared": {"x": 0}, "threads": {
    "a": [{"set": {"x": "x + 1"}}],
    "b": [{"set": {"x": "x + 1"}}]}})");
  for (const char* const strategy : {"exhaustive", "dpor", "random", "pct"}) {
    CAPTURE(strategy);
    const Report report = loaded.explore(strategy, 0, 500);
    REQUIRE(report.bugs.size() == 1);
    CHECK(report.bugs[0].kind == "data-race");
    CHECK(report.bugs[0].simplicity.preemptions == 0);
    CHECK(report.bugs[0].executions == report.executions);
  }
}

TEST_CASE("threads that are cut short together are warned of once for each execution") {
  Loaded loaded(R"({"main_exit": "kill", "shared": {"x": {"atomic": 0}}, "threads": {
    "main": [{"spawn": "late"}, {"spawn": "late"}],
    "late": [{"await": "x == 1"}]}})");
  const Report report = loaded.explore("exhaustive");
  REQUIRE(report.warnings.size() == 1);
  CHECK(report.warnings[0].executions == report.executions);
}

}  // namespace heddle
