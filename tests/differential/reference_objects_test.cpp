// The reference against small scenarios for every kind of object but memory, with outcomes derived
// by hand.

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/differential/reference.hpp"

namespace {

using heddle::differential::explore_reference;
using heddle::differential::ReferenceResult;
using Texts = std::set<std::string>;

ReferenceResult explore(const std::string& text, const std::string& time_model = "") {
  ReferenceResult result = explore_reference(text, 100'000, time_model);
  CHECK(result.complete);
  return result;
}

const std::string increment = R"({"set": {"x": "x + 1"}})";

}  // namespace

TEST_CASE("a mutex makes increments atomic and touching what it guards without it is found") {
  const auto result = [](const std::string& other) {
    return explore(R"({"shared": {"x": 0, "m": {"mutex": {"guards": ["x"]}}}, "threads": {
      "a": [{"with": "m", "do": [)" +
                   increment + R"(]}], "b": [)" + other + "]}}");
  };
  const ReferenceResult locked = result(R"({"with": "m", "do": [)" + increment + "]}");
  CHECK(locked.outcomes == Texts{"completed||x=2"});
  CHECK(locked.bugs.empty());
  CHECK(result(increment).bugs == Texts{"data-race", "guard"});
}

// Each thread may take both locks before the other takes one, or both take one and wait for the
// other's: a cycle, which ends the execution although c could go on and print.
TEST_CASE("a cycle of two mutexes is a deadlock as soon as it exists") {
  const ReferenceResult result =
      explore(R"({"shared": {"m": "mutex", "n": "mutex", "g": {"atomic": 0}}, "threads": {
    "a": [{"with": "m", "do": [{"store": "g", "value": 1}, {"with": "n", "do": []}]}],
    "b": [{"await": "g == 1"}, {"with": "n", "do": [{"with": "m", "do": []}]}],
    "c": [{"await": "g == 1"}, {"print": "c"}]}})");
  CHECK(result.outcomes == Texts{"completed|c|g=1", "deadlock|c|g=1", "deadlock||g=1"});
}

TEST_CASE("a recursive mutex may be locked again and a plain one may not") {
  const auto outcomes = [](const std::string& mutex, const std::string& statements) {
    return explore(R"({"shared": {"m": )" + mutex + R"(, "x": 0}, "threads": {"main": [)" +
                   statements + "]}}")
        .outcomes;
  };
  const std::string twice = R"({"with": "m", "do": [{"with": "m", "do": [{"set": {"x": 1}}]}]})";
  CHECK(outcomes(R"("mutex")", twice) == Texts{"misuse||x=0"});
  CHECK(outcomes(R"({"mutex": {"recursive": true}})", twice) == Texts{"completed||x=1"});
  CHECK(outcomes(R"("mutex")", R"({"unlock": "m"})") == Texts{"misuse||x=0"});
  const std::string attempt =
      R"({"try_lock": "m", "into": "ok"}, {"if": "ok", "then": [{"set": {"x": 2}}]})";
  CHECK(outcomes(R"("mutex")", R"({"lock": "m"}, )" + attempt) == Texts{"completed||x=0"});
}

// Both readers hold the lock at once in some schedules: one of them sees the other's count. The
// writer is alone: the readers see none or both of its writes.
TEST_CASE("readers share a rwlock and a writer excludes them") {
  const std::string reader =
      R"([{"with_shared": "w", "do": [{"fetch_add": "n", "value": 1, "into": "before"},
    {"if": "before == 1", "then": [{"store": "together", "value": 1}]},
    {"assert": "x == y"}, {"fetch_sub": "n", "value": 1}]}])";
  const ReferenceResult result =
      explore(R"({"shared": {"w": "rwlock", "x": 0, "y": 0, "n": {"atomic": 0},
    "together": {"atomic": 0}}, "threads": {"a": )" +
              reader + R"(, "b": )" + reader +
              R"(, "c": [{"with": "w", "do": [{"set": {"x": 1, "y": 1}}]}]}})");
  CHECK(result.outcomes ==
        Texts{"completed||x=1;y=1;n=0;together=0", "completed||x=1;y=1;n=0;together=1"});
  CHECK(result.bugs.empty());
}

TEST_CASE("whoever holds a side of a rwlock may not lock it again, not even try to") {
  const auto outcomes = [](const std::string& first, const std::string& second) {
    return explore(R"({"shared": {"w": "rwlock"}, "threads": {"main": [{")" + first +
                   R"(": "w"}, {")" + second + R"(": "w"}]}})")
        .outcomes;
  };
  for (const char* first : {"lock", "lock_shared"}) {
    for (const char* second : {"lock", "lock_shared", "try_lock", "try_lock_shared"}) {
      CHECK(outcomes(first, second) == Texts{"misuse||"});
    }
  }
}

// Without a condition the notification is lost where it comes before the wait.
TEST_CASE("a wake-up is lost without a condition and not with one") {
  const auto outcomes = [](const std::string& until) {
    return explore(R"({"shared": {"m": "mutex", "v": "condvar", "ready": false}, "threads": {
      "a": [{"with": "m", "do": [{"wait": "v", "mutex": "m")" +
                   until + R"(}]}],
      "b": [{"with": "m", "do": [{"set": {"ready": true}}, {"notify_one": "v"}]}]}})")
        .outcomes;
  };
  CHECK(outcomes("") == Texts{"completed||ready=true", "deadlock||ready=true"});
  CHECK(outcomes(R"(, "until": "ready")") == Texts{"completed||ready=true"});
}

// The only way on is a spurious wake-up: a deadlock once nothing else can happen, not before.
TEST_CASE("a spurious wake-up happens while something else can and does not mend a deadlock") {
  const auto outcomes = [](const std::string& other) {
    return explore(R"({"shared": {"m": "mutex", "v": "condvar"}, "spurious_wakeups": 1, "threads": {
      "a": [{"lock": "m"}, {"wait": "v", "mutex": "m"}, {"print": "on"}])" +
                   other + "}}")
        .outcomes;
  };
  CHECK(outcomes("") == Texts{"deadlock||"});
  CHECK(outcomes(R"(, "b": ["yield"])") == Texts{"completed|on|", "deadlock||"});
}

// One of two waiters is woken, either one; the other waits for ever. Nobody waits without the
// mutex.
TEST_CASE("notify_one wakes either waiter and notify_all both") {
  const auto outcomes = [](const std::string& notify) {
    const std::string waiter =
        R"({"with": "m", "do": [{"set": {"n": "n + 1"}}, {"wait": "v", "mutex": "m"}]})";
    return explore(
               R"({"shared": {"m": "mutex", "v": "condvar", "n": 0},
      "observe": ["output"], "threads": {
      "a": [)" +
               waiter + R"(, {"print": "a"}], "b": [)" + waiter + R"(, {"print": "b"}],
      "c": [{"await": "n == 2"}, {"with": "m", "do": [{")" +
               notify + R"(": "v"}]}]}})")
        .outcomes;
  };
  CHECK(outcomes("notify_one") == Texts{"deadlock|a|", "deadlock|b|"});
  CHECK(outcomes("notify_all") == Texts{"completed|a\nb|", "completed|b\na|"});
  const ReferenceResult misuse = explore(R"({"shared": {"m": "mutex", "v": "condvar"}, "threads": {
    "main": [{"wait": "v", "mutex": "m"}]}})");
  CHECK(misuse.outcomes == Texts{"misuse||"});
}

TEST_CASE("a wait that times out tells so and one whose condition holds by then does not") {
  const auto outcomes = [](const std::string& until, const std::string& sleep) {
    return explore(
               R"({"shared": {"m": "mutex", "v": "condvar", "ok": false, "ready": 0}, "threads": {
      "a": [{"with": "m", "do": [{"wait": "v", "mutex": "m", "timeout": "2ms", "into": "ok")" +
                   until + R"(}]}],
      "b": [{"sleep": ")" +
                   sleep +
                   R"("}, {"with": "m", "do": [{"set": {"ready": 1}}]}, {"sleep": "5ms"}]}})",
               "exact")
        .outcomes;
  };
  CHECK(outcomes("", "1ms") == Texts{"completed||ok=false;ready=1"});
  CHECK(outcomes(R"(, "until": "ready == 1")", "1ms") == Texts{"completed||ok=true;ready=1"});
  CHECK(outcomes(R"(, "until": "ready == 1")", "3ms") == Texts{"completed||ok=false;ready=1"});
}

// The write comes before the release, and the acquisition before the read.
TEST_CASE("a semaphore hands on permits and orders memory") {
  const ReferenceResult result =
      explore(R"({"shared": {"s": {"semaphore": 0}, "x": 0, "y": 0}, "threads": {
    "a": [{"set": {"x": 1}}, {"release": "s", "count": 2}],
    "b": [{"acquire": "s"}, {"acquire": "s"}, {"set": {"y": "x"}},
          {"try_acquire": "s", "into": "ok"},
          {"assert": "!ok"}]}})");
  CHECK(result.outcomes == Texts{"completed||x=1;y=1"});
  CHECK(result.bugs.empty());
}

TEST_CASE("a barrier lets nobody go before all have arrived and can be used again") {
  const ReferenceResult result =
      explore(R"({"shared": {"b": {"barrier": 2}, "x": 0, "y": 0}, "threads": {
    "a": [{"set": {"x": 1}}, {"arrive": "b"}, {"assert": "y == 1"},
          {"arrive": "b"}, {"set": {"y": 2}}],
    "c": [{"set": {"y": 1}}, {"arrive": "b"}, {"assert": "x == 1"},
          {"arrive": "b"}, {"set": {"x": 2}}]}})");
  CHECK(result.outcomes == Texts{"completed||x=2;y=2"});
  CHECK(result.bugs.empty());
  const ReferenceResult alone =
      explore(R"({"shared": {"b": {"barrier": 2}}, "threads": {"main": [{"arrive": "b"}]}})");
  CHECK(alone.outcomes == Texts{"deadlock||"});
}

TEST_CASE("a body runs once and whoever finds it done sees what it did") {
  const std::string body =
      R"([{"call_once": "o", "do": [{"set": {"x": "x + 1"}}]}, {"assert": "x == 1"}])";
  const ReferenceResult result = explore(R"({"shared": {"o": "once", "x": 0}, "threads": {"a": )" +
                                         body + R"(, "b": )" + body + "}}");
  CHECK(result.outcomes == Texts{"completed||x=1"});
  CHECK(result.bugs.empty());
  const ReferenceResult nested = explore(R"({"shared": {"o": "once"}, "threads": {"main": [
    {"call_once": "o", "do": [{"call_once": "o", "do": []}]}]}})");
  CHECK(nested.outcomes == Texts{"deadlock||"});
}

TEST_CASE("a channel delivers in order until it is closed and empty") {
  const auto outcomes = [](const std::string& channel) {
    return explore(R"({"shared": {"c": )" + channel + R"(}, "threads": {
      "a": [{"send": "c", "value": 1}, {"send": "c", "value": 2}, {"close": "c"}],
      "b": [{"for_each": "v", "in": "c", "do": [{"print": "{v}"}]}, {"print": "end"}]}})")
        .outcomes;
  };
  const Texts in_order = {"completed|1\n2\nend|"};
  CHECK(outcomes(R"("channel")") == in_order);
  CHECK(outcomes(R"({"channel": {"capacity": 1}})") == in_order);
  CHECK(outcomes(R"({"channel": {"capacity": 0}})") == in_order);
}

// With capacity 1 the second send waits for the first reception; the first does not. With capacity
// 0 it waits too.
TEST_CASE("a full channel and a rendezvous make the sender wait") {
  const auto outcomes = [](const std::string& capacity) {
    return explore(R"({"shared": {"c": {"channel": {"capacity": )" + capacity + R"(}}}, "threads": {
      "a": [{"send": "c", "value": 1}, {"print": "sent"}],
      "b": [{"print": "ready"}, {"recv": "c"}]}})")
        .outcomes;
  };
  CHECK(outcomes("1") == Texts{"completed|ready\nsent|", "completed|sent\nready|"});
  CHECK(outcomes("0") == Texts{"completed|ready\nsent|"});
}

TEST_CASE("closed channels panic, run else, or are found by try_recv") {
  const auto outcomes = [](const std::string& statements) {
    return explore(R"({"shared": {"c": {"channel": {"senders": 2}}, "x": 0}, "threads": {"main": [
      {"close": "c"}, )" +
                   statements + "]}}")
        .outcomes;
  };
  const std::string close = R"({"close": "c"}, )";
  CHECK(outcomes(close + R"({"recv": "c", "into": "x"})") == Texts{"panic||x=0"});
  CHECK(outcomes(close + R"({"recv": "c", "into": "x", "else": [{"set": {"x": 5}}]})") ==
        Texts{"completed||x=5"});
  CHECK(outcomes(close + R"({"send": "c", "value": 1})") == Texts{"panic||x=0"});
  CHECK(outcomes(close + R"({"close": "c"})") == Texts{"panic||x=0"});
  CHECK(outcomes(R"({"recv": "c", "into": "x"})") == Texts{"deadlock||x=0"});
  CHECK(outcomes(R"({"recv": "c", "into": "x", "timeout": "1ms", "else": [{"set": {"x": 6}}]})") ==
        Texts{"completed||x=6"});
  CHECK(outcomes(
            R"({"send": "c", "value": 4}, 
    {"try_recv": "c", "into": "x", "ok": "got"}, {"assert": "got"},
    {"try_recv": "c", "into": "x", "ok": "got"}, {"assert": "!got"})") == Texts{"completed||x=4"});
}
