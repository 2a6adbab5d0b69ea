// What is told of a bug or an outcome (text, threads, places, schedule, seed) is of one execution.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/paths.hpp"
#include "tests/tools/captured_run.hpp"
#include "tests/tools/followed_execution.hpp"
#include "tools/check_work.hpp"
#include "tools/exploration.hpp"
#include "tools/time_choice.hpp"

namespace heddle::tools {
namespace {

using testing::FollowedExecution;

constexpr std::string_view two_waiters = R"({
  "shared": {"m": "mutex", "cv": "condvar", "go": false},
  "main_exit": "join",
  "threads": {
    "main": [{"spawn": "taker"}, {"spawn": "taker"}, {"lock": "m"}, {"set": {"go": true}},
             {"notify_one": "cv"}, {"unlock": "m"}, "join_all"],
    "taker": [{"lock": "m"}, {"wait": "cv", "mutex": "m", "until": "go"}, {"unlock": "m"}]
  }
})";

// Everything that is told of one scenario, held against the executions that are told of.
class ToldOf {
 public:
  ToldOf(Subject& subject, const Exploration& exploration)
      : subject_(subject), settings_(exploration.settings), report_(exploration.report) {}

  void hold_against_schedules() {
    for (const Finding& bug : report_.bugs) {
      CAPTURE(bug.message);
      CAPTURE(bug.schedule);
      FollowedExecution again(subject_, settings_);
      CHECK(again.follow(bug.schedule));
      CHECK(again.shows(bug));
      if (is_of_the_end(bug)) {
        CHECK(again.simplicity() == bug.simplicity);
        if (bug.kind != "livelock") CHECK(is_schedule_of_its_outcome(bug));  // it comes to none
      }
    }
    for (const SeenOutcome& seen : report_.outcomes) {
      CAPTURE(seen.schedule);
      FollowedExecution again(subject_, settings_);
      CHECK(again.follow(seen.schedule));
      CHECK(again.shows(seen.outcome, subject_.program.observes_output()));
      CHECK(again.simplicity() == seen.simplicity);
    }
  }

  void hold_against_seeds() {
    for (const Finding& bug : report_.bugs) {
      CAPTURE(bug.message);
      const std::string schedule = schedule_of_seed(bug.draw);
      CHECK(schedule == bug.schedule);
    }
    for (const SeenOutcome& seen : report_.outcomes) {
      const std::string schedule = schedule_of_seed(seen.draw);
      CHECK(schedule == seen.schedule);
    }
  }

 private:
  static bool is_of_the_end(const Finding& bug) {
    return bug.kind != "data-race" && bug.kind != "guard";
  }

  // Where no other bug ends executions in the same way, so that their outcomes are its own.
  bool is_schedule_of_its_outcome(const Finding& bug) const {
    if (std::ranges::count(report_.bugs, bug.kind, &Finding::kind) > 1) return true;
    return std::ranges::any_of(report_.outcomes, [&bug](const SeenOutcome& seen) {
      return name(seen.outcome.status) == bug.kind && seen.schedule == bug.schedule;
    });
  }

  std::string schedule_of_seed(const std::optional<Draw>& draw) {
    REQUIRE(draw.has_value());
    REQUIRE(draw->seed.has_value());
    FollowedExecution again(subject_, settings_);
    again.draw(draw->scheduler, *draw->seed);
    return again.execution().schedule();
  }

  Subject& subject_;
  const Settings settings_;
  const Report& report_;
};

std::vector<std::string> all_scenarios() {
  return scenario_files({tests::source_folder() + "/scenarios"});
}

Exploration explored(Subject& subject, const ExplorationRequest& request,
                     TimeModel time = TimeModel::unbounded) {
  return explore_subject(subject, settings_of(subject.scenario, std::nullopt, time), request);
}

}  // namespace

TEST_CASE(
    "every bug and outcome of every scenario is what its schedule shows, under all strategies") {
  using namespace std::chrono_literals;
  for (const std::string& file : all_scenarios()) {
    CAPTURE(file);
    for (const Strategy& strategy : strategies()) {
      CAPTURE(strategy.name);
      for (const unsigned jobs : {1U, 2U}) {
        CAPTURE(jobs);
        Subject subject(file);
        ExplorationRequest request{.scheduler = std::string(strategy.name), .jobs = jobs};
        if (strategy.make == nullptr || (jobs > 1 && strategy.divides)) {
          request.budget = 20ms;  // a limit on executions would not divide it
        } else {
          request.executions = 300;
        }
        const Exploration exploration = explored(subject, request);
        ToldOf(subject, exploration).hold_against_schedules();
      }
    }
  }
}

TEST_CASE("every bug and outcome of every scenario is what its schedule shows, by default") {
  for (const std::string& file : all_scenarios()) {
    CAPTURE(file);
    Subject subject(file);
    const Exploration exploration = explored(subject, {.executions = 300});
    ToldOf(subject, exploration).hold_against_schedules();
  }
}

TEST_CASE("every seed that a report tells brings its execution back alone") {
  for (const std::string& file : all_scenarios()) {
    CAPTURE(file);
    for (const char* const scheduler :
         {"random", "pct", "pct:depth=5", "pct:depth=2,steps=30", "pos"}) {
      CAPTURE(scheduler);
      for (const unsigned jobs : {1U, 2U, 3U}) {
        CAPTURE(jobs);
        Subject subject(file);
        const Exploration exploration = explored(
            subject, {.scheduler = scheduler, .seed = 1000, .executions = 50, .jobs = jobs},
            jobs == 3 ? TimeModel::exact : TimeModel::unbounded);
        ToldOf(subject, exploration).hold_against_seeds();
      }
    }
  }
}

TEST_CASE("two waiters for one notification: the text names who stays behind in the schedule") {
  testing::TemporaryFolder folder;
  const std::string file = folder.write("two-waiters.json", two_waiters);
  for (const Strategy& strategy : strategies()) {
    CAPTURE(strategy.name);
    Subject subject(file);
    const Exploration exploration =
        explored(subject, {.scheduler = std::string(strategy.name), .seed = 3, .executions = 2000});
    ToldOf(subject, exploration).hold_against_schedules();
  }
}

TEST_CASE("what a bug is told of does not depend on the number of jobs") {
  testing::TemporaryFolder folder;
  const std::string file = folder.write("two-waiters.json", two_waiters);
  for (const Strategy& strategy : strategies()) {
    CAPTURE(strategy.name);
    std::optional<Report> one;
    for (const unsigned jobs : {1U, 2U, 3U}) {
      Subject subject(file);
      ExplorationRequest request{.scheduler = std::string(strategy.name), .jobs = jobs};
      if (!strategy.complete) request.executions = 500;
      const Report report = explored(subject, request).report;
      if (!one) one = report;
      REQUIRE(report.bugs.size() == one->bugs.size());
      for (std::size_t place = 0; place < report.bugs.size(); ++place) {
        CHECK(report.bugs[place].message == one->bugs[place].message);
        CHECK(report.bugs[place].schedule == one->bugs[place].schedule);
        CHECK(report.bugs[place].draw == one->bugs[place].draw);
        CHECK(report.bugs[place].executions == one->bugs[place].executions);
      }
      REQUIRE(report.outcomes.size() == one->outcomes.size());
      for (std::size_t place = 0; place < report.outcomes.size(); ++place) {
        CHECK(report.outcomes[place].schedule == one->outcomes[place].schedule);
      }
    }
  }
}

}  // namespace heddle::tools
