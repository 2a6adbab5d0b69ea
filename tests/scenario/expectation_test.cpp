#include "sim/scenario/expectation.hpp"

#include <doctest/doctest.h>

#include "sim/scenario/loader.hpp"

namespace heddle::scenario {
namespace {

Scenario expecting(const std::string& expectation) {
  return load_scenario(R"json({
    "shared": {"x": 0, "list": [0, 0], "name": "none"},
    "threads": {"main": [{"set": {"x": 1}}]},
    "observe": ["output", "x", "list", "name", "x / (x - 1)"],
    "expect": )json" + expectation +
                           "}",
                       "test.json");
}

struct Seen {
  std::int64_t x = 0;
  std::int64_t first = 0;
  std::int64_t second = 0;
  std::string name = "none";
  std::vector<std::string> lines = {};
  Status status = Status::completed;
  Value quotient = Value::of(std::int64_t{0});
};

Outcome outcome(const Scenario& scenario, const Seen& seen) {
  Outcome outcome;
  outcome.status = seen.status;
  for (const std::string& line : seen.lines) outcome.output.push_back(scenario.texts->intern(line));
  outcome.values = {Value::of(seen.x), Value::of(seen.first), Value::of(seen.second),
                    Value::of(scenario.texts->intern(seen.name)), seen.quotient};
  return outcome;
}

std::vector<Unmet> judged(const std::string& expectation, const std::vector<Seen>& outcomes,
                          const std::vector<std::string>& bugs, bool complete) {
  const Scenario scenario = expecting(expectation);
  ExpectationJudge judge(scenario);
  for (const Seen& seen : outcomes) judge.see(outcome(scenario, seen));
  for (const std::string& bug : bugs) judge.see_bug(bug, "message");
  return judge.judge(complete);
}

bool is_contradicted(const std::vector<Unmet>& unmet) {
  return unmet.size() == 1 && unmet.front().kind == Unmet::Kind::contradicted;
}
bool is_undecided(const std::vector<Unmet>& unmet) {
  return unmet.size() == 1 && unmet.front().kind == Unmet::Kind::undecided;
}

}  // namespace

TEST_CASE("the bugs expected are exactly those found") {
  CHECK(judged(R"({"bugs": ["panic"]})", {{}}, {"panic", "panic"}, true).empty());
  CHECK(is_contradicted(judged(R"({"bugs": []})", {{}}, {"panic"}, false)));
  CHECK(is_contradicted(judged(R"({"bugs": ["panic"]})", {{}}, {"panic", "fault"}, true)));
  CHECK(is_contradicted(judged(R"({"bugs": ["panic"]})", {{}}, {}, true)));
}

TEST_CASE("a bug that was not found is undecided where not everything was explored") {
  CHECK(is_undecided(judged(R"({"bugs": ["panic"]})", {{}}, {}, false)));
  CHECK(judged(R"({"bugs": []})", {{}}, {}, false).empty());
}

TEST_CASE("without a list of bugs, none is unexpected") {
  CHECK(judged(R"({"distinct_outcomes": 1})", {{}}, {"panic"}, true).empty());
}

TEST_CASE("the number of distinct outcomes is exact, and undecided while it may still grow") {
  const char* const two = R"({"distinct_outcomes": 2})";
  CHECK(judged(two, {{.x = 0}, {.x = 1}}, {}, true).empty());
  CHECK(judged(two, {{.x = 0}, {.x = 1}}, {}, false).empty());
  CHECK(is_contradicted(judged(two, {{.x = 0}}, {}, true)));
  CHECK(is_undecided(judged(two, {{.x = 0}}, {}, false)));
  CHECK(is_contradicted(judged(two, {{.x = 0}, {.x = 1}, {.x = 2}}, {}, false)));
}

TEST_CASE("an outcome must match a row, and no forbidden one") {
  const char* const rows = R"({"outcomes": [
    {"when": {"x": 1}, "grade": "allowed"},
    {"when": {"x": 2}, "grade": "interesting"},
    {"when": {"x": 1, "name": "bad"}, "grade": "forbidden", "note": "never"}
  ]})";
  CHECK(judged(rows, {{.x = 1}}, {}, false).empty());
  CHECK(judged(rows, {{.x = 1}, {.x = 2}}, {}, true).empty());
  CHECK(is_contradicted(judged(rows, {{.x = 3}}, {}, false)));
  const auto unmet = judged(rows, {{.x = 1, .name = "bad"}}, {}, false);
  REQUIRE(is_contradicted(unmet));
  CHECK(unmet.front().reason.find("(never)") != std::string::npos);
}

TEST_CASE("rows match status, output, arrays and faulting expressions") {
  const char* const rows = R"json({"outcomes": [
    {"when": {"status": "deadlock"}},
    {"when": {"output": ["a", "b"]}},
    {"when": {"list": [3, 4]}},
    {"when": {"x / (x - 1)": null}}
  ]})json";
  CHECK(judged(rows, {{.status = Status::deadlock}}, {}, true).empty());
  CHECK(judged(rows, {{.lines = {"a", "b"}}}, {}, true).empty());
  CHECK(is_contradicted(judged(rows, {{.lines = {"a"}}}, {}, true)));
  CHECK(judged(rows, {{.first = 3, .second = 4}}, {}, true).empty());
  CHECK(is_contradicted(judged(rows, {{.first = 4, .second = 3}}, {}, true)));
  CHECK(judged(rows, {{.quotient = Value{}}}, {}, true).empty());
}

TEST_CASE("of many forbidden outcomes a few are described and the rest counted") {
  std::vector<Seen> many;
  for (std::int64_t x = 0; x < 20; ++x) many.push_back({.x = x});
  const auto unmet = judged(R"({"outcomes": []})", many, {}, true);
  REQUIRE(unmet.size() == 6);
  CHECK(unmet.front().reason.find("x = 0") != std::string::npos);
  CHECK(unmet.back().reason.find("15 more outcomes") != std::string::npos);
}

}  // namespace heddle::scenario
