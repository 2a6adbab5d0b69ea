#include <doctest/doctest.h>

#include <array>
#include <string>

#include "tests/scenario/loader_errors.hpp"

namespace heddle::scenario {

TEST_CASE("the loader refuses what the top level does not have") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j(@"invariant": [])j", "/invariant", R"j(a scenario has no key "invariant")j",
       "invariants"},
      {R"j("name": @1)j", "/name", "expected a text, found the integer 1"},
      {R"j("about": @null)j", "/about", "expected a text, found null"},
      {R"j("main_exit": @"kil")j", "/main_exit", R"j(expected kill or join, found "kil")j", "kill"},
      {R"j("main_exit": @true)j", "/main_exit", "expected kill or join, found true"},
      {R"j("spurious_wakeups": @-1)j", "/spurious_wakeups",
       "expected a number of wake-ups from 0 to 1000000000, found the integer -1"},
      {R"j("races": @"warn")j", "/races", "expected error or ignore"},
      {R"j("limits": @10)j", "/limits", R"j(expected an object with "steps")j"},
      {R"j("limits": {"steps": @0})j", "/limits/steps", "expected a number of steps from 1 to"},
      {R"j("limits": {@"step": 1})j", "/limits/step",
       R"j("limits" has no key "step"; expected steps)j", "steps"},
  });
  check_section_errors(cases);
  const auto without_threads = std::to_array<ErrorCase>({
      {R"j(@{"shared": {}})j", "", R"j(expected "threads" in a scenario)j"},
  });
  check_errors(without_threads);
}

TEST_CASE("the loader refuses time models that do not exist or do not fit their jitter") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j("time": @"exact")j", "/time", R"j(expected an object with "model")j"},
      {R"j("time": @{})j", "/time", R"j(expected "model" in "time")j"},
      {R"j("time": {"model": @"exakt"})j", "/time/model", "expected exact, jitter or unbounded",
       "exact"},
      {R"j("time": {"model": "exact", @"unit": "s"})j", "/time/unit", R"j("time" has no key)j"},
      {R"j("time": {"model": "exact", "jitter": @"1ms"})j", "/time/jitter",
       R"j(expected "jitter" only with the model "jitter")j"},
      {R"j("time": @{"model": "jitter"})j", "/time",
       R"j(expected "jitter", a duration, beside the model "jitter")j"},
      {R"j("time": {"model": "jitter", "jitter": @5})j", "/time/jitter", "expected a duration"},
  });
  check_section_errors(cases);
}

TEST_CASE("the loader refuses to watch what is not shared memory") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j("invariants": @"n == 0")j", "/invariants", "expected a list of expressions"},
      {R"j("invariants": ["n == 0", "@n"])j", "/invariants/1",
       "expected a boolean, found an integer"},
      {R"j("invariants": ["@m == 0"])j", "/invariants/0",
       R"j(expected the name of shared memory, found "m")j"},
      {R"j("finally": ["@fleg"])j", "/finally/0", "expected the name of shared memory", "flag"},
      {R"j("finally": [@null])j", "/finally/0", "expected an expression (a text, an integer"},
      {R"j("finally": ["@mutex == 0"])j", "/finally/0",
       R"j(expected a value, but "mutex" is a mutex)j"},
      {R"j("observe": @"output")j", "/observe", R"j(expected a list of "output" and expressions)j"},
      {R"j("observe": ["n", @"n"])j", "/observe/1",
       R"j(expected each entry once, but "n" is repeated)j"},
      {R"j("observe": ["@mutex"])j", "/observe/0", R"j(but "mutex" is a mutex)j"},
      {R"j("observe": ["@index"])j", "/observe/0",
       R"j("index" exists only in the args of a spawn)j"},
  });
  check_section_errors(cases);
}

TEST_CASE("the loader refuses expectations that can never be met") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j("expect": @[])j", "/expect", R"j(expected an object with "bugs")j"},
      {R"j("expect": {@"bug": []})j", "/expect/bug", R"j("expect" has no key "bug")j", "bugs"},
      {R"j("expect": {"bugs": @"deadlock"})j", "/expect/bugs", "expected a list of kinds of bugs"},
      {R"j("expect": {"bugs": [@"dead-lock"]})j", "/expect/bugs/0",
       "expected deadlock, assertion, invariant, finally, panic, fault, misuse, data-race, guard "
       "or "
       "livelock",
       "deadlock"},
      {R"j("expect": {"distinct_outcomes": @0})j", "/expect/distinct_outcomes",
       "expected a number of outcomes from 1"},
      {R"j("expect": {"outcomes": @{}})j", "/expect/outcomes", "expected a list of outcomes"},
      {R"j("expect": {"outcomes": [@1]})j", "/expect/outcomes/0",
       R"j(expected an object with "when" and "grade")j"},
      {R"j("expect": {"outcomes": [@{"grade": "allowed"}]})j", "/expect/outcomes/0",
       R"j(expected "when", the outcomes that are meant)j"},
      {R"j("expect": {"outcomes": [{"when": {}, @"grad": "allowed"}]})j", "/expect/outcomes/0/grad",
       R"j(an outcome has no key "grad")j", "grade"},
      {R"j("expect": {"outcomes": [{"when": {}, "grade": @"alowed"}]})j",
       "/expect/outcomes/0/grade", "expected allowed, interesting or forbidden", "allowed"},
      {R"j("expect": {"outcomes": [{"when": {}, "note": @1}]})j", "/expect/outcomes/0/note",
       "expected a text"},
      {R"j("expect": {"outcomes": [{"when": @[]}]})j", "/expect/outcomes/0/when",
       "expected an object: what is observed to its value"},
      {R"j("expect": {"outcomes": [{"when": {"status": @"complete"}}]})j",
       "/expect/outcomes/0/when/status", "expected completed, deadlock", "completed"},
      {R"j("expect": {"outcomes": [{"when": {"output": @"x"}}]})j",
       "/expect/outcomes/0/when/output", "expected a list of lines"},
      {R"j("expect": {"outcomes": [{"when": {"output": [@1]}}]})j",
       "/expect/outcomes/0/when/output/0", "expected a line, as a text"},
      {R"j("observe": ["n"], "expect": {"outcomes": [{"when": {@"output": []}}]})j",
       "/expect/outcomes/0/when/output", R"j("observe" does not list "output")j"},
      {R"j("expect": {"outcomes": [{"when": {@"flg": true}}]})j", "/expect/outcomes/0/when/flg",
       "expected status, output or what is observed", "flag"},
      {R"j("expect": {"outcomes": [{"when": {"n": @true}}]})j", "/expect/outcomes/0/when/n",
       "expected an integer, found true"},
      {R"j("expect": {"outcomes": [{"when": {"n": @[1]}}]})j", "/expect/outcomes/0/when/n",
       "expected a value (an integer, a boolean, a text or null), found a list"},
      {R"j("expect": {"outcomes": [{"when": {"list": @1}}]})j", "/expect/outcomes/0/when/list",
       "expected a list of 2 values, found the integer 1"},
      {R"j("expect": {"outcomes": [{"when": {"list": @[1]}}]})j", "/expect/outcomes/0/when/list",
       "expected a list of 2 values, found 1"},
      {R"j("expect": {"outcomes": [{"when": {"list": [1, @"a"]}}]})j",
       "/expect/outcomes/0/when/list/1", R"j(expected an integer, found the text "a")j"},
  });
  check_section_errors(cases);
}

TEST_CASE("the loader refuses declarations of what does not exist") {
  const auto cases = std::to_array<ErrorCase>({
      {"@null", "", R"j(expected a declaration, such as 0, "mutex" or {"atomic": 0}, found null)j"},
      {"@{}", "", R"j(expected a declaration, such as {"atomic": 0}, found an empty object)j"},
      {R"j({@"mutx": {}})j", "/mutx", R"j(a declaration has no key "mutx")j", "mutex"},
      {R"j({"mutex": {}, @"rwlock": {}})j", "/rwlock",
       R"j(expected one kind of object, found "mutex" and "rwlock")j"},
      {R"j({"mutex": {}, @"count": 3})j", "/count",
       R"j(a declaration of "mutex" has no key "count"; expected mutex)j"},
      {"@[]", "", "expected at least one initial value, found an empty list"},
      {"[1, @null]", "/1",
       "expected an initial value (an integer, a boolean or a text), found null"},
      {R"j({"atomic": @null})j", "/atomic", "expected an initial value"},
      {R"j({"atomic": @{"value": 1}})j", "/atomic",
       R"j(expected an initial value, a list of them, or {"array": n, "value": 0})j"},
      {R"j({"array": @0})j", "/array", "expected a number of cells from 1 to 100000"},
      {R"j({"array": 2, "value": @[]})j", "/value", "expected an initial value"},
      {R"j({"array": 2, @"values": 1})j", "/values", R"j(an array has no key "values")j", "value"},
      {R"j({"mutex": @true})j", "/mutex", R"j(expected an object with "recursive", "count")j"},
      {R"j({"mutex": {"recursive": @1}})j", "/mutex/recursive", "expected true or false, found"},
      {R"j({"mutex": {"count": @0}})j", "/mutex/count", "expected a number of objects from 1 to"},
      {R"j({"mutex": {@"guard": ["near"]}})j", "/mutex/guard", R"j(a mutex has no key "guard")j",
       "guards"},
      {R"j({"rwlock": @3})j", "/rwlock", R"j(expected an object with "count")j"},
      {R"j({"condvar": {@"guards": []}})j", "/condvar/guards", "a condvar has no key"},
      {R"j({"semaphore": @-1})j", "/semaphore", "expected the initial count from 0 to"},
      {R"j({"barrier": @0})j", "/barrier", "expected a number of threads from 1 to"},
      {R"j({"once": @1})j", "/once", "expected an empty object, found"},
      {R"j({"once": {@"count": 1}})j", "/once/count", R"j(a once flag has no key "count")j"},
      {R"j({"channel": @2})j", "/channel", R"j(expected an object with "capacity" or "senders")j"},
      {R"j({"channel": {"capacity": @-1}})j", "/channel/capacity", "expected a capacity from 0 to"},
      {R"j({"channel": {"senders": @0}})j", "/channel/senders",
       "expected a number of senders from 1 to"},
      {R"j({"channel": {@"size": 1}})j", "/channel/size", R"j(a channel has no key "size")j"},
  });
  check_declaration_errors(cases);
  const std::string found =
      complaints(R"j({"shared": {"a": {"array": 100000}, "b": 0}, "threads": {"main": []}})j");
  CHECK(found ==
        "case.json:1:42: /shared/b: expected no more than 100000 shared objects in a file");
}

TEST_CASE("the loader refuses guards that pair with no mutex") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"mutex": {"guards": @"near"}})j", "/mutex/guards",
       "expected a list of names of plain memory"},
      {R"j({"mutex": {"guards": [@1]}})j", "/mutex/guards/0", "expected the name of plain memory"},
      {R"j({"mutex": {"guards": [@"neer"]}})j", "/mutex/guards/0",
       R"j(expected the name of plain memory, found "neer")j", "near"},
      {R"j({"mutex": {"guards": [@"beside"]}})j", "/mutex/guards/0",
       R"j(expected the name of plain memory, but "beside" is a mutex)j"},
      {R"j({"mutex": {"count": 2, "guards": [@"near"]}})j", "/mutex/guards/0",
       "expected an array of 2, as many as there are mutexes"},
  });
  check_declaration_errors(cases);
  const auto names = std::to_array<ErrorCase>({
      {R"j({"shared": @[], "threads": {"main": []}})j", "/shared",
       "expected an object of declarations"},
      {R"j({"shared": {@"a-b": 0}, "threads": {"main": []}})j", "/shared/a-b", "expected a name"},
      {R"j({"shared": {@"true": 0}, "threads": {"main": []}})j", "/shared/true", "expected a name"},
  });
  check_errors(names);
}

TEST_CASE("the loader refuses threads that cannot run") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"threads": @[]})j", "/threads", "expected an object of thread bodies"},
      {R"j({"threads": @{}})j", "/threads", "expected at least one thread, found an empty object"},
      {R"j({"threads": {@"a b": []}})j", "/threads/a b", "expected the name of a thread"},
      {R"j({"threads": {"main": @1}})j", "/threads/main",
       R"j(expected a list of statements or {"params": [...], "body": [...]})j"},
      {R"j({"threads": {"main": @{}}})j", "/threads/main",
       R"j(expected "body", the list of the thread's statements)j"},
      {R"j({"threads": {"main": {"body": [], @"do": []}}})j", "/threads/main/do",
       R"j(a thread has no key "do"; expected params or body)j"},
      {R"j({"threads": {"main": {"body": @1}}})j", "/threads/main/body",
       "expected a list of statements"},
      {R"j({"threads": {"main": {"params": @["a"], "body": []}}})j", "/threads/main/params",
       R"j(expected no parameters of "main", which nobody spawns)j"},
      {R"j({"threads": @{"a": {"params": ["x"], "body": []}}})j", "/threads",
       R"j(expected a thread called "main", as "a" has parameters)j"},
      {R"j({"threads": {"main": [], "a": {"params": @"x", "body": []}}})j", "/threads/a/params",
       "expected a list of parameter names"},
      {R"j({"threads": {"main": [], "a": {"params": [@1], "body": []}}})j", "/threads/a/params/0",
       "expected the name of a parameter, found the integer 1"},
      {R"j({"threads": {"main": [], "a": {"params": [@"x y"], "body": []}}})j",
       "/threads/a/params/0", "expected the name of a parameter, found"},
      {R"j({"threads": {"main": [], "a": {"params": ["x", @"x"], "body": []}}})j",
       "/threads/a/params/1", R"j(expected each parameter once, but "x" is repeated)j"},
      {R"j({"shared": {"x": 0}, "threads": {"main": [], "a": {"params": [@"x"], "body": []}}})j",
       "/threads/a/params/0", R"j(expected another name for the parameter, as "x" is a shared)j"},
  });
  check_errors(cases);
  std::string many = R"j({"threads": {"main": [])j";
  for (int i = 0; i < 1000; ++i) many += ", \"t" + std::to_string(i) + "\": []";
  CHECK(complaints(many + "}}") ==
        "case.json:1:13: /threads: expected no more than 1000 thread bodies in a file");
  std::string long_body = R"j({"threads": {"main": ["yield")j";
  for (int i = 0; i < 100'000; ++i) long_body += ", \"yield\"";
  CHECK(complaints(long_body + "]}}").find("expected no more than 100000 statements") !=
        std::string::npos);
}

}  // namespace heddle::scenario
