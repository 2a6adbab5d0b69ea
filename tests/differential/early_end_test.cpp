// Executions that end early: a panic, an assertion, an invariant, a misuse, main's end or the limit
// on steps. Mostly they end in the very step that lets another thread go on. The execution has no
// step of that thread, and yet its orders have to be tried.

#include <doctest/doctest.h>

#include "tests/differential/against_exhaustive.hpp"
#include "tests/differential/generator.hpp"
#include "tests/differential/operation_pairs.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

TEST_CASE("dpor and stateful miss nothing where executions end early, and run no trace twice" *
          doctest::test_suite(HEDDLE_LONG_TESTS ? "long" : "")) {
  const std::uint64_t scenarios = scenarios_for_each_profile(HEDDLE_LONG_TESTS ? 500 : 30);
  std::uint64_t compared = 0;
  std::uint64_t interleavings = 0;
  std::uint64_t executions = 0;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < scenarios; ++seed) {
      const std::string text = generate_scenario(seed, profile, Ending::early);
      CAPTURE(name(profile));
      CAPTURE(seed);
      CAPTURE(text);
      const Compared result = compare_reductions(text);
      compared += result.is_decided ? 1 : 0;
      interleavings += result.interleavings;
      executions += result.executions;
    }
  }
  MESSAGE("compared " << compared << " scenarios: " << executions << " executions for "
                      << interleavings << " interleavings");
  CHECK(compared == scenarios * all_profiles.size());
}

// All pairs; in slow builds one in `one_of`.
void compare_pairs(bool with_a_third_thread, std::size_t one_of) {
  std::size_t number = 0;
  std::size_t compared = 0;
  OperationPair pair;
  for (pair.ending = 0; pair.ending < endings(); ++pair.ending) {
    for (pair.first = 0; pair.first < first_operations(); ++pair.first) {
      for (pair.second = 0; pair.second < second_operations(); ++pair.second) {
        if (++number % one_of != 0) continue;
        pair.exact_time = (number / one_of) % 2 == 0;
        pair.third = with_a_third_thread ? number * 31 % first_operations() : SIZE_MAX;
        const std::string text = scenario_of(pair);
        CAPTURE(text);
        if (compare_reductions(text).is_decided) ++compared;
      }
    }
  }
  MESSAGE("compared " << compared << " programs");
  CHECK(compared > number / one_of * 9 / 10);
}

TEST_CASE("whatever stands before its operation when another one ends everything is answered for" *
          doctest::test_suite(HEDDLE_LONG_TESTS ? "long" : "")) {
  compare_pairs(false, HEDDLE_LONG_TESTS ? 2 : 61);
  compare_pairs(true, HEDDLE_LONG_TESTS ? 17 : 307);
}

// To be run with --no-skip: it takes an hour.
TEST_CASE("by hand: all pairs of operations, with a third thread" * doctest::skip()) {
  compare_pairs(true, 1);
}

// A step closes a cycle of waits because of earlier steps of the cycle's other threads. A thread
// that the cycle cuts off may be cut off earlier, but only after those steps.
TEST_CASE("dpor finds every point at which a cycle of waits can cut off who is not in it") {
  const std::string others =
      R"("outer": [{"spawn": "inner"}, {"lock": "n"}, {"print": "p"}, "join_all"],
         "inner": [{"set": {"x": 1}}, {"lock": "n"}, {"unlock": "n"}])";
  for (const std::string main :
       {R"([{"spawn": "outer"}])", R"([{"spawn": "outer"}, {"set": {"z": 1}}])",
        R"([{"spawn": "outer"}, {"set": {"z": 1}}, {"set": {"z": 2}}])"}) {
    const std::string text = R"({"shared": {"x": 0, "z": 0, "n": "mutex"}, "main_exit": "join",
      "threads": {"main": )" +
                             main + ", " + others + "}}";
    CAPTURE(text);
    CHECK(compare_reductions(text).is_decided);
  }
}

// Whichever of the two threads comes last closes the cycle. The third one can come between them,
// if not before both.
TEST_CASE("dpor finds what comes between the steps that bring the threads of a cycle there") {
  for (const std::string third :
       {R"({"store": "x", "value": 2})", R"({"fetch_add": "x", "value": 1}, {"set": {"z": 1}})",
        R"({"print": "p"}, {"store": "x", "value": 2})"}) {
    const std::string text = R"({"shared": {"x": {"atomic": 0}, "z": 0, "m": "mutex"},
      "main_exit": "join", "threads": {
      "main": [{"spawn": "a", "as": "h"}, {"spawn": "b"}, {"store": "x", "value": 1},
               {"try_lock": "m", "into": "got"}, {"join": "h"}],
      "a": [{"load": "x", "into": "seen"},
            {"if": "seen == 1", "then": [{"lock": "m"}, {"unlock": "m"}]}],
      "b": [)" + third + "]}}";
    CAPTURE(text);
    CHECK(compare_reductions(text).is_decided);
  }
}

// The second lock of one thread is a misuse, before and after the other has failed to lock.
TEST_CASE("dpor finds every point at which a lock by its own holder cuts off who tries to lock") {
  for (const std::string after : {"", R"(, {"unlock": "m"})"}) {
    const std::string text = R"({"shared": {"y": {"atomic": 0}, "m": "mutex"}, "main_exit": "join",
      "threads": {"a": [{"lock": "m"}, {"load": "y", "into": "v"}, {"lock": "m"}],
                  "b": [{"exchange": "y", "value": 1, "into": "w"},
                        {"try_lock": "m", "into": "got"})" +
                             after + "]}}";
    CAPTURE(text);
    CHECK(compare_reductions(text).is_decided);
  }
}

TEST_CASE("dpor says nothing for certain of what a thread does after main has waited for long") {
  // After 150 steps that nobody sees, the other thread prints; main's end may come before or after.
  Loaded loaded(R"({"shared": {"c": {"atomic": 0}}, "observe": ["output"], "threads": {
    "main": [{"spawn": "r"}],
    "r": [{"repeat": 150, "do": [{"fetch_add": "c", "value": 1}]}, {"print": "late"}]}})");
  const Report report = loaded.explore("dpor");
  CHECK(report.complete);
  CHECK(report.outcomes.size() == 2);
  // dpor cannot know that nobody will ever see the thread that goes on for ever.
  Loaded endless(R"({"shared": {"x": 0}, "threads": {
    "main": [{"spawn": "r"}, {"set": {"x": 1}}], "r": [{"loop": ["yield"]}]}})");
  const Report cut_off = endless.explore("dpor");
  CHECK_FALSE(cut_off.complete);
  CHECK(cut_off.truncated > 0);
  CHECK(cut_off.outcomes.size() == 2);  // main's end, and the limit on steps
}

}  // namespace
}  // namespace heddle::differential
