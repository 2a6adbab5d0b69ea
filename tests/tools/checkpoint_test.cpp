// heddle explore --checkpoint: whatever ends the process, the search goes on, and has the result of
// a search that was never interrupted.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "scheduler/generator.hpp"
#include "tests/paths.hpp"
#include "tests/tools/captured_run.hpp"

extern char** environ;

namespace heddle::tools {

using nlohmann::json;
using testing::run_heddle;
using testing::TemporaryFolder;

namespace {

// Outcomes of texts, a bug, a warning, and some ten thousand executions.
constexpr std::string_view medium = R"({
  "shared": {"x": 0, "a": "mutex", "b": "mutex", "y": {"atomic": 0}},
  "threads": {
    "one": [{"lock": "a"}, {"lock": "b"}, {"unlock": "b"}, {"unlock": "a"},
            {"set": {"v": "x"}}, {"set": {"x": "v + 1"}}, {"print": "one {v}"}],
    "two": [{"lock": "b"}, {"lock": "a"}, {"unlock": "a"}, {"unlock": "b"},
            {"set": {"v": "x"}}, {"set": {"x": "v + 1"}}, {"print": "two {v}"}]
  },
  "observe": ["x", "output"]
})";

json without_seconds(const std::string& text) {
  json document = json::parse(text);
  document.erase("seconds");
  if (document.contains("estimate")) {
    document["estimate"].erase("seconds");
    document["estimate"].erase("seconds_left");
    // Earlier estimates are not kept.
    for (const char* const key : {"least", "most", "most_seconds_left"}) {
      document["estimate"].erase(key);
    }
    document["verdict"].erase("text");
    document.erase("how");
  }
  return document;
}

std::vector<std::string> command(const std::string& file, std::vector<std::string> more) {
  std::vector<std::string> arguments{"explore", file, "--format", "json", "--budget", "10m"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

// Runs the program, and kills it after a while. Returns the exit code if it ended before.
std::optional<int> run_and_kill(std::vector<std::string> arguments, const std::string& output,
                                std::chrono::microseconds after) {
  std::string program = heddle::tests::program_file();
  std::vector<char*> argv{program.data()};
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  REQUIRE(posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  const auto end = std::chrono::steady_clock::now() + after;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() >= end) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      break;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  if (!WIFEXITED(status)) return std::nullopt;
  return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("a checkpoint is gone once the search has ended, and stays where a budget ended it") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", medium);
  const std::string kept = folder.path("kept");
  const auto whole = run_heddle(command(file, {"--scheduler", "exhaustive"}));
  const auto ended = run_heddle(command(file, {"--scheduler", "exhaustive", "--checkpoint", kept}));
  CHECK(without_seconds(ended.out) == without_seconds(whole.out));
  CHECK_FALSE(std::filesystem::exists(kept));
  const auto limited = [&](const std::string& executions) {
    return run_heddle(command(
        file, {"--scheduler", "exhaustive", "--checkpoint", kept, "--executions", executions}));
  };
  const auto first = limited("100");
  CHECK(without_seconds(first.out)["executions"] == 100);
  CHECK(first.complains("kept in"));
  CHECK(std::filesystem::exists(kept));
  const auto again = limited("100");
  CHECK(again.complains("goes on from"));
  CHECK(without_seconds(again.out) == without_seconds(first.out));
  const auto more = limited("250");
  const auto at_once =
      run_heddle(command(file, {"--scheduler", "exhaustive", "--executions", "250"}));
  CHECK(without_seconds(more.out) == without_seconds(at_once.out));
  CHECK(limited("200").exit_code == 2);
  CHECK(without_seconds(limited("100000000").out)["outcomes"] ==
        without_seconds(whole.out)["outcomes"]);
  CHECK_FALSE(std::filesystem::exists(kept));
}

TEST_CASE("samples go on from a checkpoint with the seeds that follow") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", medium);
  for (const std::string jobs : {"1", "3"}) {
    const std::string kept = folder.path("kept" + jobs);
    const auto sampled = [&](const std::string& executions) {
      return run_heddle(command(file, {"--scheduler", "random", "--checkpoint", kept, "--jobs",
                                       jobs, "--executions", executions}));
    };
    sampled("100");
    const auto at_once =
        run_heddle(command(file, {"--scheduler", "random", "--executions", "250", "--jobs", jobs}));
    CHECK(without_seconds(sampled("250").out)["outcomes"] ==
          without_seconds(at_once.out)["outcomes"]);
  }
}

TEST_CASE("the turns of the default go on from a checkpoint, and come to the same") {
  TemporaryFolder folder;
  const std::string file = heddle::tests::source_folder() + "/scenarios/counts/writers-6.json";
  const std::string kept = folder.path("kept");
  const auto run = [&](const std::string& executions, const std::string& jobs) {
    return run_heddle(command(
        file, {"--checkpoint", kept, "--executions", executions, "--jobs", jobs, "--seed", "3"}));
  };
  run("200", "1");
  run("1000", "2");
  const json more = without_seconds(run("3000", "1").out);
  const json at_once =
      without_seconds(run_heddle(command(file, {"--executions", "3000", "--seed", "3"})).out);
  CHECK(more == at_once);
  CHECK(more["executions"] == 3000);
  CHECK(without_seconds(run("3000", "2").out) == at_once);
}

TEST_CASE("a search that was interrupted goes on, whatever it was and on any number of threads") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", medium);
  for (const std::vector<std::string>& search :
       {std::vector<std::string>{"--scheduler", "exhaustive"},
        std::vector<std::string>{"--bound", "preemptions=4"}, std::vector<std::string>{}}) {
    const json whole = without_seconds(run_heddle(command(file, search)).out);
    std::vector<std::string> kept = command(file, search);
    kept.insert(kept.end(), {"--checkpoint", folder.path("kept"), "--checkpoint-every", "1ms"});
    for (int round = 0; round < 20; ++round) {
      std::atomic<bool> stop{false};
      std::vector<std::string> arguments = kept;
      arguments.insert(arguments.end(), {"--jobs", std::to_string(1 + round % 3)});
      const std::jthread stopper([&stop] {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        stop = true;
      });
      run_heddle(arguments, {}, &stop);
    }
    CHECK(without_seconds(run_heddle(kept).out) == whole);
    CHECK_FALSE(std::filesystem::exists(folder.path("kept")));
  }
}

TEST_CASE("a checkpoint of something else is refused, and stays as it is") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", medium);
  const std::string other = folder.write("b.json", testing::lost_update);
  const std::string kept = folder.path("kept");
  const std::vector<std::string> same{"--scheduler", "exhaustive",   "--checkpoint",
                                      kept,          "--executions", "100"};
  run_heddle(command(file, same));
  const std::string before = folder.read("kept");
  REQUIRE(before.size() > 100);
  const auto refused = [&](const std::string& scenario, std::vector<std::string> options) {
    options.insert(options.end(), {"--checkpoint", kept});
    const auto run = run_heddle(command(scenario, options));
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK(folder.read("kept") == before);
    return run.err;
  };
  const std::vector<std::string> limit{"--scheduler", "exhaustive", "--executions", "100"};
  CHECK(refused(other, limit).find("scenario") != std::string::npos);
  CHECK(refused(file, {"--executions", "100"}).find("auto") != std::string::npos);
  CHECK(refused(file, {"--scheduler", "random", "--executions", "100"}).find("random") !=
        std::string::npos);
  CHECK(refused(file, {"--scheduler", "exhaustive"}).find("executions") != std::string::npos);
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{"--seed", "3"}, std::vector<std::string>{"--time", "exact"},
        std::vector<std::string>{"--fail-fast"}}) {
    std::vector<std::string> options = limit;
    options.insert(options.end(), more.begin(), more.end());
    refused(file, options);
  }
}

TEST_CASE("a damaged checkpoint is refused, wherever it is damaged") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", medium);
  const std::string kept = folder.path("kept");
  const std::vector<std::string> arguments =
      command(file, {"--scheduler", "exhaustive", "--executions", "20", "--checkpoint", kept});
  run_heddle(arguments);
  const std::string right = folder.read("kept");
  const auto refused = [&](const std::string& wrong) {
    folder.write("kept", wrong);
    const auto run = run_heddle(arguments);
    CHECK(run.exit_code == 2);
    CHECK(run.complains("damaged"));
    CHECK(folder.read("kept") == wrong);
  };
  refused("");
  refused("no checkpoint at all\n");
  refused(right + "x");
  Generator generator(1);
  for (int round = 0; round < 100; ++round) {
    const auto place = static_cast<std::size_t>(generator.below(right.size()));
    CAPTURE(place);
    refused(right.substr(0, place));
    std::string wrong = right;
    wrong[place] = static_cast<char>(wrong[place] ^ (1 << generator.below(8)));
    refused(wrong);
  }
  folder.write("kept", right);
  CHECK(run_heddle(arguments).complains("goes on from"));
}

// Many states, bugs of several kinds, texts that are made while it runs, and a cycle at the end.
constexpr std::string_view many_states = R"({
  "shared": {"x": 0, "a": "mutex", "b": "mutex", "y": {"atomic": 0}, "go": {"atomic": 0}},
  "threads": {
    "one": [{"lock": "a"}, {"lock": "b"}, {"unlock": "b"}, {"unlock": "a"},
            {"fetch_add": "y", "value": 1, "into": "v"}, {"print": "one {v}"}, {"set": {"x": "v"}}],
    "two": [{"lock": "b"}, {"lock": "a"}, {"unlock": "a"}, {"unlock": "b"},
            {"fetch_add": "y", "value": 2, "into": "v"}, {"print": "two {v}"}, {"set": {"x": "v"}}],
    "three": [{"fetch_add": "y", "value": 4, "into": "v"}, {"print": "three {v}"},
              {"if": "v == 2", "then": [{"loop": [{"load": "go", "into": "w"},
                                                  {"if": "w == 1", "then": ["break"]}]}]}]
  },
  "observe": ["x", "output"]
})";

// The findings do not depend on what is remembered of steps, but the memory does.
json without_memory(const std::string& text) {
  json document = without_seconds(text);
  document.erase("state_bytes");
  document.erase("scheduler");
  return document;
}

TEST_CASE("a search over states goes on from a checkpoint, and comes to the same") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", many_states);
  const std::string kept = folder.path("kept");
  const std::vector<std::string> search{"--scheduler", "stateful"};
  const json whole = without_memory(run_heddle(command(file, search)).out);
  REQUIRE(whole["verdict"]["kind"] == "proved");
  REQUIRE(whole["bugs"].size() >= 3);
  REQUIRE(whole["states"] > 500);
  for (const std::string jobs : {"1", "2"}) {
    std::string last;
    int runs = 0;
    for (int ends = 3;; ends = ends * 3 / 2) {
      const auto run = run_heddle(command(
          file, {"--scheduler", "stateful:memory=" + std::to_string(64 + runs), "--checkpoint",
                 kept, "--executions", std::to_string(ends), "--jobs", jobs}));
      if (runs++ > 0) CHECK(run.complains("goes on from"));
      last = run.out;
      if (json::parse(last)["ended"] == "nothing-left") break;
      CHECK(json::parse(last)["executions"] == ends);
      CHECK(run_heddle(command(file, {"--scheduler", "stateful", "--checkpoint", kept,
                                      "--executions", "2"}))
                .exit_code == 2);
    }
    CHECK(runs > 3);
    CHECK(without_memory(last) == whole);
    CHECK_FALSE(std::filesystem::exists(kept));
  }
}

TEST_CASE("a search over states that ran out of memory leaves no checkpoint") {
  TemporaryFolder folder;
  const std::string kept = folder.path("kept");
  const auto run = run_heddle(
      command(heddle::tests::source_folder() + "/scenarios/book/listing-16-15-ten-threads.json",
              {"--scheduler", "stateful:memory=1", "--checkpoint", kept}));
  CHECK(json::parse(run.out)["ended"] == "memory");
  CHECK(run.exit_code == 3);
  CHECK_FALSE(std::filesystem::exists(kept));
  CHECK_FALSE(run.complains("kept in"));
}

TEST_CASE("a search over traces that ran out of memory goes on with more of it") {
  TemporaryFolder folder;
  const std::string kept = folder.path("kept");
  // 65,536 traces, of which half are noted before the first of those is run.
  const std::string file = folder.write("a.json", R"({
    "shared": {"item": {"atomic": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]},
               "done": {"atomic": 0}},
    "threads": {
      "main": [{"spawn": "impatient"}, {"spawn": "writer", "args": ["index"], "times": 15},
               {"spawn": "collector"}, "join_all"],
      "impatient": [{"store": "done", "value": 1}],
      "writer": {"params": ["i"], "body": [{"store": "item[i]", "value": 1}]},
      "collector": [{"for": "i", "in": "0..15", "do": [{"load": "item[i]", "into": "seen"}]},
                    {"store": "done", "value": 2}]
    }})");
  const auto explore = [&](const std::string& scheduler) {
    return run_heddle(command(file, {"--scheduler", scheduler, "--checkpoint", kept}));
  };
  const auto first = explore("dpor:memory=1");
  CHECK(first.exit_code == 3);
  CHECK(first.complains("the same command goes on, where its memory is larger"));
  const json cut = json::parse(first.out);
  CHECK(cut["ended"] == "memory");
  CHECK(cut["verdict"]["text"].get<std::string>().starts_with("incomplete: "));
  const auto again = explore("dpor:memory=1");
  CHECK(again.complains("goes on from"));
  CHECK(json::parse(again.out)["ended"] == "memory");
  CHECK(run_heddle({"explore", file, "--scheduler", "dpor:memory=1"})
            .says("undecided: the memory was used up; --memory, or the scheduler's parameter "
                  "memory, gives it more"));
  const auto last = explore("dpor");
  CHECK(last.complains("goes on from"));
  CHECK(last.exit_code == 0);
  const json whole = json::parse(last.out);
  CHECK(whole["complete"] == true);
  CHECK(whole["executions"] == 65'536);
  CHECK_FALSE(std::filesystem::exists(kept));
}

TEST_CASE("what cannot be taken up again is not begun with a checkpoint") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", medium);
  const auto run = run_heddle(
      {"explore", file, "--scheduler", "round-robin", "--checkpoint", folder.path("kept")});
  CHECK(run.exit_code == 2);
  CHECK(run.complains("cannot be taken up again"));
  CHECK(run_heddle({"explore", file, "--checkpoint-every", "1s"}).exit_code == 2);
}

namespace {

// Each takes the left fork first; one state in some thousands is a deadlock.
std::string philosophers(int count) {
  json scenario;
  for (int number = 0; number < count; ++number) {
    const std::string left = "fork" + std::to_string(number);
    const std::string right = "fork" + std::to_string((number + 1) % count);
    scenario["shared"][left] = "mutex";
    scenario["threads"]["philosopher" + std::to_string(number)] = {
        {{"lock", left}}, {{"lock", right}}, {{"unlock", right}}, {{"unlock", left}}};
  }
  return scenario.dump();
}

}  // namespace

TEST_CASE("a program that is killed again and again comes to what it would have come to") {
  if (heddle::tests::program_file().empty()) return;
  TemporaryFolder folder;
  const std::string small = folder.write("a.json", medium);
  const std::string traces = heddle::tests::source_folder() + "/scenarios/counts/writers-6.json";
  const std::string states = folder.write("b.json", philosophers(7));
  const std::string kept = folder.path("kept");
  const std::string output = folder.path("output");
  Generator generator(7);
  // The time that the program takes before it does anything.
  run_and_kill({"--version"}, output, std::chrono::minutes(1));
  const auto start = std::chrono::steady_clock::now();
  run_and_kill({"--version"}, output, std::chrono::minutes(1));
  const auto start_up = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - start);
  int kills = 0;
  for (const std::vector<std::string>& search :
       {std::vector<std::string>{"--scheduler", "exhaustive", "--jobs", "1"},
        std::vector<std::string>{"--scheduler", "exhaustive", "--jobs", "2"},
        std::vector<std::string>{"--bound", "preemptions=4", "--jobs", "1"},
        std::vector<std::string>{"--bound", "preemptions=4", "--jobs", "2"},
        std::vector<std::string>{"--scheduler", "random", "--executions", "6000", "--jobs", "2"},
        std::vector<std::string>{"--scheduler", "dpor"},
        std::vector<std::string>{"--executions", "6000"},
        std::vector<std::string>{"--jobs", "2", "--scheduler", "stateful"}}) {
    // 6000 are too few for its traces: the default has half of them, and others take turns.
    const std::string& file = search.back() == "dpor"       ? traces
                              : search.back() == "6000"     ? traces
                              : search.back() == "stateful" ? states
                                                            : small;
    const auto at_once = run_heddle(command(file, search));
    const json whole = without_memory(at_once.out);
    std::vector<std::string> arguments = command(file, search);
    arguments.insert(arguments.end(), {"--checkpoint", kept, "--checkpoint-every", "1ms"});
    std::optional<int> code;
    for (std::uint64_t round = 0; !code; ++round) {
      // Long enough to come further, at last.
      const auto after = start_up * (50 + generator.below(100)) / 100 + start_up * round / 200;
      code = run_and_kill(arguments, output, after);
      if (!code) ++kills;
    }
    CHECK(*code == at_once.exit_code);
    CHECK(without_memory(folder.read("output")) == whole);
    std::filesystem::remove(kept);
  }
  MESSAGE("killed " << kills << " times");
  CHECK(kills >= 20);
}

}  // namespace heddle::tools
