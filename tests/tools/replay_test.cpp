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

TEST_CASE("text that is no schedule is told where it is wrong") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  const auto run = run_heddle({"replay", file, "--schedule", "heddle1:xyz:exact:main"});
  CHECK(run.exit_code == 2);
  CHECK(run.complains("bad schedule at character"));
}

}  // namespace heddle::tools
