// `heddle explore --processes`: the result of threads, also where somebody kills a process.

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/paths.hpp"
#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using testing::CapturedRun;
using testing::run_heddle;
using testing::TemporaryFolder;

namespace {

// 63,063,000 traces.
constexpr std::string_view large = R"({"shared": {"x": {"atomic": 0}}, "threads": {
    "main": [{"spawn": "adder", "times": 4}, "join_all"],
    "adder": [{"repeat": 4, "do": [{"fetch_add": "x", "value": 1, "into": "r"}]}]}})";

// Without what depends on the time.
std::string timeless(const std::string& json) {
  std::string text;
  for (std::size_t begin = 0; begin < json.size();) {
    const std::size_t end = std::min(json.find('\n', begin), json.size());
    const std::string line = json.substr(begin, end - begin);
    if (line.find("\"seconds\"") == std::string::npos) text += line + "\n";
    begin = end + 1;
  }
  return text;
}

// The child processes of this one.
std::vector<pid_t> children() {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream stream(entry.path() / "stat");
    std::string name;
    pid_t id = 0;
    char state = 0;
    pid_t parent = 0;
    if (stream >> id >> name >> state >> parent && parent == getpid() && state != 'Z') {
      found.push_back(id);
    }
  }
  return found;
}

// Runs the command, and kills so many of its processes meanwhile, one after another.
CapturedRun run_and_kill(const std::vector<std::string>& arguments, std::size_t kills) {
  std::atomic<bool> is_over{false};
  CapturedRun run;
  std::thread command([&] {
    run = run_heddle(arguments);
    is_over = true;
  });
  while (!is_over && kills > 0) {
    const std::vector<pid_t> left = children();
    if (left.empty()) continue;
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    if (kill(left.front(), SIGKILL) == 0) --kills;
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
  command.join();
  CHECK(kills == 0);
  return run;
}

}  // namespace

TEST_CASE("processes show what threads show, byte for byte") {
  const std::string scenarios = heddle::tests::source_folder() + "/scenarios/";
  for (const std::string scheduler :
       {"exhaustive", "preemptions:bound=2", "delays:bound=3", "dpor", "auto"}) {
    for (const char* const file :
         {"bugs/lost-update.json", "bugs/abba-deadlock.json", "bugs/lost-wakeup.json"}) {
      CAPTURE(scheduler);
      CAPTURE(file);
      std::vector<std::string> arguments{"explore",  scenarios + file, "--scheduler", scheduler,
                                         "--format", "json",           "--jobs",      "3"};
      const CapturedRun threads = run_heddle(arguments);
      arguments.emplace_back("--processes");
      const CapturedRun processes = run_heddle(arguments);
      CHECK(processes.exit_code == threads.exit_code);
      CHECK(processes.err == threads.err);
      CHECK(timeless(processes.out) == timeless(threads.out));
    }
  }
}

TEST_CASE("samples are the same ones in processes") {
  const TemporaryFolder folder;
  const std::string file = folder.write("large.json", large);
  std::vector<std::string> arguments{"explore", file, "--scheduler",  "random",
                                     "--jobs",  "3",  "--executions", "2000",
                                     "--seed",  "5",  "--format",     "json"};
  const CapturedRun threads = run_heddle(arguments);
  arguments.emplace_back("--processes");
  CHECK(timeless(run_heddle(arguments).out) == timeless(threads.out));
}

TEST_CASE("a process that is killed costs a search nothing but time") {
  const std::string file = heddle::tests::source_folder() + "/scenarios/counts/lastzero-15.json";
  const std::vector<std::string> arguments{"explore", file, "--scheduler", "dpor", "--budget", "5m",
                                           "--jobs",  "3",  "--processes"};
  const CapturedRun run = run_and_kill(arguments, 2);
  CHECK(run.exit_code == 0);
  CHECK(run.says("proved by all 147,456 traces"));
}

TEST_CASE("a search whose processes are all killed ends with an error, and no verdict") {
  const TemporaryFolder folder;
  const std::vector<std::string> arguments{"explore",     folder.write("large.json", large),
                                           "--scheduler", "dpor",
                                           "--budget",    "5m",
                                           "--jobs",      "2",
                                           "--processes"};
  const CapturedRun run = run_and_kill(arguments, 2);
  CHECK(run.exit_code == 4);
  CHECK(run.complains("every process that took part in the search was ended by somebody else"));
  CHECK_FALSE(run.says("proved"));
}

TEST_CASE("a search in processes is kept, and goes on in processes or threads") {
  const TemporaryFolder folder;
  const std::string file = heddle::tests::source_folder() + "/scenarios/counts/lastzero-15.json";
  std::vector<std::string> arguments{
      "explore",     file,           "--scheduler",       "dpor",     "--jobs", "2",
      "--processes", "--checkpoint", folder.path("kept"), "--budget", "300ms"};
  CHECK(run_heddle(arguments).says("incomplete"));
  REQUIRE(std::filesystem::exists(folder.path("kept")));
  arguments.back() = "600ms";
  CHECK(run_heddle(arguments).complains("goes on from"));
  arguments.back() = "10m";
  std::erase(arguments, "--processes");
  const CapturedRun last = run_heddle(arguments);
  CHECK(last.complains("goes on from"));
  CHECK(last.says("proved by all 147,456 traces"));
}

TEST_CASE("strategies that cannot go on elsewhere refuse --processes") {
  const std::string file = heddle::tests::source_folder() + "/scenarios/bugs/lost-update.json";
  for (const std::string scheduler : {"stateful", "round-robin"}) {
    const CapturedRun run = run_heddle({"explore", file, "--scheduler", scheduler, "--processes"});
    CHECK(run.exit_code == 2);
    CHECK(run.complains("--processes: a search by " + scheduler));
  }
}

}  // namespace heddle::tools
