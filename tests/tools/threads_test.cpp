// `--threads fibers` shows the same as `--threads calls`: it makes no difference how a thread is
// run.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/paths.hpp"
#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using nlohmann::json;
using testing::CapturedRun;
using testing::run_heddle;

namespace {

std::vector<std::string> shipped_scenarios() {
  std::vector<std::string> files;
  for (const char* const folder : {"book", "bugs", "early-ends", "fixed", "time"}) {
    const auto path = std::filesystem::path(tests::source_folder()) / "scenarios" / folder;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.path().extension() == ".json") files.push_back(entry.path().string());
    }
  }
  std::ranges::sort(files);
  return files;
}

// Takes out the times that a search took.
void take_out_time(json& document) {
  document.erase("seconds");
  document.erase("estimate");
  if (document.contains("verdict") && document["ended"] != "nothing-left") {
    document["verdict"].erase("text");
  }
}

// Runs the command on both kinds of threads.
std::pair<CapturedRun, CapturedRun> on_both(std::vector<std::string> arguments) {
  std::vector<CapturedRun> runs;
  for (const char* const kind : {"calls", "fibers"}) {
    std::vector<std::string> with_kind = arguments;
    with_kind.insert(with_kind.end(), {"--threads", kind});
    CapturedRun run = run_heddle(with_kind);
    if (run.out.starts_with("{")) {
      json document = json::parse(run.out);
      take_out_time(document);
      run.out = document.dump();
    }
    runs.push_back(std::move(run));
  }
  return {std::move(runs[0]), std::move(runs[1])};
}

void check_same(const std::vector<std::string>& arguments) {
  CAPTURE(arguments[0]);
  CAPTURE(arguments[1]);
  const auto [by_calls, on_fibers] = on_both(arguments);
  CHECK(by_calls.exit_code == on_fibers.exit_code);
  CHECK(by_calls.out == on_fibers.out);
  CHECK(by_calls.err == on_fibers.err);
}

const std::string livelock = R"({
  "shared": {"x": {"atomic": 0}},
  "threads": {
    "one": [{"loop": [{"store": "x", "value": 1}, {"if": "x == 1", "then": ["break"]}]}],
    "two": [{"loop": [{"store": "x", "value": 2}, {"if": "x == 2", "then": ["break"]}]}]
  },
  "expect": {"bugs": ["livelock"]}
})";

}  // namespace

TEST_CASE("every strategy shows the same of threads on fibers as of threads by calls") {
  const std::vector<std::string> specs = {
      "dpor",   "exhaustive",         "random", "round-robin", "pct:depth=3",
      "delays", "preemptions:bound=1"};
  for (const std::string& file : shipped_scenarios()) {
    for (const std::string& spec : specs) {
      CAPTURE(spec);
      check_same({"explore", file, "--scheduler", spec, "--executions", "200", "--format", "json"});
    }
  }
}

TEST_CASE("several jobs show the same of threads on fibers") {
  for (const char* const name : {"bugs/bounded-buffer.json", "bugs/lost-update.json"}) {
    const std::string file = tests::source_folder() + "/scenarios/" + name;
    for (const char* const spec : {"dpor", "exhaustive", "random"}) {
      CAPTURE(spec);
      check_same({"explore", file, "--scheduler", spec, "--executions", "2000", "--jobs", "2",
                  "--format", "json"});
    }
  }
}

TEST_CASE("a run is shown the same on fibers, step by step") {
  for (const std::string& file : shipped_scenarios()) {
    check_same({"run", file, "--trace", "--scheduler", "random", "--seed", "3"});
    check_same({"replay", file, "--trace", "--seed", "4"});
  }
}

TEST_CASE("a livelock is replayed on fibers") {
  testing::TemporaryFolder folder;
  const std::string file = folder.write("livelock.json", livelock);
  const json found =
      json::parse(run_heddle({"explore", file, "--scheduler", "stateful", "--format", "json"}).out);
  REQUIRE(!found["bugs"].empty());
  for (const json& bug : found["bugs"]) {
    const auto [by_calls, on_fibers] =
        on_both({"replay", file, "--schedule", bug["schedule"], "--trace"});
    CHECK(by_calls.exit_code == 1);
    CHECK(on_fibers.exit_code == 1);
    CHECK(by_calls.out == on_fibers.out);
  }
}

TEST_CASE("the default proves on fibers what the search by traces can") {
  const std::string bugs = tests::source_folder() + "/scenarios/";
  const auto explored = run_heddle(
      {"explore", bugs + "fixed/lost-update.json", "--threads", "fibers", "--require", "proved"});
  CHECK(explored.exit_code == 0);
  CHECK(run_heddle({"check", bugs + "bugs/lost-update.json", "--threads", "fibers"}).exit_code ==
        0);
}

TEST_CASE("a search over states says why it cannot be on fibers") {
  const std::string file = tests::source_folder() + "/scenarios/bugs/lost-update.json";
  for (const char* const command : {"explore", "check"}) {
    const auto run = run_heddle({command, file, "--scheduler", "stateful", "--threads", "fibers"});
    CHECK(run.exit_code == 2);
    CHECK((run.complains("--threads fibers") || run.says("--threads fibers")));
  }
  const auto unknown = run_heddle({"run", file, "--threads", "stacks"});
  CHECK(unknown.exit_code == 2);
  CHECK(unknown.complains("there is calls and fibers"));
}

}  // namespace heddle::tools
