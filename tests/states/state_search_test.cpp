// The search over states: its counts, livelocks, and its limits.

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

std::vector<std::string> kinds(const Report& report) {
  std::vector<std::string> found;
  for (const Finding& bug : report.bugs) found.push_back(bug.kind);
  return found;
}

TEST_CASE("states on which many interleavings meet are gone through once") {
  // Two threads of n steps each that commute in effect: (n + 1)^2 states, however many orders.
  Loaded loaded(R"({"shared": {"x": {"atomic": 0}}, "threads": {
    "a": [{"repeat": 9, "do": [{"fetch_add": "x", "value": 1}]}],
    "b": [{"repeat": 9, "do": [{"fetch_add": "x", "value": 1}]}]}})");
  const Report report = loaded.explore("stateful");
  CHECK(report.complete);
  CHECK(report.outcomes.size() == 1);
  CHECK(report.executions == 1);
  CHECK(report.states >= 100);
  CHECK(report.states < 150);
  CHECK(report.transitions >= report.states);
}

TEST_CASE("a transition is counted once, also where it is looked at again to find livelocks") {
  // Two threads that each go round in two states of their own: four states, each with a step of
  // either thread to another one.
  Loaded loaded(R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "threads": {
    "a": [{"loop": [{"fetch_xor": "x", "value": 1}]}],
    "b": [{"loop": [{"fetch_xor": "y", "value": 1}]}],
    "main": [{"spawn": "a"}, {"spawn": "b"}, {"join_all": null}]}})");
  const Report report = loaded.explore("stateful");
  CHECK(kinds(report) == std::vector<std::string>{"livelock"});
  CHECK(report.states == 6);
  CHECK(report.transitions == 10);
  CHECK(report.steps == report.transitions);
}

TEST_CASE("a spin lock has finitely many states, and is no livelock where its holder goes on") {
  Loaded loaded(R"({"shared": {"locked": {"atomic": 0}, "n": 0}, "threads": {
    "a": [{"loop": [{"compare_exchange": "locked", "expected": 0, "desired": 1, "into": "ok"},
                    {"if": "ok", "then": ["break"]}]},
          {"set": {"n": "n + 1"}}, {"store": "locked", "value": 0}],
    "b": [{"loop": [{"compare_exchange": "locked", "expected": 0, "desired": 1, "into": "ok"},
                    {"if": "ok", "then": ["break"]}]},
          {"set": {"n": "n + 1"}}, {"store": "locked", "value": 0}]},
    "finally": ["n == 2"]})");
  const Report report = loaded.explore("stateful");
  CHECK(report.complete);
  CHECK(kinds(report).empty());
  CHECK(report.outcomes.size() == 1);
}

TEST_CASE("a spin lock that is never released is a livelock") {
  Loaded loaded(R"({"shared": {"locked": {"atomic": 0}}, "threads": {
    "a": [{"store": "locked", "value": 1}],
    "b": [{"loop": [{"compare_exchange": "locked", "expected": 0, "desired": 1, "into": "ok"},
                    {"if": "ok", "then": ["break"]}]}]}})");
  const Report report = loaded.explore("stateful");
  CHECK(report.complete);
  REQUIRE(kinds(report) == std::vector<std::string>{"livelock"});
  CHECK(report.bugs[0].threads == std::vector<std::string>{"b"});
  CHECK(report.bugs[0].message.find("the last 1 step of the schedule") != std::string::npos);
  CHECK(parse_schedule(report.bugs[0].schedule).steps.back().thread == "b");
  // Where b comes first, all is well.
  CHECK(report.outcomes.size() == 1);
}

TEST_CASE("a thread that waits in a loop for one that only has to be let go is no livelock") {
  Loaded loaded(R"({"shared": {"m": "mutex", "ready": false}, "threads": {
    "a": [{"lock": "m"}, {"set": {"ready": true}}, {"unlock": "m"}],
    "b": [{"loop": [{"lock": "m"}, {"set": {"done": "ready"}}, {"unlock": "m"},
                    {"if": "done", "then": ["break"]}, "yield"]}]}})");
  const Report report = loaded.explore("stateful");
  CHECK(report.complete);
  CHECK(kinds(report).empty());
}

TEST_CASE("two threads that give way to each other for ever are a livelock, with both in it") {
  Loaded loaded = Loaded::file("scenarios/bugs/polite-back-off.json");
  const Report report = loaded.explore("stateful");
  CHECK(report.complete);
  REQUIRE(kinds(report) == std::vector<std::string>{"livelock"});
  CHECK(report.bugs[0].threads.size() == 2);
}

TEST_CASE("a sleeper whose sleep may end late is cut off by one who spins, and is no livelock") {
  const auto spinning = [](const std::string& jitter) {
    return Loaded(R"({"time": {"model": "jitter", "jitter": ")" + jitter +
                  R"("}, "main_exit": "join",
      "shared": {"stop": {"atomic": 0}}, "threads": {
      "spins": [{"while": "stop == 0", "do": ["yield"]}],
      "sleeps": [{"sleep": "0ms"}, {"store": "stop", "value": 1}]}})");
  };
  // As long as one spins the clock stands still, so a sleep that is late never ends.
  const Report late = spinning("1ms").explore("stateful");
  CHECK(kinds(late).empty());
  CHECK(late.truncated == 1);
  CHECK_FALSE(late.complete);
  const Report punctual = spinning("0ms").explore("stateful");
  CHECK(kinds(punctual).empty());
  CHECK(punctual.truncated == 0);
  CHECK(punctual.complete);
}

TEST_CASE("where the memory for states is used up, the search says so") {
  // Every order of the lines is a state of its own, for ever.
  Loaded loaded(R"({"threads": {"a": [{"loop": [{"print": "a"}]}],
                                "b": [{"loop": [{"print": "b"}]}]}})");
  const Report report = loaded.explore("stateful:memory=2");
  CHECK(report.ended == Ended::memory);
  CHECK_FALSE(report.complete);
  CHECK(report.states > 1000);
}

TEST_CASE("a state takes less than 64 bytes") {
  Loaded loaded = Loaded::file("scenarios/bugs/dining-philosophers-5.json");
  const Report report = loaded.explore("stateful");
  CHECK(report.complete);
  CHECK(kinds(report) == std::vector<std::string>{"deadlock"});
  CHECK(report.state_bytes < 64 * report.states);
}

TEST_CASE("several threads find what one finds, in a search that is large enough to be shared") {
  // Seven threads that each add to one of two counters, four times: thousands of states at once.
  std::string threads;
  for (int thread = 0; thread < 7; ++thread) {
    threads += (thread == 0 ? "" : ",") + std::string("\"t") + std::to_string(thread) +
               R"(": [{"repeat": 4, "do": [{"fetch_add": ")" + (thread % 2 == 0 ? "x" : "y") +
               R"(", "value": 1}]}])";
  }
  Loaded loaded(R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "threads": {)" + threads +
                "}}");
  const Report alone = loaded.explore("stateful");
  CHECK(alone.complete);
  for (const unsigned jobs : {2U, 3U}) {
    const Report shared = explore_states(loaded.program, loaded.options("stateful"),
                                         std::size_t{1} << 30U, {.jobs = jobs});
    CHECK(shared.complete);
    CHECK(shared.states == alone.states);
    CHECK(shared.transitions == alone.transitions);
    CHECK(shared.state_bytes == alone.state_bytes);
    REQUIRE(shared.outcomes.size() == 1);
    CHECK(shared.outcomes[0].schedule == alone.outcomes[0].schedule);
  }
}

TEST_CASE("a bug is shown by a shortest schedule") {
  // It takes two steps of b, however long a goes on.
  Loaded loaded(R"({"shared": {"x": {"atomic": 0}}, "threads": {
    "a": [{"repeat": 20, "do": [{"fetch_add": "x", "value": 1}]}],
    "b": [{"load": "x", "into": "seen"}, {"assert": "seen > 0"}]}})");
  const Report report = loaded.explore("stateful");
  REQUIRE(kinds(report) == std::vector<std::string>{"assertion"});
  std::size_t of_a = 0;
  for (const auto& step : parse_schedule(report.bugs[0].schedule).steps) {
    if (step.thread == "a") ++of_a;
  }
  CHECK(of_a == 0);
}

TEST_CASE("a thread that gives way for ever does not put off the others") {
  // Each step of a concerns no other thread. If such steps were always taken first, b's would never
  // be.
  Loaded loaded(R"({"shared": {"x": {"atomic": 0}}, "threads": {
    "a": [{"loop": ["yield"]}],
    "c": [{"loop": ["yield", {"fence": "seq_cst"}]}],
    "b": [{"fetch_add": "x", "value": 1}, {"assert": "false"}]}})");
  const Report report = loaded.explore("stateful");
  CHECK(report.complete);
  const std::vector<std::string> found = kinds(report);
  CHECK(std::ranges::count(found, "assertion") == 1);
}

TEST_CASE("the schedules of a search over states can be followed") {
  Loaded loaded = Loaded::file("scenarios/bugs/lost-wakeup.json");
  const Report states = loaded.explore("stateful");
  const Report all = loaded.explore("dpor");
  REQUIRE(kinds(states) == kinds(all));
  CHECK(states.bugs[0].message == all.bugs[0].message);
  CHECK(states.bugs[0].at == all.bugs[0].at);
}

}  // namespace
}  // namespace heddle
