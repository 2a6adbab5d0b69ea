#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using nlohmann::json;
using testing::run_heddle;
using testing::TemporaryFolder;

namespace {

constexpr std::string_view hello = R"({
  "name": "hello",
  "shared": {"x": 0},
  "threads": {
    "main": [{"spawn": "other", "as": "h"}, {"print": "hello from main"}, {"sleep": "2ms"}, {"join": "h"}],
    "other": [{"set": {"x": 1}}, {"print": "hello from other"}]
  }
})";

}  // namespace

TEST_CASE("run prints the program's output, then its status") {
  TemporaryFolder folder;
  const auto run = run_heddle({"run", folder.write("a.json", hello)});
  CHECK(run.exit_code == 0);
  CHECK(run.err.empty());
  CHECK(run.says("hello from main\n"));
  CHECK(run.says("hello from other\n"));
  CHECK(run.out.find("status: completed") > run.out.find("hello from other"));
  CHECK(run.says("2ms of virtual time"));
}

TEST_CASE("run --trace shows every step with its thread, operation and place") {
  TemporaryFolder folder;
  const auto run = run_heddle({"run", folder.write("a.json", hello), "--trace"});
  CHECK(run.says("spawn other"));
  CHECK(run.says("write x <- 1"));
  CHECK(run.says("print 'hello from main'"));
  CHECK(run.says("[time is 2ms]"));
  CHECK(run.says("/threads/main/0"));
}

TEST_CASE("run --format json is one document, with the trace where it is wanted") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", hello);
  const json plain = json::parse(run_heddle({"run", file, "--format", "json"}).out);
  CHECK(plain["scenario"] == "hello");
  CHECK(plain["scheduler"] == "round-robin");
  CHECK(plain["time"] == "exact");
  CHECK(plain["status"] == "completed");
  CHECK(plain["output"].size() == 2);
  CHECK(plain["values"]["x"] == 1);
  CHECK(plain["time_ns"] == 2'000'000);
  CHECK_FALSE(plain.contains("trace"));
  const json traced = json::parse(run_heddle({"run", file, "--format", "json", "--trace"}).out);
  CHECK(traced["trace"].size() == traced["steps"]);
  CHECK(traced["trace"][0]["operation"] == "spawn other");
}

TEST_CASE("run exits 1 on a bug, a data race included, and 3 where it is cut off") {
  TemporaryFolder folder;
  const auto race = run_heddle({"run", folder.write("a.json", R"({
    "shared": {"x": 0},
    "threads": {"a": [{"set": {"x": 1}}], "b": [{"set": {"x": 2}}]}
  })")});
  CHECK(race.exit_code == 1);
  CHECK(race.says("data-race"));
  const auto endless = run_heddle({"run", folder.write("b.json", R"({
    "threads": {"main": [{"loop": ["yield"]}]}, "limits": {"steps": 50}
  })")});
  CHECK(endless.exit_code == 3);
  CHECK(endless.says("truncated"));
}

TEST_CASE("a seed gives the same execution every time") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", hello);
  const auto once = run_heddle({"run", file, "--scheduler", "random", "--seed", "5", "--trace"});
  const auto twice = run_heddle({"run", file, "--scheduler", "random", "--seed", "5", "--trace"});
  CHECK(once.out == twice.out);
}

}  // namespace heddle::tools
