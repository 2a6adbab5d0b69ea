// The texts of bugs and warnings: the values, the holders and the places that made them.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/explore/scenario_exploration.hpp"

namespace heddle::tests {
namespace {

// The text of the one bug that every complete strategy finds; they must agree.
std::string only_bug(std::string_view text) {
  std::vector<std::string> messages;
  for (const char* const strategy : {"exhaustive", "dpor", "stateful"}) {
    Loaded loaded(text);
    const Report report = loaded.explore(strategy);
    REQUIRE(report.bugs.size() == 1);
    messages.push_back(report.bugs[0].message);
  }
  CHECK(messages[1] == messages[0]);
  CHECK(messages[2] == messages[0]);
  return messages[0];
}

// The text of the one bug of a scenario with a single thread.
std::string bug_of_main(const std::string& shared, const std::string& statements) {
  return only_bug("{\"shared\": {" + shared + "}, \"threads\": {\"main\": [" + statements + "]}}");
}

std::vector<std::string> messages(const std::vector<Finding>& findings, const std::string& kind) {
  std::vector<std::string> messages;
  for (const Finding& finding : findings) {
    if (finding.kind == kind) messages.push_back(finding.message);
  }
  return messages;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a thread stuck at an await is reported with the condition and the values in it") {
  const std::string message = only_bug(R"({
    "shared": {"ready": {"atomic": 0}, "wanted": {"atomic": 2}},
    "threads": {
      "a": [{"fetch_add": "ready", "value": 1}],
      "b": [{"set": {"least": 1}}, {"await": "ready >= wanted && wanted > least"}]
    }
  })");
  CHECK(contains(message,
                 "b awaits ready >= wanted && wanted > least, where ready is 1, wanted is 2 and "
                 "least is 1"));
}

TEST_CASE("finally and invariants tell the values of what they read") {
  CHECK(only_bug(R"({
    "shared": {"x": 0, "a": [3, 4]},
    "threads": {"main": [{"set": {"x": 1}}]},
    "finally": ["a[x] == 5"]
  })") == "does not hold at the end: a[x] == 5, where x is 1 and a[1] is 4");
  CHECK(only_bug(R"({
    "shared": {"x": 0, "name": "cat"},
    "threads": {"main": [{"set": {"x": 1}}]},
    "invariants": ["x == 0 || name == 'dog'"]
  })") == "invariant does not hold: x == 0 || name == 'dog', where x is 1 and name is \"cat\"");
}

TEST_CASE("an assertion tells the values that it read, not those of later") {
  // The values are those of the reads, although x is another one by the time of the failure.
  CHECK(bug_of_main(R"("x": 1)", R"({"set": {"r": 4}}, {"assert": "x + r == 2"})") ==
        "assertion failed: x + r == 2, where x is 1 and r is 4");
  CHECK(bug_of_main(R"("x": 1)", R"({"assert": "x == 2", "message": "too few"})") ==
        "assertion failed: too few (x == 2, where x is 1)");
  CHECK(bug_of_main(R"("x": 1)", R"({"assert": false, "message": "never"})") ==
        "assertion failed: never");
  CHECK(bug_of_main(R"("x": {"atomic": 0})",
                    R"({"loop": [{"fetch_add": "x", "value": 1}, {"assert": "x < 3"}]})") ==
        "assertion failed: x < 3, where x is 3");
}

TEST_CASE("an assertion that reads a cell twice tells both values") {
  Loaded loaded(R"({
    "shared": {"x": {"atomic": 0}},
    "threads": {"a": [{"assert": "x < 5 && x + 1 > 5 || x == 0"}], "b": [{"store": "x", "value": 7}]}
  })");
  const Report report = loaded.explore("exhaustive");
  REQUIRE(report.bugs.size() == 1);
  CHECK(contains(report.bugs[0].message, "where x is "));
}

TEST_CASE(
    "an assertion inside of atomically, and one in a loop without anything between, tell it") {
  CHECK(bug_of_main(R"("x": {"atomic": 1})",
                    R"({"atomically": [{"store": "x", "value": 5}, {"assert": "x != 5"}]})") ==
        "assertion failed: x != 5, where x is 5");
  CHECK(bug_of_main(R"("a": [1, 1, 0])", R"({"for": "i", "in": "0..3", "do": [
                         {"assert": "a[i] == 1"}]})") ==
        "assertion failed: a[i] == 1, where i is 2 and a[2] is 0");
}

TEST_CASE("the texts of panics and assertions have expressions in them") {
  CHECK(bug_of_main(R"("x": 3, "s": "dog")",
                    R"({"set": {"pid": 7}}, {"panic": "{s} {pid} of {x + 1}, {{}}"})") ==
        "dog 7 of 4, {}");
  CHECK(bug_of_main(R"("x": 3)", R"({"assert": false, "message": "x is {x}"})") ==
        "assertion failed: x is 3");
}

TEST_CASE("what a panic reads is no operation") {
  Loaded loaded(R"({
    "shared": {"x": {"atomic": 3}},
    "threads": {"main": [{"panic": "{x}"}]}
  })");
  const Report report = loaded.explore("exhaustive");
  CHECK(report.steps == 0);
  CHECK(report.bugs.at(0).message == "3");
}

TEST_CASE("a text whose braces cannot be read is shown as it stands, a fault in it as ?") {
  for (const char* const text : {"{", "}", "a { b", "{nobody}", "{x +}", "{x} and {", "{m}",
                                 "{x[0]}", "{a}", "{x}}", "{{x}", "{}", "{h}"}) {
    CHECK(bug_of_main(R"("x": 3, "a": [1, 2], "m": "mutex")",
                      R"({"if": "x == 4", "then": [{"spawn": "main2", "as": "h"}]},)"
                      R"({"panic": ")" +
                          std::string(text) + R"("}], "main2": [)") == text);
  }
  CHECK(bug_of_main(R"("x": 3, "a": [1, 2])",
                    R"({"panic": "{1 / (x - 3)} {a[x]} {a[9]} {x + true} {r} {x}"},
                       {"set": {"r": 1}})") == "? ? ? ? ? 3");
}

TEST_CASE("a mistyped name in a message does not hide the same mistake elsewhere") {
  CHECK_THROWS_AS(scenario::load_scenario(R"({
    "threads": {"main": [{"if": "1 == 2", "then": [{"panic": "{nobody}"}]}, {"print": "{nobody}"}]}
  })",
                                          "test.json"),
                  scenario::InputError);
}

TEST_CASE("values in a text do not make one bug several") {
  Loaded loaded(R"({
    "shared": {"x": {"atomic": 0}},
    "threads": {
      "main": [{"spawn": "w", "times": 3}, {"load": "x", "into": "r"}, {"panic": "saw {r} of {x}"}],
      "w": [{"fetch_add": "x", "value": 1}]
    }
  })");
  for (const char* const strategy : {"exhaustive", "dpor", "stateful", "random"}) {
    CHECK(loaded.explore(strategy, 0, 200).bugs.size() == 1);
  }
}

TEST_CASE("a misuse of a lock tells who holds it, and since where") {
  CHECK(only_bug(R"({
    "shared": {"m": "mutex", "held": {"atomic": false}},
    "threads": {
      "a": [{"lock": "m"}, {"store": "held", "value": true}, {"await": "!held"}],
      "b": [{"await": "held"}, {"unlock": "m"}]
    }
  })") == "m: unlocked by a thread that does not hold it; it is held by a since /threads/a/0");
  CHECK(bug_of_main(R"("m": "mutex")", R"({"unlock": "m"})") ==
        "m: unlocked by a thread that does not hold it; nobody holds it");
  CHECK(bug_of_main(R"("m": "mutex")", R"({"lock": "m"}, {"lock": "m"})") ==
        "m: locked by the thread that already holds it, since /threads/main/0");
  CHECK(bug_of_main(R"("m": "mutex", "c": "condvar")", R"({"wait": "c", "mutex": "m"})") ==
        "c: wait without holding the mutex m, which nobody holds");
  CHECK(only_bug(R"({"threads": {
    "main": [{"spawn": "w", "as": "h"}, {"join": "h"}, {"join": "h"}], "w": []
  }})") == "join of a thread that was already joined: w, by main at /threads/main/1");
}

TEST_CASE("a lock that was let go meanwhile is held since it was taken again") {
  CHECK(bug_of_main(R"("m": "mutex")", R"({"lock": "m"}, {"unlock": "m"},
                       {"try_lock": "m", "into": "_ok"}, {"lock": "m"})") ==
        "m: locked by the thread that already holds it, since /threads/main/2");
  CHECK(bug_of_main(R"("rw": "rwlock")", R"({"lock_shared": "rw"}, {"lock": "rw"})") ==
        "rw: locked by the thread that already holds it, since /threads/main/0");
}

TEST_CASE("a deadlock tells since where the locks are held") {
  const std::string message = only_bug(R"({
    "shared": {"m": "mutex"},
    "threads": {
      "main": [{"spawn": "w"}, {"lock": "m"}, "join_all"],
      "w": [{"lock": "m"}, {"unlock": "m"}]
    }
  })");
  CHECK(contains(message, "w waits to lock m, held by main since /threads/main/1"));
}

TEST_CASE("a lost wake-up tells which notification found nobody") {
  const std::string message = only_bug(R"({
    "shared": {"m": "mutex", "c": "condvar"},
    "threads": {
      "waiter": [{"lock": "m"}, {"wait": "c", "mutex": "m"}, {"unlock": "m"}],
      "notifier": [{"notify_one": "c"}]
    }
  })");
  CHECK(contains(message,
                 "waiter waits for a notification of c, after notify_one by notifier at "
                 "/threads/notifier/0 found nobody waiting"));
}

TEST_CASE("a notification that woke somebody else is not called lost") {
  const std::string message = only_bug(R"({
    "shared": {"m": "mutex", "c": "condvar", "n": {"atomic": 0}},
    "threads": {
      "main": [
        {"spawn": "w", "times": 2}, {"await": "n == 2"}, {"lock": "m"}, {"notify_one": "c"},
        {"unlock": "m"}, "join_all"
      ],
      "w": [{"lock": "m"}, {"fetch_add": "n", "value": 1}, {"wait": "c", "mutex": "m"},
            {"unlock": "m"}]
    }
  })");
  CHECK(contains(message, "waits for a notification of c"));
  CHECK_FALSE(contains(message, "found nobody"));
}

TEST_CASE("killed-thread tells a leaked thread from one that was still at work") {
  Loaded loaded(R"({
    "shared": {"result": {"channel": {"capacity": 0}}},
    "threads": {
      "main": [
        {"spawn": "handler"},
        {"recv": "result", "into": "_r", "timeout": "1ms", "else": [{"print": "timed out"}]}
      ],
      "handler": [{"send": "result", "value": "1"}]
    }
  })");
  for (const char* const strategy : {"exhaustive", "dpor", "stateful"}) {
    const Report report = loaded.explore(strategy);
    bool tells = false;
    for (const std::string& message : messages(report.warnings, "killed-thread")) {
      tells = tells || contains(message,
                                "waits for its message on result to be taken; nobody was "
                                "left who could have received it");
    }
    CHECK(tells);
  }
}

TEST_CASE("a sender that somebody waits to receive from has not leaked, two senders have") {
  const auto explored = [](const std::string& threads) {
    Loaded loaded(R"({"shared": {"ch": {"channel": {"capacity": 0}}}, "threads": {
      "main": [{"spawn": "one"}, {"spawn": "two"}], )" +
                  threads + "}}");
    std::string all;
    for (const std::string& each :
         messages(loaded.explore("exhaustive").warnings, "killed-thread")) {
      all += each + "\n";
    }
    return all;
  };
  CHECK_FALSE(contains(explored(R"("one": [{"send": "ch", "value": 1}],
                                   "two": [{"recv": "ch", "into": "_v"}])"),
                       "nobody was left"));
  const std::string leaks =
      explored(R"("one": [{"send": "ch", "value": 1}], "two": [{"send": "ch", "value": 1}])");
  CHECK(contains(leaks,
                 "cuts one short, which next waits for its message on ch to be taken; nobody "
                 "was left"));
  CHECK(contains(leaks, "cuts two short, which"));
}

TEST_CASE("a killed thread that another one could still have helped has not leaked") {
  Loaded loaded(R"({
    "shared": {"ch": {"channel": {}}, "other": {"channel": {}}},
    "threads": {
      "main": [{"spawn": "receiver"}, {"spawn": "sender"}, {"spawn": "lonely"}, {"print": "x"}],
      "receiver": [{"recv": "ch", "into": "_v"}],
      "sender": ["yield", {"send": "ch", "value": 1}],
      "lonely": [{"recv": "other", "into": "_v"}]
    }
  })");
  const Report report = loaded.explore("exhaustive");
  const auto said = messages(report.warnings, "killed-thread");
  const auto says = [&](const std::string& text) {
    return std::ranges::any_of(said, [&](const std::string& each) { return contains(each, text); });
  };
  CHECK(says("main's end cuts sender short, which was still at work"));
  CHECK(
      says("main's end cuts lonely short, which waits for a message on other; nobody was left who "
           "could have sent one"));
  CHECK(says("main's end cuts receiver short, which waits for a message on ch; "));
  CHECK_FALSE(says("receiver short, which waits for a message on ch; nobody"));
}

}  // namespace heddle::tests
