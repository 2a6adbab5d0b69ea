#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using nlohmann::json;
using testing::run_heddle;
using testing::TemporaryFolder;

namespace {

json explored(const std::string& file, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"explore", file, "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return json::parse(run_heddle(arguments).out);
}

// Three threads of ten steps each: far more interleavings than a test has time for.
constexpr std::string_view large = R"({
  "shared": {"x": {"atomic": 0}},
  "threads": {
    "a": [{"repeat": 10, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}],
    "b": [{"repeat": 10, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}],
    "c": [{"repeat": 10, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}]
  }
})";

}  // namespace

TEST_CASE("explore --format json has the documented shape") {
  TemporaryFolder folder;
  const json document = explored(folder.write("a.json", testing::lost_update));
  CHECK(document["scenario"] == "lost-update");
  CHECK(document["scheduler"].is_string());
  CHECK(document["time"] == "unbounded");
  CHECK(document["complete"] == true);
  CHECK(document["executions"].get<int>() > 1);
  CHECK(document["blocked"].is_number_unsigned());
  CHECK(document["truncated"] == 0);
  CHECK(document["steps"].get<int>() > document["executions"].get<int>());
  CHECK(document["seconds"].is_number());
  CHECK(document["warnings"].is_array());
  REQUIRE(document["outcomes"].size() == 2);
  for (const json& outcome : document["outcomes"]) {
    const bool lost = outcome["values"]["x"] == 1;
    CHECK(outcome["status"] == (lost ? "finally" : "completed"));
    CHECK(outcome["output"] == json::array());
    CHECK(outcome["executions"].get<int>() > 0);
    CHECK(outcome["schedule"].get<std::string>().starts_with("heddle1:"));
  }
  REQUIRE(document["bugs"].size() == 1);
  const json& bug = document["bugs"][0];
  CHECK(bug["kind"] == "finally");
  CHECK_FALSE(bug["message"].get<std::string>().empty());
  CHECK(bug["threads"].is_array());
  CHECK(bug["at"] == json::array({"/finally/0"}));
  CHECK(bug["schedule"].get<std::string>().starts_with("heddle1:"));
}

TEST_CASE("explore shows values of every type, and arrays as lists") {
  TemporaryFolder folder;
  const json document = explored(folder.write("a.json", R"json({
    "shared": {"number": -7, "truth": true, "text": "a\u00e9\"", "list": [1, 2], "one": {"array": 1, "value": 3}},
    "observe": ["number", "truth", "text", "list", "one", "list[1]", "number / (number + 7)", "output"],
    "threads": {"main": [{"print": "line {text}"}]}
  })json"));
  REQUIRE(document["outcomes"].size() == 1);
  const json& outcome = document["outcomes"][0];
  CHECK(outcome["output"] == json::array({"line a\u00e9\""}));
  CHECK(outcome["values"]["number"] == -7);
  CHECK(outcome["values"]["truth"] == true);
  CHECK(outcome["values"]["text"] == "a\u00e9\"");
  CHECK(outcome["values"]["list"] == json::array({1, 2}));
  CHECK(outcome["values"]["one"] == json::array({3}));
  CHECK(outcome["values"]["list[1]"] == 2);
  CHECK(outcome["values"]["number / (number + 7)"].is_null());
}

TEST_CASE("explore exits 1 where there is a bug and 0 where there is none") {
  TemporaryFolder folder;
  CHECK(run_heddle({"explore", folder.write("a.json", testing::lost_update)}).exit_code == 1);
  CHECK(run_heddle({"explore", folder.write("b.json", testing::right_update)}).exit_code == 0);
}

TEST_CASE("sampling that finds nothing exits 0 and is not complete") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  const auto run = run_heddle({"explore", file, "--scheduler", "random", "--executions", "5"});
  CHECK(run.exit_code == 0);
  const json document = explored(file, {"--scheduler", "random", "--executions", "5"});
  CHECK(document["complete"] == false);
  CHECK(document["executions"] == 5);
  CHECK(document["scheduler"] == "random");
}

TEST_CASE("what is too large for a search is sampled for the rest of the budget") {
  TemporaryFolder folder;
  const std::string file = folder.write("large.json", large);
  const json document = explored(file, {"--executions", "1000"});
  CHECK(document["complete"] == false);
  CHECK(document["executions"] == 1000);
  CHECK(document["scheduler"].get<std::string>().find("random") != std::string::npos);
  CHECK(document["verdict"]["kind"] == "sampled");
  const auto run = run_heddle({"explore", file, "--executions", "1000"});
  CHECK(run.says("not everything was covered"));
}

TEST_CASE("the same seed explores the same executions") {
  TemporaryFolder folder;
  const std::string file = folder.write("large.json", large);
  const auto sample = [&](const char* seed) {
    json document = explored(file, {"--scheduler", "random", "--executions", "20", "--seed", seed});
    document.erase("seconds");
    return document;
  };
  CHECK(sample("7") == sample("7"));
  CHECK(sample("7") != sample("8000"));
}

TEST_CASE("samples on several threads are the same executions") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const auto counts = [&](const char* jobs) {
    const json document =
        explored(file, {"--scheduler", "random", "--executions", "101", "--jobs", jobs});
    std::map<std::string, int> seen;
    for (const json& outcome : document["outcomes"]) {
      seen[outcome["status"]] = outcome["executions"];
    }
    return seen;
  };
  CHECK(counts("1").size() == 2);
  CHECK(counts("1") == counts("3"));
  CHECK(run_heddle({"explore", file, "--scheduler", "pct", "--budget", "50ms", "--jobs", "2"})
            .exit_code == 1);
  CHECK(run_heddle({"explore", file, "--scheduler", "pct", "--fail-fast", "--jobs", "2"})
            .says("stopped at the first bug"));
}

TEST_CASE("the text of explore gives a command that shows the bug again") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const auto run = run_heddle({"explore", file});
  const std::string start = "heddle replay " + file + " --schedule '";
  const std::size_t place = run.out.find(start);
  REQUIRE(place != std::string::npos);
  const std::size_t first = place + start.size();
  const std::string schedule = run.out.substr(first, run.out.find('\'', first) - first);
  const auto again = run_heddle({"replay", file, "--schedule", schedule});
  CHECK(again.exit_code == 1);
  CHECK(again.says("x == 2"));
}

TEST_CASE("explore --save writes a schedule file for each bug that replay follows") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  CHECK(run_heddle({"explore", file, "--save", folder.path("failures")}).exit_code == 1);
  const std::string saved = folder.path("failures/lost-update-finally-1.schedule");
  REQUIRE(std::filesystem::exists(saved));
  CHECK(run_heddle({"replay", file, "--schedule", saved}).exit_code == 1);
}

TEST_CASE("an interrupted exploration reports what it has and exits 3") {
  TemporaryFolder folder;
  const std::atomic<bool> interrupted{true};
  const auto run = run_heddle({"explore", folder.write("large.json", large)}, {}, &interrupted);
  CHECK(run.exit_code == 3);
  CHECK(run.says("interrupted"));
}

TEST_CASE("explore warns of what holds only because of sleeps") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", R"({
    "shared": {"x": {"atomic": 0}},
    "threads": {
      "main": [{"spawn": "late"}, {"sleep": "5ms"}, {"assert": "x == 1"}],
      "late": [{"store": "x", "value": 1}]
    }
  })");
  const json document = explored(file);
  CHECK(document["bugs"].size() == 1);
  REQUIRE_FALSE(document["warnings"].empty());
  const auto warned = [](const json& warning) { return warning["kind"] == "sleep-sync"; };
  CHECK(std::ranges::any_of(document["warnings"], warned));
  CHECK(explored(file, {"--time", "exact"})["bugs"].empty());
}

TEST_CASE("a bug that exact time hides is warned of, beside one that it does not hide") {
  TemporaryFolder folder;
  const json document = explored(folder.write("a.json", R"({
    "shared": {"x": 0},
    "threads": {
      "main": [{"spawn": "late"}, {"sleep": "5ms"}, {"assert": "x == 1"}],
      "late": [{"set": {"x": 1}}]
    }
  })"));
  std::vector<std::string> warnings;
  for (const json& warning : document["warnings"]) warnings.push_back(warning["message"]);
  CHECK(std::ranges::any_of(warnings, [](const std::string& message) {
    return message.find("no assertion can happen") != std::string::npos;
  }));
}

TEST_CASE("nothing is said of sleeps where an exploration was cut off, or did not see everything") {
  TemporaryFolder folder;
  const auto warns_of_sleeps = [&](const std::string& text, std::vector<std::string> more = {}) {
    const json document = explored(folder.write("a.json", text), std::move(more));
    return std::ranges::any_of(document["warnings"],
                               [](const json& warning) { return warning["kind"] == "sleep-sync"; });
  };
  const std::string late = R"(
    "shared": {"x": {"atomic": 0}},
    "threads": {
      "main": [{"spawn": "late"}, {"sleep": "5ms"}, {"assert": "x == 1"}],
      "late": [{"store": "x", "value": 1}])";
  CHECK(warns_of_sleeps("{" + late + "}}"));
  // Samples, a bound, and a number of executions do not see everything.
  CHECK_FALSE(warns_of_sleeps("{" + late + "}}", {"--scheduler", "random", "--executions", "500"}));
  CHECK_FALSE(warns_of_sleeps("{" + late + "}}", {"--bound", "preemptions=0"}));
  CHECK_FALSE(warns_of_sleeps("{" + late + "}}", {"--executions", "2"}));
  // A third thread goes on for ever, so that all its executions are cut off at the limit on steps.
  const std::string endless = late + R"(, "endless": [{"loop": ["yield"]}]})";
  const std::string spawning = endless.substr(0, endless.find(R"({"spawn": "late"})")) +
                               R"({"spawn": "endless"}, )" +
                               endless.substr(endless.find(R"({"spawn": "late"})"));
  CHECK_FALSE(warns_of_sleeps(R"({"main_exit": "join", "limits": {"steps": 30}, )" + spawning + "}",
                              {"--scheduler", "dpor"}));
}

TEST_CASE("a search over states gives no share of its outcomes, which would mean nothing") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const auto by_states = run_heddle({"explore", file, "--scheduler", "stateful"});
  CHECK(by_states.says("2 distinct outcomes\n"));
  CHECK_FALSE(by_states.says("share"));
  CHECK_FALSE(by_states.says(" %"));
  CHECK(run_heddle({"explore", file, "--scheduler", "dpor"}).says("share"));
}

TEST_CASE("--fail-fast stops at the first bug") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const json document = explored(file, {"--fail-fast"});
  CHECK(document["ended"] == "first-bug");
  CHECK(document["complete"] == false);
}

TEST_CASE("many long outcomes are shown by letters, and not all of them") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", R"({
    "threads": {
      "a": [{"for": "i", "in": "0..4", "do": [{"print": "a rather long line of output, number {i}, of a"}]}],
      "b": [{"for": "i", "in": "0..4", "do": [{"print": "a rather long line of output, number {i}, of b"}]}]
    }
  })");
  const auto run = run_heddle({"explore", file});
  CHECK(run.says("70 distinct outcomes"));
  CHECK(run.says("... and 50 more"));
  CHECK(run.says("a  a rather long line of output, number 0, of "));
}

}  // namespace heddle::tools
