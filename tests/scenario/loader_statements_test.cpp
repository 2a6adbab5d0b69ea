#include <doctest/doctest.h>

#include <array>
#include <string>

#include "tests/scenario/loader_errors.hpp"

namespace heddle::scenario {

TEST_CASE("the loader refuses what is not a statement") {
  const auto cases = std::to_array<ErrorCase>({
      {"@1", "/0", R"j(expected a statement (an object, or a bare text such as "yield"), found)j"},
      {R"j(@"yeild")j", "/0", R"j(expected a statement, found the text "yeild")j", "yield"},
      {R"j(@"lock")j", "/0", R"j(expected an object, {"lock": ...}, as this operation takes)j"},
      {"@{}", "/0", "expected a statement with an operation, found an empty object without one"},
      {R"j(@{"into": "x"})j", "/0", "expected a statement with an operation, found an object"},
      {R"j({"into": "x", @"try_lok": "mutex"})j", "/0/try_lok",
       R"j(expected an operation, found "try_lok")j", "try_lock"},
      {R"j({"lock": "mutex", @"unlock": "mutex"})j", "/0/unlock",
       R"j(expected one operation in a statement, found "lock" and "unlock")j"},
      {R"j({"yield": @1})j", "/0/yield",
       "expected true, null or {}, as this operation takes nothing"},
      {R"j(@{"with": "mutex"})j", "/0", R"j(expected "do" beside "with")j"},
      {R"j({"lock": "mutex", @"into": "ok"})j", "/0/into",
       R"j("lock" takes no "into"; expected no modifier)j"},
      {R"j({"try_lock": "mutex", @"inot": "ok"})j", "/0/inot",
       R"j("try_lock" takes no "inot"; expected into or timeout)j", "into"},
      {R"j({"loop": @"break"})j", "/0/loop", "expected a list of statements, found the text"},
      {R"j({"loop": @{"loop": ["break"]}})j", "/0/loop", "expected a list of statements"},
  });
  check_statement_errors(cases);
}

TEST_CASE("the loader refuses operations on objects of another kind") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"lock": @1})j", "/0/lock",
       "expected the name of a mutex or a rwlock, found the integer"},
      {R"j({"lock": "@mutx"})j", "/0/lock", R"j(expected the name of a mutex or a rwlock, found)j",
       "mutex"},
      {R"j({"unlock": "@channel"})j", "/0/unlock",
       R"j(expected a mutex or a rwlock, but "channel" is a channel)j"},
      {R"j({"try_lock": "@once"})j", "/0/try_lock", "expected a mutex or a rwlock"},
      {R"j({"lock_shared": "@mutex"})j", "/0/lock_shared",
       R"j(expected a rwlock, but "mutex" is)j"},
      {R"j({"unlock_shared": "@mutex"})j", "/0/unlock_shared", "expected a rwlock"},
      {R"j({"try_lock_shared": "@mutex"})j", "/0/try_lock_shared", "expected a rwlock"},
      {R"j({"with": "@n", "do": []})j", "/0/with", R"j(but "n" is plain memory)j"},
      {R"j({"with_shared": "@mutex", "do": []})j", "/0/with_shared", "expected a rwlock"},
      {R"j({"wait": "@mutex", "mutex": "mutex"})j", "/0/wait", "expected a condvar"},
      {R"j({"wait": "condvar", "mutex": "@rwlock"})j", "/0/mutex", "expected a mutex, but"},
      {R"j({"notify_one": "@mutex"})j", "/0/notify_one", "expected a condvar"},
      {R"j({"notify_all": "@mutex"})j", "/0/notify_all", "expected a condvar"},
      {R"j({"acquire": "@barrier"})j", "/0/acquire", R"j(expected a semaphore, but "barrier" is)j"},
      {R"j({"release": "@mutex"})j", "/0/release", "expected a semaphore"},
      {R"j({"try_acquire": "@mutex"})j", "/0/try_acquire", "expected a semaphore"},
      {R"j({"arrive": "@semaphore"})j", "/0/arrive",
       R"j(expected a barrier, but "semaphore" is a semaphore)j"},
      {R"j({"call_once": "@rwlock", "do": []})j", "/0/call_once",
       R"j(expected a once flag, but "rwlock" is a rwlock)j"},
      {R"j({"send": "@condvar", "value": 1})j", "/0/send",
       R"j(expected a channel, but "condvar" is a condvar)j"},
      {R"j({"recv": "@mutex"})j", "/0/recv", "expected a channel"},
      {R"j({"try_recv": "@mutex"})j", "/0/try_recv", "expected a channel"},
      {R"j({"close": "@mutex"})j", "/0/close", "expected a channel"},
      {R"j({"for_each": "v", "in": "@list", "do": []})j", "/0/in", "expected a channel"},
      {R"j({"load": "@n"})j", "/0/load", R"j(expected an atomic, but "n" is plain memory)j"},
      {R"j({"store": "@n", "value": 1})j", "/0/store", "expected an atomic"},
      {R"j({"exchange": "@n", "value": 1})j", "/0/exchange", "expected an atomic"},
      {R"j({"compare_exchange": "@n", "expected": 0, "desired": 1})j", "/0/compare_exchange",
       "expected an atomic"},
      {R"j({"lock": "1 + @"})j", "/0/lock", "expected an expression, found the end"},
      {R"j({"lock": "1 @+ 1"})j", "/0/lock", "expected the name of a mutex or a rwlock"},
  });
  check_statement_errors(cases);
}

TEST_CASE("the loader refuses indexes that do not fit the declaration") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"lock": "@mutexes"})j", "/0/lock",
       R"j("mutexes" is an array of 2; expected an index)j"},
      {R"j({"lock": "@mutex[0]"})j", "/0/lock", R"j("mutex" is no array; expected no index)j"},
      {R"j({"lock": "mutexes[@2]"})j", "/0/lock",
       R"j(expected an index from 0 to 1 of "mutexes", found 2)j"},
      {R"j({"lock": "mutexes[@-1]"})j", "/0/lock", "expected an index from 0 to 1"},
      {R"j({"lock": "mutexes[@flag]"})j", "/0/lock", "expected an integer, found a boolean"},
      {R"j({"set": {"@list": 1}})j", "/0/set/list", R"j("list" is an array of 3)j"},
      {R"j({"set": {"@n[0]": 1}})j", "/0/set/n[0]", R"j("n" is no array)j"},
      {R"j({"set": {"n": "@list"}})j", "/0/set/n", R"j("list" is an array of 3)j"},
      {R"j({"set": {"n": "@n[0]"}})j", "/0/set/n", R"j("n" is no array)j"},
      {R"j({"set": {"list[@3]": 1}})j", "/0/set/list[3]", "expected an index from 0 to 2"},
      {R"j({"set": {"v": 1, "@v[0]": 1}})j", "/0/set/v[0]",
       "expected a shared array before the index; a local holds a single value"},
      {R"j({"set": {"@lisst[0]": 1}})j", "/0/set/lisst[0]", "expected a shared array", "list"},
  });
  check_statement_errors(cases);
}

TEST_CASE("the loader refuses to store where nothing can be stored") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"set": @[]})j", "/0/set", "expected an object of assignments"},
      {R"j({"set": {"@1": 2}})j", "/0/set/1", "expected a name to assign to, such as x or a[i]"},
      {R"j({"set": {"x +@": 2}})j", "/0/set/x +", "expected an expression, found the end"},
      {R"j({"set": {"@mutex": 2}})j", "/0/set/mutex",
       R"j(expected plain memory, an atomic or a local to assign to, but "mutex" is a mutex)j"},
      {R"j({"set": {"n": @"flag"}})j", "/0/set/n",
       "expected an integer, which the cell keeps as its type, found a boolean"},
      {R"j({"set": {"flag": @1}})j", "/0/set/flag", "expected a boolean, which the cell keeps"},
      {R"j({"set": {"words": @1}})j", "/0/set/words", "expected a text, which the cell keeps"},
      {R"j({"set": {"n": @null}})j", "/0/set/n", "expected an expression (a text, an integer"},
      {R"j({"try_lock": "mutex", "into": @1})j", "/0/into",
       "expected the name of what to store in, found the integer 1"},
      {R"j({"try_lock": "mutex", "into": @"n"})j", "/0/into",
       "expected an integer, which the cell"},
      {R"j({"try_recv": "channel", "ok": @"n"})j", "/0/ok", "expected an integer, which the cell"},
      {R"j({"load": "ready", "into": @"n"})j", "/0/into", "found a boolean"},
      {R"j({"fetch_add": "counter", "value": 1, "into": @"flag"})j", "/0/into", "found an integer"},
      {R"j({"compare_exchange": "counter", "expected": 0, "desired": 1, "actual": @"flag"})j",
       "/0/actual", "found an integer"},
      {R"j({"choose": @"flag", "from": [1, 2]})j", "/0/choose", "found an integer"},
      {R"j({"spawn": "worker", "args": [1], "as": "h"}, {"set": {"h": @1}})j", "/1/set/h",
       R"j(expected another local, as "h" holds the handle of a thread; found an integer)j"},
      {R"j({"spawn": "worker", "args": [1], "as": "h"}, {"set": {"n": @"h"}})j", "/1/set/n",
       "found a thread handle"},
  });
  check_statement_errors(cases);
}

TEST_CASE("the loader refuses spawns and joins that cannot work") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"spawn": @1})j", "/0/spawn", "expected the name of a thread body, found the integer 1"},
      {R"j({"spawn": @"wroker"})j", "/0/spawn",
       R"j(expected the name of a thread body, found "wroker")j", "worker"},
      {R"j({"spawn": @"main"})j", "/0/spawn", R"j(other than "main", which runs once)j"},
      {R"j(@{"spawn": "worker"})j", "/0", R"j(expected 1 in "args" for "worker", found 0)j"},
      {R"j({"spawn": "worker", "args": @[1, 2]})j", "/0/args",
       R"j(expected 1 in "args" for "worker", found 2)j"},
      {R"j({"spawn": "worker", "args": @1})j", "/0/args", "expected a list of expressions"},
      {R"j({"spawn": "worker", "args": ["@indx"]})j", "/0/args/0", "expected a declared name",
       "index"},
      {R"j({"set": {"index": 1}}, {"spawn": "worker", "args": ["@index"]})j", "/1/args/0",
       R"j("index" counts the spawned threads here; expected another name for the local)j"},
      {R"j({"spawn": "worker", "args": [1], "times": "@flag"})j", "/0/times",
       "expected an integer"},
      {R"j({"spawn": "worker", "args": [1], "times": @-1})j", "/0/times",
       "expected a number of threads that is not negative, found -1"},
      {R"j({"spawn": "worker", "args": [1], "as": @1})j", "/0/as",
       "expected the name of a local for the handle, found the integer 1"},
      {R"j({"spawn": "worker", "args": [1], "as": @"h[0]"})j", "/0/as",
       R"j(expected the name of a local for the handle, found "h[0]")j"},
      {R"j({"spawn": "worker", "args": [1], "as": @"n"})j", "/0/as",
       "expected the name of a local for the handle, found plain memory"},
      {R"j({"join": @1})j", "/0/join", "expected the name of a local that holds a thread's handle"},
      {R"j({"join": "@h"})j", "/0/join", "expected a declared name or a local that is assigned"},
      {R"j({"join": "@n"})j", "/0/join", "holds a thread's handle, found plain memory"},
      {R"j({"join": "1 @+ 1"})j", "/0/join", R"j(holds a thread's handle, found "1 + 1")j"},
      {R"j({"set": {"v": 1}}, {"join": "@v"})j", "/1/join", R"j(but "v" is an integer)j"},
      {R"j({"spawn": "worker", "args": [1], "as": "h"}, {"join": "@h[0]"})j", "/1/join",
       R"j(expected an array or a list of thread handles before the index, but "h" is a thread)j"},
      {R"j({"spawn": "worker", "args": [1], "as": "h"}, {"print": "{@h}"})j", "/1/print",
       "expected something that can be printed, found a thread handle"},
  });
  check_statement_errors(cases);
}

TEST_CASE("the loader refuses durations, counts and orders that make no sense") {
  static constexpr std::string_view duration =
      R"j(expected a duration: a number with a unit (ns, us, ms, s), such as "5ms")j";
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"sleep": @5})j", "/0/sleep", duration},
      {R"j({"sleep": @"5"})j", "/0/sleep", duration},
      {R"j({"sleep": @"5 ms"})j", "/0/sleep", duration},
      {R"j({"sleep": @"ms"})j", "/0/sleep", duration},
      {R"j({"sleep": @"-1ms"})j", "/0/sleep", duration},
      {R"j({"sleep": @"1.5ns"})j", "/0/sleep", duration},
      {R"j({"sleep": @"1.05ns"})j", "/0/sleep", duration},
      {R"j({"sleep": @"1.ms"})j", "/0/sleep", duration},
      {R"j({"sleep": @".5ms"})j", "/0/sleep", duration},
      {R"j({"sleep": @"1.5.5ms"})j", "/0/sleep", duration},
      {R"j({"sleep": @"100001s"})j", "/0/sleep", duration},
      {R"j({"try_lock": "mutex", "timeout": @5})j", "/0/timeout", duration},
      {R"j({"release": "semaphore", "count": @-1})j", "/0/count",
       "expected a count that is not negative, found -1"},
      {R"j({"release": "semaphore", "count": "@flag"})j", "/0/count", "expected an integer"},
      {R"j({"load": "counter", "order": @"release"})j", "/0/order",
       R"j(expected relaxed, acquire or seq_cst, found "release")j"},
      {R"j({"store": "counter", "value": 1, "order": @"acquire"})j", "/0/order",
       R"j(expected relaxed, release or seq_cst, found "acquire")j"},
      {R"j({"fetch_add": "counter", "value": 1, "order": @"aquire"})j", "/0/order",
       "expected relaxed, acquire, release, acq_rel or seq_cst", "acquire"},
      {R"j({"fence": @"relaxed"})j", "/0/fence", "expected acquire, release, acq_rel or seq_cst"},
      {R"j({"fence": @1})j", "/0/fence",
       "expected acquire, release, acq_rel or seq_cst, found the"},
      {R"j({"fetch_add": @"ready", "value": 1})j", "/0/fetch_add",
       "expected an atomic integer, found an atomic that holds a boolean"},
      {R"j({"fetch_or": "counter", "value": "@flag"})j", "/0/value", "expected an integer"},
      {R"j({"store": "ready", "value": @1})j", "/0/value", "expected a boolean, found an integer"},
      {R"j({"compare_exchange": "counter", "expected": @true, "desired": 1})j", "/0/expected",
       "expected an integer"},
      {R"j({"choose": "v", "from": @1})j", "/0/from", "expected a list of expressions"},
      {R"j({"choose": "v", "from": @[]})j", "/0/from", "expected at least one expression"},
  });
  check_statement_errors(cases);
}

TEST_CASE("the loader refuses prints with broken braces") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"print": @1})j", "/0/print", "expected a text to print, found the integer 1"},
      {R"j({"print": "a @} b"})j", "/0/print",
       "expected }} for a brace in the text, found a lone }"},
      {R"j({"print": "a {n@"})j", "/0/print",
       "expected an operator or } ({{ is a brace in the text)"},
      {R"j({"print": "a {n @= 1}"})j", "/0/print", "expected an operator or }", "=="},
      {R"j({"print": "a {@}"})j", "/0/print", R"j(expected an expression, found "}")j"},
      {R"j({"print": "{n@:>3}"})j", "/0/print", R"j(found ":")j"},
  });
  check_statement_errors(cases);
}

TEST_CASE("the loader refuses control flow that leads nowhere") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"if": "@n", "then": []})j", "/0/if", "expected a boolean, found an integer"},
      {R"j({"while": @1, "do": []})j", "/0/while", "expected a boolean, found an integer"},
      {R"j({"assert": "@words"})j", "/0/assert", "expected a boolean, found a text"},
      {R"j({"await": "@n"})j", "/0/await", "expected a boolean, found an integer"},
      {R"j({"wait": "condvar", "mutex": "mutex", "until": "@n"})j", "/0/until",
       "expected a boolean"},
      {R"j({"assert": "flag", "message": @1})j", "/0/message",
       "expected a text, found the integer 1"},
      {R"j({"panic": @1})j", "/0/panic", "expected a text"},
      {R"j({"repeat": @-1, "do": []})j", "/0/repeat", "expected a number of times that is not"},
      {R"j({"for": @1, "in": "0..2", "do": []})j", "/0/for", "expected the name of the loop's"},
      {R"j({"for": @"i j", "in": "0..2", "do": []})j", "/0/for",
       R"j(loop's variable, found "i j")j"},
      {R"j({"for": @"n", "in": "0..2", "do": []})j", "/0/for",
       R"j(expected another name for the loop's variable, as "n" is a shared object)j"},
      {R"j({"for_each": @"n", "in": "channel", "do": []})j", "/0/for_each",
       "expected another name"},
      {R"j({"for": "i", "in": @5, "do": []})j", "/0/in", R"j(expected a range, such as "1..5")j"},
      {R"j({"for": "i", "in": "1@", "do": []})j", "/0/in", "expected an operator or .. in a range"},
      {R"j({"for": "i", "in": "1..@", "do": []})j", "/0/in",
       "expected an expression, found the end"},
      {R"j({"for": "i", "in": "1..2 @3", "do": []})j", "/0/in", "or the end of the range"},
      {R"j({"for": "i", "in": "1..@flag", "do": []})j", "/0/in", "expected an integer"},
      {R"j(@"break")j", "/0", R"j(expected "break" inside of a loop)j"},
      {R"j({"with": "mutex", "do": [@"continue"]})j", "/0/do/0", R"j(expected "continue" inside)j"},
      {R"j({"loop": [{"atomically": [@"break"]}]})j", "/0/loop/0/atomically/0",
       R"j(expected "break" inside of a loop within the "atomically")j"},
      {R"j({"atomically": [@{"print": "x"}]})j", "/0/atomically/0",
       R"j(inside of "atomically", found "print")j"},
      {R"j({"atomically": [{"if": "flag", "then": [@{"lock": "mutex"}]}]})j",
       "/0/atomically/0/then/0", R"j(inside of "atomically", found "lock")j"},
  });
  check_statement_errors(cases);
}

}  // namespace heddle::scenario
