#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using nlohmann::json;
using testing::run_heddle;
using testing::TemporaryFolder;

namespace {

std::string with_expectation(std::string_view scenario, const std::string& expectation) {
  std::string text(scenario);
  const std::size_t place = text.find("\"expect\"");
  return text.substr(0, place) + "\"expect\": " + expectation + "}";
}

}  // namespace

TEST_CASE("check passes where every expectation is met, in folders too") {
  TemporaryFolder folder;
  folder.write("all/a.json", testing::lost_update);
  folder.write("all/below/b.json", testing::right_update);
  folder.write("all/scenario.schema.json", "{}");
  folder.write("all/notes.txt", "no scenario");
  const auto run = run_heddle({"check", folder.path("all"), "--jobs", "2"});
  CHECK(run.exit_code == 0);
  CHECK(run.out.ends_with("2 passed, 0 failed\n"));
}

TEST_CASE("check says which expectations are not met, and exits 1") {
  TemporaryFolder folder;
  const auto run = run_heddle(
      {"check", folder.write("a.json", with_expectation(testing::lost_update, R"({"bugs": []})")),
       folder.write("b.json", with_expectation(testing::right_update, R"({"bugs": ["deadlock"]})")),
       folder.write("c.json",
                    with_expectation(testing::lost_update, R"({"distinct_outcomes": 3})")),
       folder.write("d.json", testing::right_update)});
  CHECK(run.exit_code == 1);
  CHECK(run.says("unexpected finally"));
  CHECK(run.says("expected a bug of kind deadlock"));
  CHECK(run.says("expected 3 distinct outcomes, found 2"));
  CHECK(run.out.ends_with("1 passed, 3 failed\n"));
}

TEST_CASE("check is undecided where the budget ends first, and exits 3") {
  TemporaryFolder folder;
  const std::string file =
      folder.write("a.json", with_expectation(testing::lost_update, R"({"distinct_outcomes": 3})"));
  const auto run = run_heddle({"check", file, "--executions", "2"});
  CHECK(run.exit_code == 3);
  CHECK(run.says("UNDECIDED"));
  CHECK(run.out.ends_with("0 passed, 0 failed, 1 undecided\n"));
}

TEST_CASE("check of a file without expectations passes and says so") {
  TemporaryFolder folder;
  const auto run =
      run_heddle({"check", folder.write("a.json", R"({"threads": {"main": ["yield"]}})")});
  CHECK(run.exit_code == 0);
  CHECK(run.says("no expectations"));
}

TEST_CASE("a file that is no scenario fails, and check exits 2") {
  TemporaryFolder folder;
  folder.write("all/a.json", "{}");
  folder.write("all/b.json", testing::right_update);
  const auto run = run_heddle({"check", folder.path("all")});
  CHECK(run.exit_code == 2);
  CHECK(run.says("1 passed, 1 failed"));
  CHECK(run_heddle({"check", folder.path("missing")}).exit_code == 2);
  std::filesystem::create_directories(folder.path("empty"));
  CHECK(run_heddle({"check", folder.path("empty")}).exit_code == 2);
}

TEST_CASE("check --fail-fast skips the rest after the first failure") {
  TemporaryFolder folder;
  folder.write("all/a.json", with_expectation(testing::lost_update, R"({"bugs": []})"));
  folder.write("all/b.json", testing::right_update);
  const auto run = run_heddle({"check", folder.path("all"), "--fail-fast", "--jobs", "1"});
  CHECK(run.exit_code == 1);
  CHECK(run.says("0 passed, 1 failed, 1 skipped"));
}

TEST_CASE("check --format json lists the files in order with their verdicts") {
  TemporaryFolder folder;
  folder.write("all/a.json", testing::lost_update);
  folder.write("all/b.json", with_expectation(testing::right_update, R"({"bugs": ["panic"]})"));
  const json document =
      json::parse(run_heddle({"check", folder.path("all"), "--format", "json"}).out);
  CHECK(document["passed"] == 1);
  CHECK(document["failed"] == 1);
  REQUIRE(document["files"].size() == 2);
  CHECK(document["files"][0]["verdict"] == "passed");
  CHECK(document["files"][0]["complete"] == true);
  CHECK(document["files"][1]["verdict"] == "failed");
  CHECK(document["files"][1]["reasons"].size() == 1);
}

TEST_CASE("check --save keeps the schedules of files that fail") {
  TemporaryFolder folder;
  const std::string file =
      folder.write("a.json", with_expectation(testing::lost_update, R"({"bugs": []})"));
  CHECK(run_heddle({"check", file, "--save", folder.path("failures")}).exit_code == 1);
  CHECK(std::filesystem::exists(folder.path("failures/lost-update-finally-1.schedule")));
}

}  // namespace heddle::tools
