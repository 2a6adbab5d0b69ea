#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using nlohmann::json;
using testing::run_heddle;
using testing::TemporaryFolder;

TEST_CASE("validate says ok, and how much there is in the file") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const auto run = run_heddle({"validate", file});
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with(file + ": ok ("));
  CHECK(run.says("1 shared object)"));
}

TEST_CASE("validate lists every error of every file with its place, and exits 2") {
  TemporaryFolder folder;
  const std::string bad = folder.write("bad.json", R"({
  "threads": {"main": [{"prnt": "x"}, {"sleep": 5}]}
})");
  const std::string good = folder.write("good.json", testing::right_update);
  const auto run = run_heddle({"validate", bad, good});
  CHECK(run.exit_code == 2);
  CHECK(run.says(bad + ":2:"));
  CHECK(run.says("/threads/main/0"));
  CHECK(run.says("did you mean \"print\"?"));
  CHECK(run.says("/threads/main/1"));
  CHECK(run.says(good + ": ok"));
  const json document = json::parse(run_heddle({"validate", bad, good, "--format", "json"}).out);
  REQUIRE(document["files"].size() == 2);
  CHECK(document["files"][0]["valid"] == false);
  CHECK(document["files"][0]["errors"].size() == 2);
  CHECK(document["files"][0]["errors"][0]["line"] == 2);
  CHECK(document["files"][1]["valid"] == true);
}

TEST_CASE(
    "validate, explore and check warn of a local that is never read, and fail nothing by it") {
  TemporaryFolder folder;
  const std::string file = folder.write("mistyped.json", R"({
  "shared": {"flag": {"atomic": false}},
  "threads": {"a": [{"set": {"flg": true}}], "b": [{"print": "{flag}"}]},
  "expect": {"bugs": []}
})");
  const auto validated = run_heddle({"validate", file});
  CHECK(validated.exit_code == 0);
  CHECK(validated.says(file + ":3:"));
  CHECK(validated.says("the local \"flg\" of a is never read; did you mean \"flag\"?"));
  const auto explored = run_heddle({"explore", file});
  CHECK(explored.exit_code == 0);
  CHECK(explored.says("unread-local"));
  CHECK(explored.says("did you mean \"flag\"?"));
  CHECK(explored.says("/threads/a/0"));
  const auto checked = run_heddle({"check", file});
  CHECK(checked.exit_code == 0);
  CHECK(checked.says("did you mean \"flag\"?"));
  const json document = json::parse(run_heddle({"validate", file, "--format", "json"}).out);
  REQUIRE(document["files"][0]["warnings"].size() == 1);
  CHECK(document["files"][0]["warnings"][0]["kind"] == "unread-local");
  CHECK(document["files"][0]["warnings"][0]["suggestion"] == "flag");
  CHECK(document["files"][0]["warnings"][0]["line"] == 3);
  const json report = json::parse(run_heddle({"explore", file, "--format", "json"}).out);
  CHECK(report["warnings"][0]["kind"] == "unread-local");
}

}  // namespace heddle::tools
