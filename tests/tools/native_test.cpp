#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using nlohmann::json;
using testing::run_heddle;
using testing::TemporaryFolder;

TEST_CASE("native counts the outcomes of as many runs as were asked for") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  const auto run = run_heddle({"native", file, "--runs", "10"});
  CHECK(run.exit_code == 0);
  CHECK(run.says("10 runs"));
  const json document =
      json::parse(run_heddle({"native", file, "--runs", "10", "--format", "json"}).out);
  CHECK(document["runs"] == 10);
  REQUIRE(document["outcomes"].size() == 1);
  CHECK(document["outcomes"][0]["values"]["x"] == 2);
  CHECK(document["outcomes"][0]["runs"] == 10);
}

TEST_CASE("native exits 1 where a run ended in a bug") {
  TemporaryFolder folder;
  const auto run = run_heddle({"native", folder.write("a.json", R"({
    "threads": {"main": [{"panic": "always"}]}
  })"),
                               "--runs", "2"});
  CHECK(run.exit_code == 1);
  CHECK(run.says("always"));
}

TEST_CASE("native tells what a bug read, and counts it once whatever that was") {
  TemporaryFolder folder;
  const auto failed = run_heddle({"native", folder.write("finally.json", R"({
    "shared": {"x": 0},
    "threads": {"main": [{"set": {"x": 1}}]},
    "finally": ["x == 2"]
  })"),
                                  "--runs", "2"});
  CHECK(failed.says("does not hold at the end: x == 2, where x is 1"));
  const auto panicked = run_heddle({"native", folder.write("panic.json", R"({
    "shared": {"x": {"atomic": 0}},
    "threads": {"main": [{"choose": "v", "from": [1, 2, 3, 4, 5, 6, 7, 8]}, {"panic": "{v} of {x}"}]}
  })"),
                                    "--runs", "20"});
  CHECK(panicked.says(" of 0"));
  CHECK(panicked.says("1 bug,"));
  CHECK(panicked.says("20 of 20 runs"));
}

TEST_CASE("native tells what a stuck thread awaits, with the values in it") {
  TemporaryFolder folder;
  const auto run = run_heddle({"native", folder.write("a.json", R"({
    "shared": {"ready": {"atomic": 1}, "wanted": {"atomic": 2}},
    "threads": {"b": [{"set": {"r": 3}}, {"await": "ready >= wanted + r"}]}
  })"),
                               "--runs", "2"});
  CHECK(run.says("ready >= wanted + r, where ready is 1, wanted is 2 and r is 3"));
  CHECK(run.says("1 bug,"));
}

TEST_CASE("native says which limit cut a run off, and which option raises it") {
  TemporaryFolder folder;
  const std::string endless = folder.write("endless.json", R"({
    "shared": {"x": {"atomic": 0}},
    "threads": {"main": [{"loop": [{"store": "x", "value": 1}]}]}
  })");
  const auto steps = run_heddle({"native", endless, "--runs", "1"});
  CHECK(steps.says("1 run by the limit on steps; --run-steps raises it"));
  const auto time = run_heddle(
      {"native", endless, "--runs", "1", "--run-steps", "1000000000000", "--run-timeout", "100ms"});
  CHECK(time.says("1 run by the limit on time; --run-timeout raises it"));
  const json document = json::parse(
      run_heddle({"native", endless, "--runs", "1", "--run-timeout", "100ms", "--format", "json"})
          .out);
  REQUIRE(document["cut_off"].size() == 1);
  CHECK(document["cut_off"][0]["by"] == "the limit on time");
  CHECK(document["cut_off"][0]["runs"] == 1);
  CHECK(document["cut_off"][0]["raised_by"] == "--run-timeout");
}

TEST_CASE("compare says for each incomparable outcome why it is") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", R"({
    "shared": {"x": {"atomic": 0}},
    "threads": {"main": [{"loop": [{"fetch_add": "x", "value": 1}]}]},
    "limits": {"steps": 50}
  })");
  const std::vector<std::string> command = {"compare",       file,  "--runs", "1",
                                            "--run-timeout", "50ms"};
  const auto run = run_heddle(command);
  CHECK(run.says("why"));
  CHECK(run.says("cut off by the limit on time"));
  std::vector<std::string> as_json = command;
  as_json.insert(as_json.end(), {"--format", "json"});
  const json document = json::parse(run_heddle(as_json).out);
  for (const json& outcome : document["outcomes"]) {
    CHECK(outcome.contains("why") == (outcome["verdict"] == "incomparable"));
  }
}

TEST_CASE("compare tells what both saw from what is latent") {
  TemporaryFolder folder;
  // On an idle machine the sleeper is always the last one.
  const std::string file = folder.write("a.json", R"({
    "threads": {
      "main": [{"spawn": "sleeper"}, {"print": "main"}, "join_all"],
      "sleeper": [{"sleep": "200ms"}, {"print": "sleeper"}]
    }
  })");
  const auto run = run_heddle({"compare", file, "--runs", "3", "--format", "json"});
  CHECK(run.exit_code == 0);
  const json document = json::parse(run.out);
  CHECK(document["holes"] == 0);
  CHECK(document["complete"] == true);
  REQUIRE(document["outcomes"].size() == 2);
  CHECK(document["outcomes"][0]["verdict"] == "both");
  CHECK(document["outcomes"][1]["verdict"] == "latent");
  CHECK(document["latent_rate_bound"] == 1.0);
}

TEST_CASE("bugs of the scenario do not make compare fail") {
  TemporaryFolder folder;
  const auto run =
      run_heddle({"compare", folder.write("a.json", testing::lost_update), "--runs", "5"});
  CHECK(run.exit_code == 0);
  CHECK(run.says("real threads did nothing that was not explored"));
}

}  // namespace heddle::tools
