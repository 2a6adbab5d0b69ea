#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

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
      // Right only has to be let go.
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

TEST_CASE("text that is no schedule is told where it is wrong") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  const auto run = run_heddle({"replay", file, "--schedule", "heddle1:xyz:exact:main"});
  CHECK(run.exit_code == 2);
  CHECK(run.complains("bad schedule at character"));
}

}  // namespace heddle::tools
