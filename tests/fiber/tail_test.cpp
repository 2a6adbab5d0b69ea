// Where a scheduler leaves the tails of executions to the engine, and which steps those are.

#include <doctest/doctest.h>

#include <string>

#include "sim/fiber/simulation.hpp"
#include "sim/model/systematic_search.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

// Lets the last thread that is able go on, so that main does what it does as late as may be.
class LastAble final : public Scheduler, private SystematicSearch {
 public:
  bool begin() override { return true; }
  const SystematicSearch* systematic() const override { return this; }
  std::optional<std::size_t> pick(const Point& point) override {
    ++asked;
    return point.alternatives.size() - 1;
  }

  std::size_t asked = 0;

 private:
  bool leaves_tail() const override { return true; }
};

// Of how many steps nobody was asked about.
std::size_t tail_of(const std::string& main, const std::string& rest = "") {
  Loaded loaded(R"({"shared": {"x": {"atomic": 0}, "m": "mutex"},
                    "threads": {"main": [)" +
                main + R"(], "a": [{"store": "x", "value": 1}], "b": []})" + rest + "}");
  Simulation simulation(loaded.program, loaded.scenario.settings);
  LastAble scheduler;
  const Execution& execution = simulation.run(scheduler);
  CHECK(execution.decided == scheduler.asked);
  return execution.steps - execution.decided;
}

}  // namespace

// The ends of both, two joins, the end of main: but for the end of b, which comes while a is at its
// store.
TEST_CASE("a tail begins with the last thread's end") {
  CHECK(tail_of(R"({"spawn": "a"}, {"spawn": "b"}, "join_all")") == 4);
}

TEST_CASE("what main does once it is alone is of the tail") {
  CHECK(tail_of(R"({"spawn": "a"}, "join_all", {"lock": "m"}, {"load": "x", "into": "seen"},
                   {"unlock": "m"}, {"print": "{seen}"}, {"assert": "seen == 1"})") == 7);
  CHECK(tail_of(R"({"spawn": "a"}, "join_all", {"for": "i", "in": "0..3", "do": [
                   {"fetch_add": "x", "value": 1}]})") == 6);
}

TEST_CASE("nothing is left of a tail in which something could go several ways") {
  CHECK(tail_of(R"({"spawn": "a"}, "join_all", {"choose": "which", "from": [0, 1]})") == 0);
  CHECK(tail_of(R"({"spawn": "a"}, "join_all", {"sleep": "1ms"})") == 0);
  CHECK(tail_of(R"({"spawn": "a"}, "join_all", {"try_lock": "m", "timeout": "1ms"})") == 0);
  CHECK(tail_of(R"({"spawn": "a"}, "join_all", {"spawn": "b"}, "join_all")") == 3);
}

// The first join is of a loop that begins before what could go several ways.
TEST_CASE("a join to which main comes back does not begin a tail") {
  CHECK(tail_of(R"({"for": "i", "in": "0..2", "do": [
                   {"spawn": "a"}, {"choose": "which", "from": [0, 1]}, "join_all"]})") == 0);
}

TEST_CASE("a tail begins with the join that leaves no thread unjoined") {
  CHECK(tail_of(R"({"spawn": "a", "as": "one"}, {"spawn": "a", "as": "other"},
                   {"join": "one"}, {"join": "other"})") == 2);
  CHECK(tail_of(R"({"spawn": "a", "times": 2, "as": "them"}, {"join": "them"})") == 4);
  CHECK(tail_of(R"({"spawn": "a", "as": "one"}, {"spawn": "a"}, {"join": "one"})",
                R"(, "main_exit": "join")") == 0);
}

TEST_CASE("programs without a scheduler that leaves it have no tail") {
  Loaded loaded(R"({"threads": {"main": [{"spawn": "a"}, "join_all"], "a": []}})");
  Simulation simulation(loaded.program, loaded.scenario.settings);
  const auto scheduler = make_scheduler("random", 0);
  REQUIRE(scheduler->begin());
  const Execution& execution = simulation.run(*scheduler);
  CHECK(execution.decided == execution.steps);
}

}  // namespace heddle
