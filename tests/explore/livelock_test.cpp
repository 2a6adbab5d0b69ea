// Livelocks: their schedules say where the cycle begins, and a replay verifies it.

#include <doctest/doctest.h>

#include <string>

#include "scheduler/generator.hpp"
#include "sim/explore/single_execution.hpp"
#include "sim/search/follow_schedule.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

// Follows the schedule of a livelock and compares what it shows with the livelock.
void check_replay(Loaded& loaded, const Finding& livelock) {
  CAPTURE(livelock.schedule);
  const Schedule schedule = parse_schedule(livelock.schedule);
  REQUIRE(schedule.cycle_begin);
  Settings settings = loaded.scenario.settings;
  settings.step_limit = SIZE_MAX;
  SingleExecution execution(loaded.program, settings, loaded.scenario.hash,
                            loaded.scenario.races_are_errors);
  follow_schedule(execution, schedule, loaded.program.texts());
  CHECK(execution.objection() == "");
  CHECK(execution.cycle_begin().has_value());
  CHECK(execution.schedule() == livelock.schedule);
  const auto same = std::ranges::find(execution.bugs(), "livelock", &Finding::kind);
  REQUIRE(same != execution.bugs().end());
  CHECK(same->message == livelock.message);
  CHECK(same->threads == livelock.threads);
  CHECK(same->at == livelock.at);
}

// Threads that spin on, set and clear two flags, and now and then take a lock or wait a while.
std::string generated(std::uint64_t seed) {
  Generator generator(seed);
  const auto below = [&](std::uint64_t limit) { return generator.next() % limit; };
  const auto flag = [&] { return std::string(below(2) == 0 ? "a" : "b"); };
  const auto statement = [&]() -> std::string {
    switch (below(5)) {
      case 0:
        return R"("yield")";
      case 1:
        return R"({"sleep": "1ms"})";
      case 2:
        return R"({"with": "m", "do": [{"load": ")" + flag() + R"(", "into": "seen"}]})";
      default:
        return R"({"store": ")" + flag() + R"(", "value": )" + (below(2) == 0 ? "true" : "false") +
               "}";
    }
  };
  const auto body = [&] {
    std::string text = "[" + statement();
    text += R"(, {"while": ")" + std::string(below(2) == 0 ? "" : "!") + flag() + R"(", "do": [)" +
            statement() + ", " + statement() + "]}";
    return text + ", " + statement() + "]";
  };
  return R"({"shared": {"a": {"atomic": false}, "b": {"atomic": false}, "m": "mutex"}, "threads": {"one": )" +
         body() + R"(, "two": )" + body() + "}}";
}

}  // namespace

TEST_CASE("the schedule of every livelock of the scenarios brings it back") {
  for (const char* const file : {"scenarios/bugs/polite-back-off.json"}) {
    Loaded loaded = Loaded::file(file);
    const Report report = loaded.explore("stateful");
    std::size_t livelocks = 0;
    for (const Finding& bug : report.bugs) {
      if (bug.kind != "livelock") continue;
      ++livelocks;
      check_replay(loaded, bug);
    }
    CHECK(livelocks > 0);
  }
}

TEST_CASE("the schedule of every livelock of a random program brings it back, whatever the time") {
  std::size_t livelocks = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const std::string text = generated(seed);
    CAPTURE(text);
    for (const TimeModel time : {TimeModel::unbounded, TimeModel::exact}) {
      Loaded loaded(text);
      loaded.scenario.settings.time = time;
      const Report report = loaded.explore("stateful");
      for (const Finding& bug : report.bugs) {
        CHECK(bug.executions <= report.executions);
        if (bug.kind != "livelock") continue;
        ++livelocks;
        check_replay(loaded, bug);
      }
    }
  }
  CHECK(livelocks > 100);
}

TEST_CASE("livelocks of threads of the same body are one bug") {
  Loaded loaded(R"({"shared": {"stop": {"atomic": false}}, "threads": {
    "main": [{"spawn": "spinner", "times": 3}, "join_all"],
    "spinner": [{"choose": "go", "from": [true, false]}, {"if": "go", "then": [{"await": "stop"}]},
                {"while": "!stop", "do": ["yield"]}]}})");
  const Report report = loaded.explore("stateful");
  std::size_t livelocks = 0;
  for (const Finding& bug : report.bugs) livelocks += bug.kind == "livelock" ? 1 : 0;
  CHECK(livelocks == 1);
}

}  // namespace heddle
