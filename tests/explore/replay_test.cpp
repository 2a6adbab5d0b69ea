// A schedule, and a seed with its scheduler, bring the same execution back: trace and outcome.

#include "scheduler/replay.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "sim/fiber/simulation.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

class Names final : public ThreadNames {
 public:
  explicit Names(const Simulation& simulation, const Texts& texts)
      : simulation_(simulation), texts_(texts) {}
  std::string_view thread_name(ThreadId thread) const override {
    name_ = simulation_.world().thread_name(thread, texts_);
    return name_;
  }

 private:
  const Simulation& simulation_;
  const Texts& texts_;
  mutable std::string name_;
};

std::vector<Event> copy(std::span<const Event> events) { return {events.begin(), events.end()}; }

bool same_trace(std::span<const Event> one, std::span<const Event> other) {
  return std::ranges::equal(one, other, [](const Event& a, const Event& b) {
    return a.thread == b.thread && a.object == b.object && a.mutex == b.mutex && a.site == b.site &&
           a.kind == b.kind && a.phase == b.phase && a.way == b.way && a.order == b.order &&
           a.detail == b.detail && a.value == b.value && a.written == b.written;
  });
}

TEST_CASE("the schedule of any random execution brings back its trace and its status") {
  for (const differential::Profile profile : differential::all_profiles) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const std::string text = differential::generate_scenario(seed, profile);
      CAPTURE(text);
      Loaded loaded(text);
      Simulation simulation(loaded.program, loaded.scenario.settings);
      const auto random = make_scheduler("random", seed);
      REQUIRE(random->begin());
      const Status status = simulation.run(*random).status();
      const std::vector<Event> trace = copy(simulation.world().events());
      const std::string time = time_text(loaded.scenario.settings);
      ScheduleWriter writer(loaded.program.texts(), 1, time);
      const std::string written = writer.text_of(simulation.world());
      const Schedule schedule = parse_schedule(written);
      const Names names(simulation, loaded.program.texts());
      Replay replay(schedule.steps, names);
      REQUIRE(replay.begin());
      const Execution& again = simulation.run(replay);
      REQUIRE(!replay.divergence());
      REQUIRE(!replay.ended_early());
      CHECK(again.status() == status);
      CHECK(same_trace(trace, again.events));
    }
  }
}

TEST_CASE("one writer names the threads of executions that create them in different orders") {
  Loaded loaded(R"({"threads": {
    "main": [{"spawn": "a"}, {"spawn": "b"}, "join_all"],
    "a": [{"spawn": "child"}, {"spawn": "child"}, "join_all"],
    "b": [{"spawn": "child"}, "join_all"],
    "child": ["yield"]}})");
  Simulation simulation(loaded.program, loaded.scenario.settings);
  ScheduleWriter writer(loaded.program.texts(), 1, "unbounded");
  const auto random = make_scheduler("random", 1);
  std::set<std::string> third_threads;
  for (int execution = 0; execution < 50; ++execution) {
    REQUIRE(random->begin());
    REQUIRE(simulation.run(*random).status() == Status::completed);
    const World& world = simulation.world();
    ScheduleWriter other(loaded.program.texts(), 1, "unbounded");
    CHECK(writer.text_of(world) == other.text_of(world));
    third_threads.insert(world.thread_name(ThreadId{3}, loaded.program.texts()));
  }
  CHECK(third_threads.size() > 2);
}

TEST_CASE("a schedule of 100,000 steps replays") {
  Loaded loaded(R"({"shared": {"x": {"atomic": 0}}, "limits": {"steps": 200000}, "threads": {
    "a": [{"repeat": 50000, "do": [{"fetch_add": "x", "value": 1}]}],
    "b": [{"repeat": 50000, "do": [{"fetch_add": "x", "value": 1}]}]}})");
  Simulation simulation(loaded.program, loaded.scenario.settings);
  const auto random = make_scheduler("random", 1);
  REQUIRE(random->begin());
  REQUIRE(simulation.run(*random).status() == Status::completed);
  const std::vector<Event> trace = copy(simulation.world().events());
  CHECK(trace.size() > 100000);
  ScheduleWriter writer(loaded.program.texts(), 1, "unbounded");
  const std::string text = writer.text_of(simulation.world());
  const Schedule schedule = parse_schedule(text);
  const Names names(simulation, loaded.program.texts());
  Replay replay(schedule.steps, names);
  REQUIRE(replay.begin());
  const Execution& again = simulation.run(replay);
  CHECK(again.status() == Status::completed);
  CHECK(same_trace(trace, again.events));
}

TEST_CASE("execution number i of a seed is execution number 0 of that seed plus i") {
  Loaded loaded = Loaded::file("scenarios/bench/w1.json");
  Simulation simulation(loaded.program, loaded.scenario.settings);
  for (const std::string_view strategy : {"random", "pct"}) {
    const auto later = make_scheduler(strategy, 10);
    for (std::uint64_t execution = 0; execution < 5; ++execution) {
      REQUIRE(later->begin());
      const std::vector<Event> trace = copy(simulation.run(*later).events);
      const auto first = make_scheduler(strategy, 10 + execution);
      REQUIRE(first->begin());
      CHECK(same_trace(trace, simulation.run(*first).events));
    }
  }
}

}  // namespace
}  // namespace heddle
