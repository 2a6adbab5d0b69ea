// The full check of the world after every step, whatever build this is.

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "sim/fiber/simulation.hpp"
#include "sim/model/assertion.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

// Checks the world wherever another scheduler is asked.
class Checking final : public Scheduler {
 public:
  Checking(Scheduler& scheduler, const Simulation& simulation)
      : scheduler_(scheduler), simulation_(simulation) {}
  bool begin() override { return scheduler_.begin(); }
  std::optional<std::size_t> pick(const Point& point) override {
    simulation_.world().check();
    return scheduler_.pick(point);
  }
  void end(const Execution& execution) override { scheduler_.end(execution); }

 private:
  Scheduler& scheduler_;
  const Simulation& simulation_;
};

void check_executions(const std::string& text, int executions, ThreadKind threads) {
  Loaded loaded(text);
  Settings settings = loaded.scenario.settings;
  settings.threads = threads;
  Simulation simulation(loaded.program, settings);
  const auto random = make_scheduler("random", 0);
  Checking checking(*random, simulation);
  for (int execution = 0; execution < executions && checking.begin(); ++execution) {
    checking.end(simulation.run(checking));
  }
}

TEST_CASE("the world fits together at every point of a random program") {
  for (const differential::Profile profile : differential::all_profiles) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const std::string text = differential::generate_scenario(seed, profile);
      CAPTURE(text);
      CHECK_NOTHROW(check_executions(text, 20, ThreadKind::calls));
      CHECK_NOTHROW(check_executions(text, 2, ThreadKind::fibers));
    }
  }
}

TEST_CASE("the world fits together where a step lets many threads go on, or stops them") {
  const std::string bodies[] = {
      R"({"lock": "m"}, "yield", {"unlock": "m"})",
      R"({"lock": "m"}, {"while": "x == 0", "do": [{"wait": "c", "mutex": "m"}]}, {"unlock": "m"})",
      R"({"acquire": "s"}, "yield", {"release": "s"})",
      R"({"arrive": "b"}, {"lock": "m"}, {"unlock": "m"})",
      R"({"lock_shared": "r"}, {"unlock_shared": "r"}, {"lock": "r"}, {"unlock": "r"})",
      R"({"await": "x == 1"}, {"fetch_add": "y", "value": 1})",
      R"({"send": "h", "value": 1}, {"call_once": "o", "do": ["yield"]})",
      R"({"sleep": "1ms"}, {"lock": "m"}, {"unlock": "m"})",
  };
  for (const std::string& body : bodies) {
    CAPTURE(body);
    const std::string text = R"({
      "shared": {"m": "mutex", "c": "condvar", "r": "rwlock", "o": "once", "x": {"atomic": 0},
        "y": {"atomic": 0}, "s": {"semaphore": 1}, "b": {"barrier": 30}, "h": {"channel": {}}},
      "threads": {
        "main": [{"spawn": "other", "times": 30, "as": "all"}, "yield", "yield", {"lock": "m"},
          {"store": "x", "value": 1}, {"notify_all": "c"}, {"unlock": "m"}, {"join": "all"}],
        "other": [)" + body + R"(]
      }
    })";
    CHECK_NOTHROW(check_executions(text, 20, ThreadKind::calls));
  }
}

// Picks what is not there, at the third step.
class Confused final : public Scheduler {
 public:
  bool begin() override { return true; }
  std::optional<std::size_t> pick(const Point& point) override {
    return point.step < 2 ? 0 : point.alternatives.size();
  }
  void end(const Execution&) override {}
};

TEST_CASE("a scheduler that picks what is not there is a broken assertion") {
  for (const ThreadKind threads : {ThreadKind::calls, ThreadKind::fibers}) {
    Loaded loaded(R"({"threads": {"main": ["yield", "yield", "yield"]}})");
    Settings settings = loaded.scenario.settings;
    settings.threads = threads;
    Simulation simulation(loaded.program, settings);
    Confused confused;
    CHECK_THROWS_AS(simulation.run(confused), BrokenAssertion);
  }
}

TEST_CASE("a broken assertion tells the place and the schedule so far") {
  Loaded loaded(R"({"threads": {"one": ["yield", "yield"], "two": ["yield"]}})");
  ExploreOptions options;
  options.settings = loaded.scenario.settings;
  options.program_hash = loaded.scenario.hash;
  Confused confused;
  try {
    explore(loaded.program, confused, options);
    FAIL("nothing was wrong");
  } catch (const BrokenAssertion& broken) {
    const std::string text = broken.what();
    CHECK(text.starts_with("sim/fiber/simulation.cpp:"));
    CHECK(text.find(": a scheduler picked no alternative\n  the schedule so far: heddle1:") !=
          std::string::npos);
    CHECK(text.ends_with(":unbounded:main*2"));
  }
}

}  // namespace
}  // namespace heddle
