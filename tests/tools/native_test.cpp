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
