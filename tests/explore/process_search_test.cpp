// Parts of a search in child processes: they show what one thread shows, and a process that dies
// takes nothing of that with it.

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/dpor/dpor.hpp"
#include "sim/explore/parallel_search.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/comparable_report.hpp"
#include "tests/explore/scenario_exploration.hpp"
#include "tests/fiber/lambda_program.hpp"

namespace heddle {
namespace {

using tests::LambdaProgram;
using tests::Loaded;

constexpr std::uint64_t scenarios_for_each_profile = HEDDLE_LONG_TESTS ? 8 : 2;
constexpr std::uint64_t most_executions = 20'000;

PartWords words_of(const std::string& spec) {
  const Strategy& strategy = find_strategy(spec);
  return {.save = strategy.save,
          .restore = [&strategy,
                      values = parameter_values(spec)](std::span<const std::uint64_t> words) {
            return strategy.restore(values, 0, words);
          }};
}

std::unique_ptr<Scheduler> scheduler_for(const std::string& spec) {
  return spec == "dpor" ? make_generous_dpor() : make_scheduler(spec, 0);
}

Report in_processes(const MakeProgram& make_program, const std::string& spec,
                    const ExploreOptions& options, unsigned jobs) {
  std::vector<SearchPart> parts;
  parts.push_back({.scheduler = scheduler_for(spec), .executions_left = {}});
  const PartWords words = words_of(spec);
  return search_in_parallel(make_program, std::move(parts), options,
                            {.jobs = jobs, .splits = true, .processes = &words});
}

std::string in_processes(Loaded& loaded, const std::string& spec, const ExploreOptions& options,
                         unsigned jobs) {
  const auto make = [&loaded] { return std::make_unique<ScenarioProgram>(loaded.scenario); };
  return tests::comparable(in_processes(make, spec, options, jobs), loaded.program.texts());
}

void compare(const std::string& text, const std::string& spec, bool fail_fast) {
  CAPTURE(spec);
  CAPTURE(fail_fast);
  Loaded loaded(text);
  ExploreOptions options = loaded.options(spec);
  options.stop_at_first_bug = fail_fast;
  options.execution_limit = most_executions;
  const Report one = explore(loaded.program, *make_scheduler(spec, 0), options);
  if (one.ended == Ended::executions) return;
  const std::string expected = tests::comparable(one, loaded.program.texts());
  for (const unsigned jobs : {1U, 3U}) {
    CAPTURE(jobs);
    // With texts of its own, of which the processes do not tell the same ones first.
    Loaded again(text);
    CHECK(in_processes(again, spec, options, jobs) == expected);
  }
}

// A number that this process and its children share.
class SharedNumber {
 public:
  SharedNumber()
      : place_(mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    REQUIRE(place_ != MAP_FAILED);
    new (place_) std::atomic<int>(0);
  }
  ~SharedNumber() { munmap(place_, sizeof(std::atomic<int>)); }
  SharedNumber(const SharedNumber&) = delete;
  SharedNumber& operator=(const SharedNumber&) = delete;
  std::atomic<int>& operator*() const { return *static_cast<std::atomic<int>*>(place_); }

 private:
  void* place_;
};

// Three threads that add to a number, one after another: 1,680 orders. In a child process, the
// first `deaths` executions that are the `from`-th or a later one, of all processes together, kill
// the process that they are in.
class MortalProgram {
 public:
  MortalProgram(int from, int deaths) : from_(from), deaths_(deaths) {}

  std::unique_ptr<Program> make() {
    auto program = std::make_unique<LambdaProgram>(texts_);
    const ObjectId number = program->atomic(0);
    program->body("main", [this](LambdaProgram& self, Port& port) {
      std::vector<Value> threads;
      for (int count = 0; count < 3; ++count) threads.push_back(self.spawn(port, 1));
      for (const Value& thread : threads) LambdaProgram::join(port, thread);
      self.print(port, "over");
      die_perhaps();
    });
    program->body("adder", [number](LambdaProgram&, Port& port) {
      for (int time = 0; time < 2; ++time) LambdaProgram::fetch_add(port, number, 1);
    });
    return program;
  }
  Texts& texts() { return texts_; }

 private:
  void die_perhaps() {
    if (getpid() == parent_) return;
    if ((*executions_).fetch_add(1) < from_) return;
    if ((*died_).fetch_add(1) < deaths_) std::raise(SIGKILL);
  }

  const pid_t parent_ = getpid();
  const int from_;
  const int deaths_;
  SharedNumber executions_;
  SharedNumber died_;
  Texts texts_;
};

ExploreOptions options_for(const std::string& spec) {
  ExploreOptions options;
  options.strategy_is_complete = true;
  options.unit = find_strategy(spec).unit;
  options.bound_noun = find_strategy(spec).bound_noun;
  return options;
}

constexpr const char* specs[] = {"exhaustive", "preemptions:bound=2", "delays:bound=3", "dpor"};

}  // namespace

TEST_CASE("a search in processes shows what one thread shows") {
  for (const differential::Profile profile : differential::all_profiles) {
    for (std::uint64_t seed = 0; seed < scenarios_for_each_profile; ++seed) {
      CAPTURE(differential::name(profile));
      CAPTURE(seed);
      const std::string text = differential::generate_scenario(seed, profile);
      for (const char* const spec : specs) {
        compare(text, spec, false);
        compare(text, spec, true);
      }
    }
  }
}

TEST_CASE("outcomes that are only counted are the same ones in whatever process they were met") {
  // Each thread prints what it has read: texts that are made in the processes.
  const std::string text = R"({"shared": {"x": {"atomic": 0}}, "observe": ["output"], "threads": {
    "main": [{"spawn": "a", "times": 3, "args": ["index"], "as": "h"}, {"join": "h"}],
    "a": {"params": ["i"], "body": [{"fetch_add": "x", "value": 1, "into": "v"},
                                     {"print": "thread {i} has read {v}"}]}}})";
  for (const std::string spec : {"exhaustive", "dpor"}) {
    CAPTURE(spec);
    Loaded loaded(text);
    ExploreOptions options = loaded.options(spec);
    options.outcome_limit = 3;
    const Report one = explore(loaded.program, *make_scheduler(spec, 0), options);
    CHECK(one.counted_outcomes.size() > 10);
    Loaded again(text);
    const auto make = [&again] { return std::make_unique<ScenarioProgram>(again.scenario); };
    const Report divided = in_processes(make, spec, options, 3);
    CHECK(divided.counted_outcomes == one.counted_outcomes);
    CHECK(tests::comparable(divided, again.program.texts()) ==
          tests::comparable(one, loaded.program.texts()));
  }
}

TEST_CASE("where processes are killed, others run their parts, and the result is the same") {
  for (const std::string spec : specs) {
    CAPTURE(spec);
    MortalProgram immortal(0, 0);
    const std::string expected = [&] {
      const auto program = immortal.make();
      return tests::comparable(explore(*program, *make_scheduler(spec, 0), options_for(spec)),
                               immortal.texts());
    }();
    for (const int from : {0, 1, 20, 60}) {
      CAPTURE(from);
      MortalProgram mortal(from, 2);
      const Report report =
          in_processes([&mortal] { return mortal.make(); }, spec, options_for(spec), 3);
      CHECK(tests::comparable(report, mortal.texts()) == expected);
    }
  }
}

TEST_CASE("where all processes are killed, the search fails, and proves nothing") {
  for (const std::string spec : specs) {
    CAPTURE(spec);
    for (const unsigned jobs : {1U, 3U}) {
      MortalProgram mortal(5, 1'000);
      CHECK_THROWS_WITH_AS(
          in_processes([&mortal] { return mortal.make(); }, spec, options_for(spec), jobs),
          "every process that took part in the search was ended by somebody else, or crashed",
          std::runtime_error);
    }
  }
}

TEST_CASE("no process is left over when a search has ended") {
  MortalProgram mortal(20, 1);
  in_processes([&mortal] { return mortal.make(); }, "exhaustive", options_for("exhaustive"), 3);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
}

TEST_CASE("budgets and whoever asks to stop end a search in processes") {
  Loaded loaded(R"({"shared": {"x": {"atomic": 0}}, "threads": {
    "a": [{"repeat": 9, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}],
    "b": [{"repeat": 9, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}],
    "c": [{"repeat": 9, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}]}})");
  const auto make = [&loaded] { return std::make_unique<ScenarioProgram>(loaded.scenario); };
  for (const std::string spec : {"exhaustive", "dpor"}) {
    ExploreOptions options = loaded.options(spec);
    options.time_limit = std::chrono::milliseconds(200);
    const Report timed = in_processes(make, spec, options, 2);
    CHECK(timed.ended == Ended::time);
    CHECK_FALSE(timed.complete);
    CHECK(timed.executions > 0);
    CHECK(timed.seconds < 5);
    REQUIRE(timed.estimate);
    CHECK(timed.estimate->part < 1);

    const std::atomic<bool> stop{true};
    options.time_limit.reset();
    options.stop = &stop;
    const Report stopped = in_processes(make, spec, options, 2);
    CHECK(stopped.ended == Ended::interrupted);
    CHECK_FALSE(stopped.complete);
  }
}

TEST_CASE("the memory of a search in processes is that of all of them together") {
  Loaded loaded = Loaded::file("scenarios/counts/lastzero-15.json");
  const auto make = [&loaded] { return std::make_unique<ScenarioProgram>(loaded.scenario); };
  ExploreOptions options = loaded.options("dpor");
  options.memory_limit = 1;
  const Report report = in_processes(make, "dpor", options, 2);
  CHECK(report.ended == Ended::memory);
  CHECK_FALSE(report.complete);
}

TEST_CASE("what a program does wrong in a process is what the search fails with") {
  Texts texts;
  int times = 0;
  const auto make = [&]() -> std::unique_ptr<Program> {
    auto program = std::make_unique<LambdaProgram>(texts);
    const ObjectId cell = program->atomic(0);
    program->body("main", [&times, cell](LambdaProgram&, Port& port) {
      if (++times > 1) throw std::runtime_error("as it must");
      LambdaProgram::fetch_add(port, cell, 1);
    });
    return program;
  };
  times = 1;
  CHECK_THROWS_WITH(in_processes(make, "exhaustive", options_for("exhaustive"), 2), "as it must");
}

}  // namespace heddle
