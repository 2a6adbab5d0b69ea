// The reference against closed formulas and against small scenarios whose outcomes were derived by
// hand: memory, control flow, threads and time. The other kinds of objects are in
// reference_objects_test.cpp.

#include "tests/differential/reference.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace {

using heddle::differential::explore_reference;
using heddle::differential::ReferenceResult;
using Texts = std::set<std::string>;

ReferenceResult explore(const std::string& text, const std::string& time_model = "") {
  ReferenceResult result = explore_reference(text, 100'000, time_model);
  CHECK(result.complete);
  return result;
}

// Main prints 4 times, the other thread 9 times, each followed by a sleep.
const std::string listing_16_1 = R"({"threads": {
  "main": [{"spawn": "spawned"}, {"for": "i", "in": "1..5", "do": [
    {"print": "hi number {i} from the main thread!"}, {"sleep": "1ms"}]}],
  "spawned": [{"for": "i", "in": "1..10", "do": [
    {"print": "hi number {i} from the spawned thread!"}, {"sleep": "1ms"}]}]}})";

}  // namespace

// With unbounded time an output is an interleaving of the 4 lines of main with the first k lines of
// the other thread, which main's end cuts off. That is the sum of C(4 + k, 4) for k from 0 to 9,
// which is C(14, 5).
TEST_CASE("the reference finds the 2,002 outputs of Listing 16-1 with unbounded time") {
  const ReferenceResult result = explore(listing_16_1, "unbounded");
  CHECK(result.outcomes.size() == 2002);
  CHECK(result.bugs.empty());
}

// With exact time both threads print once in each of the instants 0, 1, 2 and 3 ms, in either
// order: 2^4. At 4 ms main ends before or after the other's fifth line: twice as many.
TEST_CASE("the reference finds the 32 outputs of Listing 16-1 with exact time") {
  CHECK(explore(listing_16_1, "exact").outcomes.size() == 32);
}

// Each of the four increments is a read and a write. All but two can be lost: a thread reads 0, the
// other performs its first increment, the first writes 1, the other reads 1 for its second, the
// first ends, the other writes 2.
TEST_CASE("two threads that twice increment a plain cell end with two, three or four") {
  const ReferenceResult result = explore(R"({"shared": {"x": 0}, "threads": {
    "a": [{"repeat": 2, "do": [{"set": {"x": "x + 1"}}]}],
    "b": [{"repeat": 2, "do": [{"set": {"x": "x + 1"}}]}]}})");
  CHECK(result.outcomes == Texts{"completed||x=2", "completed||x=3", "completed||x=4"});
  CHECK(result.bugs == Texts{"data-race"});
}

// Prints of n and m lines interleave in C(n + m, n) ways.
TEST_CASE("three and four printed lines of two threads interleave in 35 ways") {
  const ReferenceResult result = explore(R"({"threads": {
    "a": [{"for": "i", "in": "0..3", "do": [{"print": "a{i}"}]}],
    "b": [{"for": "i", "in": "0..4", "do": [{"print": "b{i}"}]}]}})");
  CHECK(result.outcomes.size() == 35);
}

// Store buffering: with sequential consistency one of the two sees the other's store.
TEST_CASE("store buffering does not end with both threads seeing nothing") {
  const ReferenceResult result =
      explore(R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}, "r": [0, 0]},
    "observe": ["r"], "threads": {
      "a": [{"store": "x", "value": 1}, {"load": "y", "into": "r[0]"}],
      "b": [{"store": "y", "value": 1}, {"load": "x", "into": "r[1]"}]}})");
  CHECK(result.outcomes == Texts{"completed||r=[0,1]", "completed||r=[1,0]", "completed||r=[1,1]"});
  CHECK(result.bugs.empty());
}

// The flag is seen set only after the data was written. The release and the acquire order the two,
// or fences around relaxed operations. If all is relaxed, nothing does.
TEST_CASE(
    "a flag publishes plain memory by release and acquire or by fences but not by relaxed "
    "operations") {
  const auto bugs = [](const std::string& before, const std::string& store, const std::string& load,
                       const std::string& after) {
    return explore(
        R"({"shared": {"x": 0, "f": {"atomic": 0}, "seen": -1}, "observe": ["seen"], "threads": {
      "a": [{"set": {"x": 1}}, )" +
        before + R"({"store": "f", "value": 1, "order": ")" + store + R"("}],
      "b": [{"load": "f", "into": "r", "order": ")" +
        load + R"("}, )" + after + R"({"if": "r == 1", "then": [{"set": {"seen": "x"}}]}]}})");
  };
  const ReferenceResult ordered = bugs("", "release", "acquire", "");
  CHECK(ordered.outcomes == Texts{"completed||seen=-1", "completed||seen=1"});
  CHECK(ordered.bugs.empty());
  CHECK(bugs("", "relaxed", "acquire", "").bugs == Texts{"data-race"});
  CHECK(bugs("", "release", "relaxed", "").bugs == Texts{"data-race"});
  const std::string release = R"({"fence": "release"}, )";
  const std::string acquire = R"({"fence": "acquire"}, )";
  CHECK(bugs(release, "relaxed", "relaxed", acquire).bugs.empty());
  CHECK(bugs("", "relaxed", "relaxed", acquire).bugs == Texts{"data-race"});
}

// A relaxed read-modify-write continues the release sequence of the store before it; a relaxed
// store ends it.
TEST_CASE("a release sequence goes on through read-modify-writes and not through stores") {
  const auto bugs = [](const std::string& between) {
    return explore(R"({"shared": {"x": 0, "f": {"atomic": 0}}, "threads": {
      "a": [{"set": {"x": 1}}, {"store": "f", "value": 1, "order": "release"}],
      "b": [{"await": "f == 1"}, )" +
                   between + R"(],
      "c": [{"await": "f == 2"}, {"set": {"x": 2}}]}})")
        .bugs;
  };
  CHECK(bugs(R"({"fetch_add": "f", "value": 1, "order": "relaxed"})").empty());
  CHECK(bugs(R"({"store": "f", "value": 2, "order": "relaxed"})") == Texts{"data-race"});
}

// One of the two finds 0 and wins; the other finds the winner's value.
TEST_CASE("one of two compare-exchanges succeeds") {
  const std::string body =
      R"([{"compare_exchange": "c", "expected": 0, "desired": "id", "into": "won", "actual": "was"},
    {"if": "!won", "then": [{"set": {"lost": "id * 10 + was"}}]}])";
  const ReferenceResult result = explore(R"({"shared": {"c": {"atomic": 0}, "lost": 0}, "threads": {
    "main": [{"spawn": "t", "args": ["index + 1"], "times": 2, "as": "h"}, {"join": "h"}],
    "t": {"params": ["id"], "body": )" + body +
                                         "}}}");
  CHECK(result.outcomes == Texts{"completed||c=1;lost=21", "completed||c=2;lost=12"});
  CHECK(result.bugs.empty());
}

// 1, 2 (skipped), 3, then left at 5: 1 + 3 + 4. Then 2 rounds add 10 each, and the loop stops at 3
// rounds of 100.
TEST_CASE("loops count, skip and leave as written") {
  const ReferenceResult result = explore(R"({"shared": {"x": 0}, "threads": {"main": [
    {"set": {"n": 0}},
    {"for": "i", "in": "1..=9", "do": [
      {"if": "i == 2", "then": ["continue"]}, {"if": "i == 5", "then": ["break"]},
      {"set": {"n": "n + i"}}]},
    {"repeat": 2, "do": [{"set": {"n": "n + 10"}}]},
    {"set": {"k": 0}},
    {"while": "k < 3", "do": [{"set": {"k": "k + 1", "n": "n + 100"}}]},
    {"loop": [{"if": "n % 7 == 0", "then": ["break"]}, {"set": {"n": "n + 1"}}]},
    {"set": {"x": "n"}}]}})");
  CHECK(result.outcomes == Texts{"completed||x=329"});
}

// A value that was read is used in the same step, before the other thread can store: memory is as
// it was read.
TEST_CASE("mistakes end the execution in the schedules where they happen") {
  const auto outcomes = [](const std::string& shared, const std::string& statements) {
    return explore(R"({"shared": {)" + shared + R"(}, "threads": {"a": [)" + statements +
                   R"(], "b": [{"store": "y", "value": 0}]}})")
        .outcomes;
  };
  const std::string one = R"("y": {"atomic": 1}, "x": 0)";
  CHECK(outcomes(one, R"({"set": {"x": "2 / y"}})") ==
        Texts{"completed||y=0;x=2", "fault||y=0;x=0"});
  CHECK(outcomes(one, R"({"set": {"x": "9223372036854775807 + y"}})") ==
        Texts{"completed||y=0;x=9223372036854775807", "fault||y=1;x=0"});
  CHECK(outcomes(one, R"({"assert": "y == 1"})") ==
        Texts{"completed||y=0;x=0", "assertion||y=0;x=0"});
  CHECK(outcomes(one, R"({"if": "y == 0", "then": [{"panic": "no"}]})") ==
        Texts{"completed||y=0;x=0", "panic||y=0;x=0"});
  CHECK(outcomes(one + R"(, "a": [5])", R"({"set": {"x": "a[y]"}})") ==
        Texts{"completed||y=0;x=5;a=[5]", "fault||y=1;x=0;a=[5]"});
}

// The invariant fails between the two writes of a; `finally` fails where b's read came too early.
TEST_CASE("invariants are looked at in every state and finally where the execution completed") {
  const std::string threads =
      R"("threads": {"a": [{"set": {"x": 1, "y": 1}}], "b": [{"set": {"z": "y"}}]}})";
  const std::string shared = R"({"shared": {"x": 0, "y": 0, "z": 0}, "races": "ignore", )";
  CHECK(explore(shared + R"("invariants": ["x == y"], )" + threads).outcomes ==
        Texts{"invariant||x=1;y=0;z=0"});
  CHECK(explore(shared + R"("finally": ["z == 1"], )" + threads).outcomes ==
        Texts{"completed||x=1;y=1;z=1", "finally||x=1;y=1;z=0"});
}

TEST_CASE("a choice of data goes every way and an atomic block is one step") {
  const ReferenceResult chosen = explore(R"({"shared": {"x": 0}, "threads": {"main": [
    {"choose": "v", "from": [1, 2, 3]}, {"choose": "w", "from": [0, 10]},
    {"set": {"x": "v + w"}}]}})");
  CHECK(chosen.outcomes.size() == 6);
  const std::string block =
      R"([{"atomically": [{"set": {"x": "x + 1", "y": "x"}}, {"assert": "x == y"}]}])";
  const ReferenceResult atomic = explore(R"({"shared": {"x": 0, "y": 0}, "threads": {"a": )" +
                                         block + R"(, "b": )" + block + "}}");
  CHECK(atomic.outcomes == Texts{"completed||x=2;y=2"});
  CHECK(atomic.bugs.empty());
}

// Main may end before, between and after the other's lines; where it waits for it, all lines are
// printed.
TEST_CASE("the end of main cuts other threads short or waits for them") {
  const std::string threads =
      R"("threads": {"main": [{"spawn": "t"}], "t": [{"print": "1"}, {"print": "2"}]}})";
  CHECK(explore("{" + threads).outcomes == Texts{"completed||", "completed|1|", "completed|1\n2|"});
  CHECK(explore(R"({"main_exit": "join", )" + threads).outcomes == Texts{"completed|1\n2|"});
}

TEST_CASE("joining twice is a misuse and join_all joins what was not joined") {
  const auto statuses = [](const std::string& ending) {
    return explore(R"({"threads": {"main": [{"spawn": "t", "as": "h"}, {"join": "h"}, )" + ending +
                   R"(], "t": ["yield"]}})")
        .outcomes;
  };
  CHECK(statuses(R"("join_all")") == Texts{"completed||"});
  CHECK(statuses(R"({"join": "h"})") == Texts{"misuse||"});
}

TEST_CASE("sleeps order threads with exact time and nothing with unbounded time") {
  const std::string text = R"({"threads": {"a": [{"sleep": "2ms"}, {"print": "a"}],
    "b": [{"sleep": "1ms"}, {"print": "b"}, {"sleep": "1000us"}, {"print": "c"}]}})";
  CHECK(explore(text, "exact").outcomes == Texts{"completed|b\na\nc|", "completed|b\nc\na|"});
  CHECK(explore(text, "unbounded").outcomes ==
        Texts{"completed|a\nb\nc|", "completed|b\na\nc|", "completed|b\nc\na|"});
}

// The lock is free from 2 ms on. Waiting until 1 ms is too short, until 3 ms enough; at 2 ms it
// depends on who goes first.
TEST_CASE("a time-out fires at its moment with exact time and at any moment with unbounded time") {
  const auto outcomes = [](const std::string& timeout, const std::string& model) {
    return explore(
               R"({"shared": {"m": "mutex", "got": 0}, "threads": {
      "main": [{"lock": "m"}, {"spawn": "t", "as": "h"},
        {"sleep": "2ms"}, {"unlock": "m"}, {"join": "h"}],
      "t": [{"try_lock": "m", "into": "ok", "timeout": ")" +
                   timeout + R"("}, {"if": "ok", "then": [
        {"set": {"got": 1}}]}]}})",
               model)
        .outcomes;
  };
  const Texts got = {"completed||got=1"};
  const Texts late = {"completed||got=0"};
  const Texts both = {"completed||got=0", "completed||got=1"};
  CHECK(outcomes("1ms", "exact") == late);
  CHECK(outcomes("2ms", "exact") == both);
  CHECK(outcomes("3ms", "exact") == got);
  CHECK(outcomes("3ms", "unbounded") == both);
}
