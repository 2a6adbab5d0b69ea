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

}  // namespace heddle::tools
