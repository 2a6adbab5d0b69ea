// A command keeps a bounded amount, and so does one execution: of memory, of output, of time.
// Whatever ends a search, it hands over its findings.

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/explore/memory_gauge.hpp"
#include "tests/paths.hpp"
#include "tests/tools/captured_run.hpp"
#include "tools/errors.hpp"
#include "tools/size.hpp"

namespace heddle::tools {

using nlohmann::json;
using testing::CapturedRun;
using testing::run_heddle;
using testing::TemporaryFolder;

namespace {

// 64 outcomes, and each execution fails.
constexpr std::string_view many_outcomes = R"({
  "shared": {"i": 0},
  "threads": {
    "a": [{"repeat": 3, "do": [{"choose": "c", "from": [0, 1, 2, 3]}, {"set": {"i": "i * 4 + c"}}]},
          {"assert": false}]
  }
})";

// 16 million outcomes, of 100,000 values each; each execution fails.
constexpr std::string_view large_outcomes = R"({
  "shared": {"x": {"array": 99999, "value": 0}, "i": 0},
  "threads": {
    "a": [{"repeat": 12, "do": [{"choose": "c", "from": [0, 1, 2, 3]}, {"set": {"x[c]": "c"}},
                                {"set": {"i": "i * 4 + c"}}]},
          {"assert": false}]
  }
})";

constexpr std::string_view endless_atomically = R"({
  "shared": {"x": 0},
  "threads": {"main": [{"atomically": [{"loop": [{"set": {"x": "1 - x"}}]}]}]}
})";

// Eight million steps in each execution.
constexpr std::string_view long_executions = R"({
  "shared": {"x": 0},
  "limits": {"steps": 9000000},
  "threads": {
    "one": [{"repeat": 2000000, "do": [{"set": {"x": "x + 1"}}]}],
    "two": [{"repeat": 2000000, "do": [{"set": {"x": "x + 1"}}]}]
  }
})";

// Each state takes long, as there is much knowledge of races in it.
constexpr std::string_view large_states = R"({
  "shared": {"a": {"array": 1000, "value": 0}},
  "observe": [],
  "limits": {"steps": 1000000},
  "threads": {
    "main": [{"spawn": "w", "times": 256, "args": ["index"], "as": "h"}, {"join": "h"}],
    "w": {"params": ["i"], "body": [{"repeat": 5, "do": [{"set": {"a[i]": "a[i] + 1"}}]}]}
  }
})";

// Some 10^8 states, and as many outcomes.
constexpr std::string_view many_states = R"({
  "shared": {"x": {"atomic": 0}},
  "threads": {
    "main": [{"spawn": "w", "times": 8, "args": ["index"], "as": "h"}, {"join": "h"}],
    "w": {"params": ["i"], "body": [{"repeat": 9, "do": [
            {"load": "x", "into": "v"}, {"store": "x", "value": "(v * 3 + i) % 1000003"}]}]}
  }
})";

const std::vector<std::string> all_schedulers{"auto",     "dpor",   "exhaustive", "preemptions",
                                              "stateful", "random", "pct",        "round-robin"};

std::vector<std::string> explore(const std::string& file, std::vector<std::string> more) {
  std::vector<std::string> arguments{"explore", file, "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

struct ProgramRun {
  int exit_code = 0;
  std::string out;
};

// The program in a process of its own, after a command of the shell.
ProgramRun run_program_after(const std::string& shell_command, const std::string& arguments) {
  const std::string line =
      shell_command + "; '" + heddle::tests::program_file() + "' " + arguments + " 2>&1";
  ProgramRun run;
  std::FILE* const pipe = popen(line.c_str(), "r");
  REQUIRE(pipe != nullptr);
  char bytes[4096];
  while (const std::size_t count = std::fread(bytes, 1, sizeof(bytes), pipe)) {
    run.out.append(bytes, count);
  }
  const int status = pclose(pipe);
  run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return run;
}

double seconds_of(const std::vector<std::string>& arguments, int& exit_code) {
  const auto begin = std::chrono::steady_clock::now();
  exit_code = run_heddle(arguments).exit_code;
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("sizes are whole numbers with a unit") {
  CHECK(parse_size("1M") == std::size_t{1} << 20U);
  CHECK(parse_size("500MB") == std::size_t{500} << 20U);
  CHECK(parse_size("2048K") == std::size_t{2} << 20U);
  CHECK(parse_size("4GiB") == std::size_t{4} << 30U);
  for (const char* const text : {"", "5", "M", "-1M", "1.5G", "4Gb", "4 G", "1K", "0G", "4GiBs",
                                 "99999999999999999999G", "18446744073709551615K"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_size(text), UsageError);
  }
}

TEST_CASE("outcomes beyond --outcomes are counted only, whatever the number of jobs") {
  const TemporaryFolder folder;
  const std::string file = folder.write("many.json", many_outcomes);
  const json all = json::parse(run_heddle(explore(file, {})).out);
  CHECK(all["outcomes"].size() == 64);
  CHECK(all["distinct_outcomes"] == 64);
  CHECK(all["outcomes_not_listed"] == 0);
  for (const char* const scheduler : {"dpor", "exhaustive", "stateful"}) {
    for (const char* const jobs : {"1", "2"}) {
      CAPTURE(scheduler);
      CAPTURE(jobs);
      const std::vector<std::string> options{"--outcomes", "10",     "--scheduler",
                                             scheduler,    "--jobs", jobs};
      const CapturedRun run = run_heddle(explore(file, options));
      CHECK(run.exit_code == 1);
      const json some = json::parse(run.out);
      CHECK(some["distinct_outcomes"] == 64);
      CHECK(some["outcomes_not_listed"] == 54);
      REQUIRE(some["outcomes"].size() == 10);
      for (std::size_t place = 0; place < 10; ++place) {
        CHECK(some["outcomes"][place]["values"] == all["outcomes"][place]["values"]);
      }
    }
  }
  const CapturedRun text = run_heddle({"explore", file, "--outcomes", "10"});
  CHECK(text.says("64 distinct outcomes"));
  CHECK(text.says("54 outcomes that are counted only"));
}

TEST_CASE("of a sample, outcomes that are counted only count for the verdict") {
  const TemporaryFolder folder;
  const std::string file = folder.write("many.json", many_outcomes);
  const std::vector<std::string> options{"--scheduler", "random", "--executions", "1000"};
  std::vector<std::string> few = options;
  few.insert(few.end(), {"--outcomes", "1"});
  const json all = json::parse(run_heddle(explore(file, options)).out);
  CHECK(json::parse(run_heddle(explore(file, few)).out)["verdict"] == all["verdict"]);
}

TEST_CASE("a search goes on from a checkpoint with the outcomes that are counted only") {
  const TemporaryFolder folder;
  const std::string file = folder.write("many.json", many_outcomes);
  for (const char* const scheduler : {"exhaustive", "stateful"}) {
    CAPTURE(scheduler);
    std::filesystem::remove(folder.path("kept"));
    std::vector<std::string> options{
        "--outcomes",        "10",           "--scheduler", scheduler, "--checkpoint",
        folder.path("kept"), "--executions", "40"};
    CHECK(json::parse(run_heddle(explore(file, options)).out)["distinct_outcomes"] == 40);
    options.back() = "100";
    const json document = json::parse(run_heddle(explore(file, options)).out);
    CHECK(document["distinct_outcomes"] == 64);
    CHECK(document["outcomes"].size() == 10);
  }
}

TEST_CASE("where the memory of the command is used up, the search ends and says what it found") {
  if (!HEDDLE_LONG_TESTS) return;  // sanitizers take memory and time of their own
  if (!MemoryGauge::default_limit()) return;
  const TemporaryFolder folder;
  const std::string file = folder.write("large.json", large_outcomes);
  for (const char* const scheduler : {"auto", "dpor", "exhaustive", "stateful", "random"}) {
    for (const char* const jobs : {"1", "2"}) {
      CAPTURE(scheduler);
      CAPTURE(jobs);
      // In a process of its own: the memory that the tests have taken so far counts as well.
      const ProgramRun run = run_program_after(
          "true", "explore '" + file + "' --memory 60M --budget 5m --format json --scheduler " +
                      scheduler + " --jobs " + jobs);
      CHECK(run.out.find("\"ended\": \"memory\"") != std::string::npos);
      // A search over states keeps whole states, and may have come to no end yet.
      if (std::string_view(scheduler) == "stateful") continue;
      CHECK(run.exit_code == 1);
      CHECK(run.out.find("\"kind\": \"assertion\"") != std::string::npos);
    }
  }
}

// `ulimit -v` counts what is mapped, so an allocation fails long before the limit is reached.
TEST_CASE("where the system has less memory than the limit, there is a report all the same") {
  if (!HEDDLE_LONG_TESTS) return;  // sanitizers take memory and time of their own
  const TemporaryFolder folder;
  const std::string file = folder.write("large.json", large_outcomes);
  const std::vector<std::string> schedulers{"auto",        "dpor",   "exhaustive",
                                            "preemptions", "random", "pct"};
  for (const char* const limit : {"80000", "200000"}) {
    for (const std::string& scheduler : schedulers) {
      for (const std::string jobs : {"1", "2"}) {
        for (const std::string more : {"", " --memory 100G --outcomes 1000000"}) {
          CAPTURE(limit);
          CAPTURE(scheduler);
          CAPTURE(jobs);
          CAPTURE(more);
          const ProgramRun run =
              run_program_after(std::string("ulimit -v ") + limit,
                                "explore '" + file + "' --budget 2m --format json --scheduler " +
                                    scheduler + " --jobs " + jobs + more);
          const json document = json::parse(run.out, nullptr, false);
          REQUIRE_FALSE(document.is_discarded());
          CHECK(document["ended"] == "memory");
          // Each execution fails; there may have been no memory for a single one.
          const bool has_bug = document["executions"] > 0;
          CHECK((has_bug || std::string_view(limit) == "80000" || jobs == "2"));
          CHECK(document["bugs"].size() == (has_bug ? 1 : 0));
          CHECK(run.exit_code == (has_bug ? 1 : 3));
        }
      }
    }
  }
}

TEST_CASE("where the system has less memory than states need, there is a report all the same") {
  if (!HEDDLE_LONG_TESTS) return;  // sanitizers take memory and time of their own
  const TemporaryFolder folder;
  const std::string file = folder.write("states.json", many_states);
  for (const char* const limit : {"80000", "150000"}) {
    for (const std::string jobs : {"1", "2"}) {
      for (const std::string more : {"", " --memory 100G"}) {
        CAPTURE(limit);
        CAPTURE(jobs);
        CAPTURE(more);
        const ProgramRun run = run_program_after(
            std::string("ulimit -v ") + limit,
            "explore '" + file + "' --budget 2m --format json --scheduler stateful --jobs " + jobs +
                more);
        CHECK(run.exit_code == 3);
        CHECK(run.out.find("\"ended\": \"memory\"") != std::string::npos);
      }
    }
  }
}

TEST_CASE("an atomically that never ends is cut off, under every strategy") {
  const TemporaryFolder folder;
  const std::string file = folder.write("endless.json", endless_atomically);
  const CapturedRun run = run_heddle({"run", file});
  CHECK(run.exit_code == 3);
  CHECK(run.says("status: truncated"));
  CHECK(run.says("inside of one atomically"));
  for (const std::string& scheduler : all_schedulers) {
    CAPTURE(scheduler);
    const json document =
        json::parse(run_heddle(explore(file, {"--scheduler", scheduler, "--executions", "3"})).out);
    CHECK(document["truncated"] > 0);
    CHECK(document["complete"] == false);
  }
}

TEST_CASE("the output of one execution is bounded") {
  const TemporaryFolder folder;
  const std::string line(100'000, 'x');
  const std::string file = folder.write(
      "loud.json", R"({"threads": {"main": [{"for": "i", "in": "0..9000", "do": [{"print": "{i} )" +
                       line + R"("}]}]}})");
  const CapturedRun run = run_heddle({"run", file});
  CHECK(run.exit_code == 3);
  CHECK(run.says("the limit on output"));
  CHECK(run.out.size() < (std::size_t{20} << 20U));
}

TEST_CASE("one execution that takes too much memory is cut off") {
  if (!HEDDLE_LONG_TESTS) return;  // sanitizers take memory and time of their own
  if (!MemoryGauge::default_limit()) return;
  const TemporaryFolder folder;
  std::string text(long_executions);
  const CapturedRun run = run_heddle({"run", folder.write("long.json", text), "--memory", "60M"});
  CHECK(run.exit_code == 3);
  CHECK(run.says("cut off: the memory was used up"));
}

TEST_CASE("a command ends within its budget and a second, however long its executions are") {
  if (!HEDDLE_LONG_TESTS) return;  // sanitizers take memory and time of their own
  const TemporaryFolder folder;
  const std::string file = folder.write("long.json", long_executions);
  for (const std::string& scheduler : all_schedulers) {
    for (const char* const jobs : {"1", "2"}) {
      CAPTURE(scheduler);
      CAPTURE(jobs);
      int exit_code = -1;
      const double seconds =
          seconds_of(explore(file, {"--scheduler", scheduler, "--jobs", jobs, "--budget", "100ms"}),
                     exit_code);
      CHECK(seconds < 1.1);
      CHECK((exit_code == 0 || exit_code == 1));
    }
  }
}

TEST_CASE("a search over large states ends within its budget and a second") {
  if (!HEDDLE_LONG_TESTS) return;  // sanitizers take memory and time of their own
  const TemporaryFolder folder;
  const std::string file = folder.write("large.json", large_states);
  int exit_code = -1;
  CHECK(seconds_of(explore(file, {"--scheduler", "stateful", "--budget", "500ms"}), exit_code) <
        1.5);
  CHECK(exit_code == 0);
}

TEST_CASE("a search that was left within an execution goes on from its checkpoint") {
  const TemporaryFolder folder;
  const std::string file = folder.write("long.json", long_executions);
  const std::vector<std::string> arguments = explore(
      file, {"--scheduler", "exhaustive", "--budget", "10ms", "--checkpoint", folder.path("kept")});
  CHECK(run_heddle(arguments).exit_code == 0);
  CHECK(std::filesystem::exists(folder.path("kept")));
  CHECK(run_heddle(arguments).exit_code == 0);
}

TEST_CASE("where threads cannot be started, fewer do the work") {
  if (!HEDDLE_LONG_TESTS) return;  // sanitizers take memory and time of their own
  const TemporaryFolder folder;
  const std::string file = folder.write("right.json", testing::right_update);
  // Threads of this program take the stack that the limit says: more than there is.
  for (const std::string scheduler : {"exhaustive", "random", "stateful"}) {
    CAPTURE(scheduler);
    const ProgramRun run = run_program_after(
        "ulimit -s 1000000; ulimit -v 900000",
        "explore '" + file + "' --jobs 4 --budget 2s --executions 100 --scheduler " + scheduler);
    CHECK(run.exit_code == 0);
    CHECK(run.out.find("1 distinct outcome") != std::string::npos);
  }
  const ProgramRun run =
      run_program_after("ulimit -s 1000000; ulimit -v 900000", "check '" + file + "' --jobs 4");
  CHECK(run.exit_code == 0);
}

}  // namespace heddle::tools
