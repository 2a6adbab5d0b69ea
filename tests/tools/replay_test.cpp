#include <doctest/doctest.h>

#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using nlohmann::json;
using testing::run_heddle;
using testing::TemporaryFolder;

namespace {

json explored(const std::string& file) {
  return json::parse(run_heddle({"explore", file, "--format", "json"}).out);
}

}  // namespace

TEST_CASE("replay of an outcome's schedule gives that outcome") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const json exploration = explored(file);
  REQUIRE(exploration["outcomes"].size() == 2);
  for (const json& outcome : exploration["outcomes"]) {
    const auto run = run_heddle(
        {"replay", file, "--schedule", outcome["schedule"].get<std::string>(), "--format", "json"});
    const json document = json::parse(run.out);
    CHECK(document["status"] == outcome["status"]);
    CHECK(document["values"] == outcome["values"]);
    CHECK(document["schedule"] == outcome["schedule"]);
    CHECK(document["fits"] == true);
  }
}

TEST_CASE("replay reads a schedule from standard input and from a file") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const std::string schedule = explored(file)["bugs"][0]["schedule"];
  CHECK(run_heddle({"replay", file, "--schedule", "-"}, schedule + "\n").exit_code == 1);
  const std::string saved = folder.write("bug.schedule", schedule + "\n");
  CHECK(run_heddle({"replay", file, "--schedule", saved}).exit_code == 1);
  const auto missing = run_heddle({"replay", file, "--schedule", folder.path("missing")});
  CHECK(missing.exit_code == 2);
}

TEST_CASE("replay names the first step that does not fit") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  std::string schedule = explored(file)["outcomes"][0]["schedule"];
  schedule = schedule.substr(0, schedule.rfind(':') + 1) + "main*2,three";
  const auto run = run_heddle({"replay", file, "--schedule", schedule});
  CHECK(run.exit_code == 2);
  CHECK(run.complains("step 3 asks for 'three'"));
}

TEST_CASE("replay of a changed scenario says so and follows the schedule as far as it fits") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const std::string schedule = explored(file)["bugs"][0]["schedule"];
  std::string changed(testing::lost_update);
  changed.replace(changed.find("x == 2"), 6, "x == 1");
  const auto run = run_heddle({"replay", folder.write("b.json", changed), "--schedule", schedule});
  CHECK(run.complains("another version of this scenario"));
  CHECK(run.exit_code == 0);
}

TEST_CASE("replay from a seed is the execution that explore had with that seed") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const json sample =
      json::parse(run_heddle({"explore", file, "--scheduler", "random", "--executions", "1",
                              "--seed", "11", "--format", "json"})
                      .out);
  const json again =
      json::parse(run_heddle({"replay", file, "--seed", "11", "--format", "json"}).out);
  CHECK(again["schedule"] == sample["outcomes"][0]["schedule"]);
  CHECK(again["values"] == sample["outcomes"][0]["values"]);
  CHECK(again["scheduler"] == "random");
  CHECK(again["seed"] == 11);
}

namespace {

// Two threads that make way for each other for ever.
constexpr std::string_view polite = R"({
  "name": "polite",
  "shared": {"a": {"atomic": false}, "b": {"atomic": false}},
  "threads": {
    "left": [{"store": "a", "value": true},
      {"while": "b", "do": [{"store": "a", "value": false}, "yield", {"store": "a", "value": true}]}],
    "right": [{"store": "b", "value": true},
      {"while": "a", "do": [{"store": "b", "value": false}, "yield", {"store": "b", "value": true}]}]
  },
  "expect": {"bugs": ["livelock"]}
})";

}  // namespace

TEST_CASE("replay of a livelock shows the way in and the cycle once, and says livelock") {
  TemporaryFolder folder;
  const std::string file = folder.write("polite.json", polite);
  const json bugs = explored(file)["bugs"];
  REQUIRE(bugs.size() == 3);
  for (const json& bug : bugs) {
    const std::string schedule = bug["schedule"];
    CAPTURE(schedule);
    const auto run =
        run_heddle({"replay", file, "--schedule", schedule, "--trace", "--format", "json"});
    CHECK(run.exit_code == 1);
    CHECK(run.err.empty());
    const json document = json::parse(run.out);
    CHECK(document["status"] == "livelock");
    CHECK(document["fits"] == true);
    CHECK(document["schedule"] == schedule);
    REQUIRE(document["bugs"].size() == 1);
    for (const std::string key : {"kind", "message", "threads", "at"}) {
      CHECK(document["bugs"][0][key] == bug[key]);
    }
    const std::size_t steps = document["steps"];
    const std::size_t after = document["cycle"]["after"];
    CHECK(after + document["cycle"]["steps"].get<std::size_t>() == steps);
    REQUIRE(document["trace"].size() == steps);
    for (std::size_t step = 0; step < steps; ++step) {
      CHECK(document["trace"][step].contains("in_cycle") == (step >= after));
    }
    const auto text = run_heddle({"replay", file, "--schedule", schedule, "--trace"});
    CHECK(text.exit_code == 1);
    CHECK(text.says("-- the cycle begins here"));
    CHECK(text.says("status: livelock (" + std::to_string(steps) + " steps"));
  }
}

TEST_CASE("a livelock names who goes round and who starves") {
  TemporaryFolder folder;
  const std::string file = folder.write("polite.json", polite);
  std::size_t alone = 0;
  const json document = explored(file);
  for (const json& bug : document["bugs"]) {
    const std::string message = bug["message"];
    if (bug["threads"].size() == 2) {
      CHECK(message.find("left, right go round for ever") != std::string::npos);
    } else {
      ++alone;
      CHECK(message.find(" goes round for ever") != std::string::npos);
    }
    CHECK(message.find("meanwhile wait for ever: main (waits for the end of ") !=
          std::string::npos);
  }
  CHECK(alone == 2);
}

TEST_CASE("the commands that check and explore give for a livelock bring it back") {
  TemporaryFolder folder;
  const std::string file = folder.write("polite.json", polite);
  const auto explored_as_text = run_heddle({"explore", file});
  CHECK(explored_as_text.says(",@cycle,"));
  const std::string failures = folder.path("failures");
  std::string unexpected(polite);
  unexpected.replace(unexpected.find(R"(["livelock"])"), 12, "[]");
  const std::string failing = folder.write("failing.json", unexpected);
  run_heddle({"check", failing, "--save", failures});
  std::size_t replayed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(failures)) {
    const auto again = run_heddle({"replay", failing, "--schedule", entry.path().string()});
    CHECK(again.exit_code == 1);
    CHECK(again.says("status: livelock"));
    ++replayed;
  }
  CHECK(replayed == 3);
}

TEST_CASE("replay says so where a schedule shows no livelock any more") {
  TemporaryFolder folder;
  const std::string file = folder.write("polite.json", polite);
  const std::string header = explored(file)["bugs"][0]["schedule"];
  const std::string start = header.substr(0, header.rfind(':') + 1);
  struct Case {
    std::string_view steps;
    std::string_view reason;
  };
  const Case cases[] = {
      // The cycle is cut short.
      {"main*2,right*3,left,@cycle,left*3", "the state at the end of its cycle is not the one"},
      // It is not fair: only right has to be let go.
      {"main*2,left,right,@cycle,left*4", "right is able to take a step in its cycle"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.steps);
    const auto run = run_heddle({"replay", file, "--schedule", start + std::string(each.steps)});
    CHECK(run.exit_code == 2);
    CHECK(run.complains("the schedule no longer shows a livelock: "));
    CHECK(run.complains(each.reason));
    CHECK_FALSE(run.says("status: livelock"));
  }
  // In a program that ends.
  const std::string other = folder.write("a.json", testing::right_update);
  const auto run =
      run_heddle({"replay", other, "--schedule", start + "main*2,@cycle,one*2,two*2,main*3"});
  CHECK(run.exit_code == 2);
}

namespace {

// The text after `before`, to the end of the line.
std::string rest_of_line(const std::string& text, const std::string& before) {
  const std::size_t place = text.find(before);
  REQUIRE(place != std::string::npos);
  const std::size_t first = place + before.size();
  return text.substr(first, text.find('\n', first) - first);
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

std::string schedule_shown_by(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  return json::parse(run_heddle(std::move(arguments)).out)["schedule"];
}

}  // namespace

TEST_CASE("explore tells the seed of what was drawn by chance, in text, JSON and saved files") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const std::vector<std::string> explore{
      "explore", file,     "--scheduler", "pct:depth=2,steps=8", "--executions", "50", "--seed",
      "7",       "--time", "exact"};
  std::vector<std::string> in_json = explore;
  in_json.insert(in_json.end(), {"--format", "json", "--save", folder.path("saved")});
  const json document = json::parse(run_heddle(in_json).out);
  REQUIRE(document["bugs"].size() == 1);
  const json& bug = document["bugs"][0];
  CHECK(bug["scheduler"] == "pct:depth=2,steps=8");
  const std::string seed = std::to_string(bug["seed"].get<std::uint64_t>());
  const std::vector<std::string> by_seed{
      "replay", file, "--seed", seed, "--scheduler", "pct:depth=2,steps=8", "--time", "exact"};
  CHECK(schedule_shown_by(by_seed) == bug["schedule"]);
  for (const json& outcome : document["outcomes"]) {
    const std::string of_outcome = std::to_string(outcome["seed"].get<std::uint64_t>());
    CHECK(schedule_shown_by({"replay", file, "--seed", of_outcome, "--scheduler",
                             "pct:depth=2,steps=8", "--time", "exact"}) == outcome["schedule"]);
  }

  const std::string text = run_heddle(explore).out;
  CHECK(rest_of_line(text, "  seed      ") == seed);
  CHECK(schedule_shown_by(words_of(rest_of_line(text, "  or by     heddle "))) == bug["schedule"]);
  CHECK(text.find(" again by  heddle replay " + file + " --seed ") != std::string::npos);

  const std::string saved = folder.path("saved/lost-update-finally-1.schedule");
  CHECK(schedule_shown_by({"replay", file, "--schedule", saved}) == bug["schedule"]);
  std::vector<std::string> remark{"replay", file};
  for (const std::string& word :
       words_of(rest_of_line(folder.read("saved/lost-update-finally-1.schedule"), "FILE "))) {
    remark.push_back(word);
  }
  CHECK(schedule_shown_by(remark) == bug["schedule"]);
}

TEST_CASE("check tells the seed of what it objects to, where that was drawn by chance") {
  TemporaryFolder folder;
  std::string text(testing::lost_update);
  text.replace(text.find(R"("bugs": ["finally"])"), 19,
               R"("bugs": [], "outcomes": [{"when": {"status": "finally"}, "grade": "forbidden"},
                                            {"when": {"status": "completed"}, "grade": "allowed"}])");
  const std::string file = folder.write("a.json", text);
  const auto run = run_heddle(
      {"check", file, "--scheduler", "random", "--executions", "50", "--format", "json"});
  CHECK(run.exit_code == 1);
  const json checked = json::parse(run.out)["files"][0];
  const json& bug = checked["bugs"][0];
  REQUIRE(checked["reasons"].size() == 2);
  for (const json& reason : checked["reasons"]) {
    const std::string again = rest_of_line(reason.get<std::string>(), "; again by heddle ");
    CHECK(schedule_shown_by(words_of(again)) == bug["schedule"]);
  }
  CHECK(bug["scheduler"] == "random");
}

TEST_CASE("run tells the seed of its bug, with the time that it ran under") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  for (int seed = 0; seed < 20; ++seed) {
    const auto run =
        run_heddle({"run", file, "--scheduler", "random", "--seed", std::to_string(seed)});
    if (run.exit_code != 1) continue;
    const std::string again = rest_of_line(run.out, "  or by     heddle ");
    CHECK(again.ends_with("--time exact"));
    CHECK(schedule_shown_by(words_of(again)) == rest_of_line(run.out, "  schedule  "));
    return;
  }
  FAIL("no seed shows the bug");
}

TEST_CASE("the samples of the default tell their seeds, beside what a search found") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", R"({
    "shared": {"x": {"atomic": 0}},
    "threads": {
      "a": [{"repeat": 4, "do": [{"load": "x", "into": "v"}, {"store": "x", "value": "v + 1"}]}],
      "b": [{"repeat": 4, "do": [{"load": "x", "into": "v"}, {"store": "x", "value": "v + 1"}]}],
      "c": [{"repeat": 4, "do": [{"load": "x", "into": "v"}, {"store": "x", "value": "v + 1"}]}]
    },
    "observe": ["x"]
  })");
  const json document =
      json::parse(run_heddle({"explore", file, "--executions", "60", "--format", "json"}).out);
  std::size_t drawn = 0;
  for (const json& outcome : document["outcomes"]) {
    // `adversarial` learns, so that no seed alone brings its executions back.
    if (!outcome.contains("seed") || outcome["seed"].is_null()) continue;
    ++drawn;
    const std::string seed = std::to_string(outcome["seed"].get<std::uint64_t>());
    CHECK(schedule_shown_by({"replay", file, "--seed", seed, "--scheduler",
                             outcome["scheduler"].get<std::string>()}) == outcome["schedule"]);
  }
  CHECK(drawn > 0);
}

TEST_CASE("text that is no schedule is told where it is wrong") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  const auto run = run_heddle({"replay", file, "--schedule", "heddle1:xyz:exact:main"});
  CHECK(run.exit_code == 2);
  CHECK(run.complains("bad schedule at character"));
}

}  // namespace heddle::tools
