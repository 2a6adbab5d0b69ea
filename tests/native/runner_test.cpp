// What the runner does with whole runs: counting, killing, deadlocks, crashes, limits.

#include "sim/native/runner.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/native/small_program.hpp"

namespace heddle::native {
namespace {

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

bool has_children() { return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

}  // namespace

TEST_CASE("each native run is a process of its own, and none is left behind") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  program.add_body([x](Actor& actor) {
    const Value handle = actor.spawn(1, "worker");
    actor.write(x, 1);
    actor.join(handle);
    actor.print("done");
  });
  program.add_body([](Actor&) {});
  const RunnerReport report = run_often(program, many(300));
  const RunResult result = only_outcome(report);
  CHECK(result.status == Status::completed);
  CHECK(result.values == std::vector<Value>{Value::of(std::int64_t{1})});
  CHECK(lines_of(program, result) == std::vector<std::string>{"done"});
  CHECK(report.runs == many(300));
  CHECK(report.outcomes[0].runs == many(300));
  CHECK_FALSE(has_children());
}

TEST_CASE("the counts of native outcomes sum up to the number of runs") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  program.add_body([x](Actor& actor) {
    actor.write(x, actor.act(OperationKind::choose, no_object, Value::of(std::int64_t{3})).bits);
  });
  const RunnerReport report = run_often(program, 200);
  CHECK(report.outcomes.size() == 3);
  std::uint64_t sum = 0;
  for (const CountedOutcome& outcome : report.outcomes) sum += outcome.runs;
  CHECK(sum == 200);
  CHECK(report.outcomes[0].runs >= report.outcomes[1].runs);
}

TEST_CASE("the end of main kills a native thread that sleeps long") {
  SmallProgram program;
  program.add_body([](Actor& actor) {
    actor.spawn(1, "sleeper");
    actor.print("main");
  });
  program.add_body([](Actor& actor) {
    actor.sleep_ms(60'000);
    actor.print("never");
  });
  const auto begin = std::chrono::steady_clock::now();
  const RunnerReport report = run_often(program, 20);
  const RunResult result = only_outcome(report);
  CHECK(result.status == Status::completed);
  CHECK(lines_of(program, result) == std::vector<std::string>{"main"});
  CHECK(seconds_since(begin) < 60);  // no run waited for the sleeper, however slow the machine
  REQUIRE(report.killed.size() == 1);
  CHECK(report.killed[0].name == "sleeper");
  CHECK(report.killed[0].runs == 20);
}

TEST_CASE("with main_exit join the native run goes on until the last thread has ended") {
  SmallProgram program;
  const ObjectId printed = program.add(ObjectKind::semaphore);
  program.add_body([printed](Actor& actor) {
    actor.spawn(1, "late");
    actor.print("main");
    actor.act(OperationKind::release, printed, Value::of(std::int64_t{1}));
  });
  program.add_body([printed](Actor& actor) {
    actor.act(OperationKind::acquire, printed);
    actor.sleep_ms(5);
    actor.print("late");
  });
  const RunnerReport report = run_often(program, 20, MainExit::join);
  CHECK(lines_of(program, only_outcome(report)) == std::vector<std::string>{"main", "late"});
  CHECK(report.killed.empty());
}

TEST_CASE("a crash of a native run is one result among the others") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  program.add_body([x](Actor& actor) {
    actor.write(x, 7);
    actor.print("before");
    const Value choice = actor.act(OperationKind::choose, no_object, Value::of(std::int64_t{2}));
    if (choice.bits == 0) std::abort();
    actor.print("after");
  });
  const RunnerReport report = run_often(program, 100);
  CHECK(report.runs == 100);
  REQUIRE(report.outcomes.size() == 2);
  for (const CountedOutcome& outcome : report.outcomes) {
    CHECK(outcome.runs > 10);
    CHECK(outcome.example.values == std::vector<Value>{Value::of(std::int64_t{7})});
    CHECK(lines_of(program, outcome.example)[0] == "before");
  }
  REQUIRE(report.bugs.size() == 1);
  CHECK(report.bugs[0].status == Status::crash);
  CHECK(contains(report.bugs[0].message, "signal 6"));
}

TEST_CASE("an exception that leaves a native thread is a crash with its message") {
  SmallProgram program;
  program.add_body([](Actor&) { throw std::runtime_error("out of thread"); });
  const RunResult result = only_outcome(run_often(program, 3));
  CHECK(result.status == Status::crash);
  CHECK(contains(result.message, "out of thread"));
  CHECK(result.thread == "main");
}

TEST_CASE("a native run over its limit on steps is truncated and still has an outcome") {
  SmallProgram program;
  const ObjectId x = program.add_atomic(0);
  program.add_body([x](Actor& actor) {
    while (true) actor.store(x, 1);
  });
  const RunnerReport report = run_often(program, 2);
  const RunResult result = only_outcome(report);
  CHECK(result.status == Status::truncated);
  CHECK(result.cut_off == CutOff::steps);
  CHECK(result.values == std::vector<Value>{Value::of(std::int64_t{1})});
  CHECK(report.cut_off[static_cast<std::size_t>(CutOff::steps)] == 2);
}

TEST_CASE("the limit on steps does not stop what real threads do within a second") {
  SmallProgram program;
  const ObjectId x = program.add_atomic(0);
  program.add_body([x](Actor& actor) {
    for (std::int64_t number = 1; number <= 50'000; ++number) actor.store(x, number);
  });
  RunnerOptions options;
  options.runs = 2;
  options.settings.step_limit = 100;
  const RunResult result = only_outcome(run_natively(program, options));
  CHECK(result.status == Status::completed);
  CHECK(result.values == std::vector<Value>{Value::of(std::int64_t{50'000})});
}

TEST_CASE("a native run over its time is truncated") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  program.add_body([x](Actor& actor) {
    actor.write(x, 1);
    actor.sleep_ms(60'000);
  });
  RunnerOptions options;
  options.runs = 2;
  options.jobs = 2;
  options.run_timeout = std::chrono::seconds(2);
  const RunResult result = only_outcome(run_natively(program, options));
  CHECK(result.status == Status::truncated);
  CHECK(result.message == "still running after 2 s");
  CHECK(result.cut_off == CutOff::time);
  CHECK(result.values == std::vector<Value>{Value::of(std::int64_t{1})});
  CHECK_FALSE(has_children());
}

TEST_CASE("a native run can be stopped from outside, and leaves no process behind") {
  struct Stopper final : RunObserver {
    std::atomic<bool> stop{false};
    void ran(const RunResult&, std::uint64_t finished) override { stop = finished >= 5; }
  };
  SmallProgram program;
  program.add_body([](Actor& actor) { actor.sleep_ms(1); });
  Stopper stopper;
  RunnerOptions options;
  options.runs = 1'000'000;
  options.jobs = 3;
  options.stop = &stopper.stop;
  options.observer = &stopper;
  const RunnerReport report = run_natively(program, options);
  CHECK_FALSE(report.complete);
  CHECK(report.runs >= 5);
  CHECK(report.runs < 20);
  CHECK_FALSE(has_children());
}

TEST_CASE("the processes of native runs die with the process that started them") {
  std::array<int, 2> pipe_ends{};
  REQUIRE(pipe(pipe_ends.data()) == 0);
  SmallProgram program;
  program.add_body([&pipe_ends](Actor& actor) {
    if (write(pipe_ends[1], "x", 1) == 1) actor.sleep_ms(60'000);
  });
  std::fflush(nullptr);
  const pid_t starter = fork();
  if (starter == 0) {
    run_often(program, 1);
    _exit(0);
  }
  close(pipe_ends[1]);
  char byte = 0;
  REQUIRE(read(pipe_ends[0], &byte, 1) == 1);  // the run is under way
  kill(starter, SIGKILL);
  waitpid(starter, nullptr, 0);
  // The end of file comes once nobody has the other end, and so the run's process is gone.
  pollfd polled{pipe_ends[0], POLLIN, 0};
  CHECK(poll(&polled, 1, 10'000) == 1);
  CHECK(read(pipe_ends[0], &byte, 1) == 0);
  close(pipe_ends[0]);
}

TEST_CASE("native runs stop at the first bug where asked to") {
  SmallProgram program;
  program.add_body([](Actor& actor) { actor.fail(Status::panic, "on purpose"); });
  RunnerOptions options;
  options.stop_at_first_bug = true;
  const RunnerReport report = run_natively(program, options);
  CHECK(report.runs == 1);
  REQUIRE(report.bugs.size() == 1);
  CHECK(report.bugs[0].message == "on purpose");
}

TEST_CASE("native output beyond the bound is cut off, and the result says so") {
  SmallProgram program;
  const std::string line(100'000, 'x');
  program.add_body([line](Actor& actor) {
    for (int i = 0; i < 20; ++i) actor.print(line);
  });
  const RunResult result = only_outcome(run_often(program, 1));
  CHECK(result.output_overflowed);
  CHECK(result.output.size() == 10);
}

TEST_CASE("invariants and finally are checked on the memory that a native run leaves") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  program.add_body([x](Actor& actor) { actor.write(x, 2); });
  SUBCASE("a finally that does not hold") {
    program.add_finally([x](const Memory& memory) { return memory.read(x).bits == 1; });
    CHECK(only_outcome(run_often(program, 2)).status == Status::finally);
  }
  SUBCASE("an invariant that does not hold") {
    program.add_invariant([x](const Memory& memory) { return memory.read(x).bits == 0; });
    CHECK(only_outcome(run_often(program, 2)).status == Status::invariant);
  }
  SUBCASE("both hold") {
    program.add_invariant([x](const Memory& memory) { return memory.read(x).bits != 1; });
    program.add_finally([x](const Memory& memory) { return memory.read(x).bits == 2; });
    CHECK(only_outcome(run_often(program, 2)).status == Status::completed);
  }
}

TEST_CASE("native threads have names that do not depend on the schedule") {
  SmallProgram program;
  program.add_body([](Actor& actor) {
    actor.join(actor.spawn(2, "worker"));
    actor.join(actor.spawn(1, "worker"));
  });
  program.add_body([](Actor& actor) { actor.join(actor.spawn(3, "helper")); });
  program.add_body([](Actor&) {});
  program.add_body([](Actor& actor) { actor.fail(Status::panic, "here"); });
  CHECK(only_outcome(run_often(program, 3)).thread == "worker.2/helper");
}

TEST_CASE("texts that a native run makes are the texts of the program in the parent") {
  SmallProgram program;
  const ObjectId cell = program.add_cell(ObjectKind::plain, Value::of(program.texts().intern("")));
  program.add_body([&program, cell](Actor& actor) {
    actor.act(OperationKind::write, cell, Value::of(program.texts().intern("made in the run")));
  });
  const RunResult result = only_outcome(run_often(program, 2));
  CHECK(program.texts()[result.values[0].text()] == "made in the run");
}

TEST_CASE("a run that takes more memory than it may is cut off, and is no crash") {
  SmallProgram program;
  program.add_body([](Actor&) {
    std::vector<std::string> taken;
    for (;;) taken.emplace_back(1U << 20U, 'x');
  });
  RunnerOptions options;
  options.runs = 2;
  options.run_memory = std::size_t{64} << 20U;
  const RunnerReport report = run_natively(program, options);
  CHECK(report.cut_off[static_cast<std::size_t>(CutOff::memory)] == 2);
  CHECK(report.bugs.empty());
  CHECK(only_outcome(report).status == Status::truncated);
}

TEST_CASE("a run for which the system has no memory is cut off, and is no crash") {
  SmallProgram program;
  program.add_body([](Actor&) { throw std::bad_alloc(); });
  const RunnerReport report = run_often(program, 2);
  CHECK(report.cut_off[static_cast<std::size_t>(CutOff::memory)] == 2);
  CHECK(report.bugs.empty());
}

TEST_CASE("where the system allows few processes, few runs go on at a time and none is lost") {
  SmallProgram program;
  program.add_body([](Actor& actor) { actor.sleep_ms(1); });
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const int used = dup(0);
  REQUIRE(used >= 0);
  close(used);
  RunnerOptions options;
  options.runs = 60;
  options.jobs = 30;
  for (const int more : {10, 2, 1, 0}) {
    CAPTURE(more);
    const rlimit few{static_cast<rlim_t>(used + more), before.rlim_max};
    REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
    const RunnerReport report = run_natively(program, options);
    REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
    // A run needs two descriptors for a moment.
    CHECK(report.runs == (more >= 2 ? 60 : 0));
    CHECK(report.complete == (more >= 2));
    CHECK(report.refused.empty() == (more >= 2));
  }
}

}  // namespace heddle::native
