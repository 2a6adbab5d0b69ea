// The assumptions of a verdict, from the file to the report.

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using nlohmann::json;
using testing::run_heddle;
using testing::TemporaryFolder;

namespace {

constexpr std::string_view store_buffering = R"({
  "name": "weak-orders",
  "shared": {"x": {"atomic": 0}, "y": {"atomic": 0}, "r": {"atomic": -1}, "s": {"atomic": -1}},
  "observe": ["r", "s"],
  "finally": ["r == 1 || s == 1"],
  "threads": {
    "a": [{"store": "x", "value": 1, "order": "release"}, {"load": "y", "into": "v", "order": "acquire"},
          {"store": "r", "value": "v"}],
    "b": [{"store": "y", "value": 1, "order": "release"}, {"load": "x", "into": "v", "order": "acquire"},
          {"store": "s", "value": "v"}]
  },
  "expect": {"bugs": []}
})";

constexpr std::string_view two_readers = R"({
  "shared": {"l": "rwlock"},
  "threads": {
    "one": [{"lock_shared": "l"}, {"unlock_shared": "l"}],
    "two": [{"lock_shared": "l"}, {"unlock_shared": "l"}],
    "writer": [{"lock": "l"}, {"unlock": "l"}]
  },
  "expect": {"bugs": []}
})";

json explored(const std::string& file, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"explore", file, "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return json::parse(run_heddle(arguments).out);
}

}  // namespace

TEST_CASE("a proof says that it is one for sequentially consistent values") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", store_buffering);
  for (const char* const strategy : {"dpor", "stateful", "exhaustive"}) {
    const json document = explored(file, {"--scheduler", strategy});
    CHECK(document["verdict"]["kind"] == "proved");
    CHECK(document["verdict"]["assumes"] == json{"sequentially consistent values"});
    const std::string text = document["verdict"]["text"];
    CHECK(text.starts_with(
        "proved for sequentially consistent values; 4 operations ask for less; by all "));
    REQUIRE(document["warnings"].size() == 1);
    const json& warning = document["warnings"][0];
    CHECK(warning["kind"] == "order-ignored");
    CHECK(warning["at"] == json{"/threads/a/0", "/threads/a/1", "/threads/b/0", "/threads/b/1"});
  }
  const auto run = run_heddle({"explore", file});
  CHECK(run.exit_code == 0);
  CHECK(run.says("order-ignored: 4 operations ask for an order weaker than seq_cst"));
  CHECK(run.says("/threads/a/0, /threads/a/1, /threads/b/0, /threads/b/1\n"));
}

TEST_CASE("what is assumed is in every verdict's JSON, and in the text of those that prove") {
  TemporaryFolder folder;
  const std::string weak = folder.write("weak.json", store_buffering);
  const json bounded = explored(weak, {"--bound", "preemptions=0"});
  CHECK(bounded["verdict"]["text"] ==
        "proved up to 0 preemptions for sequentially consistent values; 4 operations ask for less: "
        "no bug with at most 0 preemptions");
  const json sampled = explored(weak, {"--scheduler", "random", "--executions", "10"});
  CHECK(sampled["verdict"]["assumes"].size() == 1);
  CHECK(run_heddle({"check", weak}).says("; for sequentially consistent values"));
  const std::string strong = folder.write("strong.json", testing::lost_update);
  CHECK(explored(strong)["verdict"]["assumes"] == json::array());
}

TEST_CASE("a proof says that it is one for rwlocks that prefer nobody") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", two_readers);
  const json document = explored(file);
  CHECK(document["verdict"]["assumes"] == json{"rwlocks that prefer nobody"});
  const std::string text = document["verdict"]["text"];
  CHECK(text.starts_with("proved for rwlocks that prefer nobody; by all "));
}

TEST_CASE("where values are assumed to be sequentially consistent, no native outcome is a hole") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", store_buffering);
  const auto run = run_heddle({"compare", file, "--runs", "300", "--format", "json"});
  const json document = json::parse(run.out);
  CHECK(document["complete"] == true);
  CHECK(document["holes"] == 0);
  CHECK(run.exit_code == 0);
}

}  // namespace heddle::tools
