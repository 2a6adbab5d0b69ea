// Statements about locks, condition variables, channels, semaphores, barriers and time, and what
// has to be declared.

#include <algorithm>

#include "tests/differential/generator_statements.hpp"

namespace heddle::differential {

Json StatementGenerator::declarations(Family family) {
  switch (family) {
    case Family::plain:
      return {{"x", random_.below(2)}, {"y", random_.below(2)}, {"a", {0, 0}}, {"seen", {0, 0, 0}}};
    case Family::atomics:
      return {{"c", {{"atomic", 0}}},
              {"d", {{"atomic", random_.below(2)}}},
              {"e", {{"atomic", {0, 0}}}}};
    case Family::locks: {
      Json all = {
          {"m", "mutex"}, {"n", "mutex"}, {"l", {{"mutex", {{"count", 2}}}}}, {"o", "once"}};
      if (random_.chance(25)) all["m"] = {{"mutex", {{"guards", Json::array({"x"})}}}};
      if (random_.chance(40)) all["n"] = {{"mutex", {{"recursive", true}}}};
      return all;
    }
    case Family::rwlocks:
      return {{"w", "rwlock"}, {"u", {{"rwlock", {{"count", 2}}}}}};
    case Family::condvars: {
      Json all = {{"k", "mutex"}, {"v", "condvar"}, {"ready", 0}};
      if (random_.chance(20)) all["k"] = {{"mutex", {{"recursive", true}}}};
      return all;
    }
    case Family::channels: {
      Json all = Json::object();
      for (const char* name : {"ch", "dh"}) {
        Json details = Json::object();
        if (random_.chance(75)) details["capacity"] = random_.below(3);
        if (random_.chance(25)) details["senders"] = 2;
        all[name] = details.empty() ? Json("channel") : only("channel", details);
      }
      return all;
    }
    case Family::semaphores:
      return {{"s", {{"semaphore", random_.below(3)}}},
              {"b", {{"barrier", 2 + (random_.chance(25) ? 1 : 0)}}},
              {"q", "once"}};
    case Family::sleeping:
      return {
          {"tm", "mutex"}, {"tv", "condvar"}, {"tc", {{"channel", {{"capacity", 1}}}}}, {"t", 0}};
  }
  return {};
}

Piece StatementGenerator::locking(Locals& locals) {
  switch (random_.below(8)) {
    case 0:
      return lock_attempt(locals);
    case 1:
      return lock_mistake();
    case 2:
      return once();
    case 3: {
      // In both orders in different threads: a deadlock.
      const bool swapped = random_.chance(50);
      Json inner = only("with", swapped ? "m" : "n");
      inner["do"] = random_.chance(50) ? list({only("set", only("x", "x + 1"))}) : Json::array();
      const std::size_t operations = inner["do"].empty() ? 4 : 6;
      Json outer = only("with", swapped ? "n" : "m");
      outer["do"] = list({inner});
      return {list({outer}), operations};
    }
    default:
      return lock_pair(locals);
  }
}

Piece StatementGenerator::lock_pair(const Locals& locals) {
  const char* mutex = random_.one_of({"m", "m", "n", "l[0]", "l[x]"});
  const std::size_t index = std::string(mutex) == "l[x]" ? 1 : 0;
  const Piece inside = assignment(locals);
  if (random_.chance(30)) {
    Json statements = list({only("lock", mutex)});
    for (const Json& each : inside.statements) statements.push_back(each);
    statements.push_back(only("unlock", mutex));
    return {statements, inside.operations + 2 + 2 * index};
  }
  Json statement = only("with", mutex);
  statement["do"] = inside.statements;
  std::size_t operations = inside.operations + 2 + index;
  if (random_.chance(20)) {
    Json leaving = only("if", "x == 1");
    leaving["then"] = list({"return"});
    statement["do"].push_back(leaving);
    ++operations;
  }
  return {list({statement}), operations};
}

Piece StatementGenerator::lock_attempt(Locals& locals) {
  const char* mutex = random_.one_of({"m", "n"});
  Json attempt = only("try_lock", mutex);
  const std::string got = fresh(locals);
  attempt["into"] = got;
  if (random_.chance(40)) attempt["timeout"] = random_.one_of({"0ms", "1ms", "2ms"});
  Json after = only("if", got);
  after["then"] = list({only("set", only("x", "x + 1")), only("unlock", mutex)});
  if (random_.chance(50)) after["else"] = list({only("set", only("y", 2))});
  return {list({attempt, after}), 4};
}

Piece StatementGenerator::lock_mistake() {
  switch (random_.below(4)) {
    case 0:
      return {list({only("unlock", "n")}), 1};
    case 1:
      return {list({only("lock", "n")}), 1};
    case 2: {
      Json inner = only("with", "n");
      inner["do"] = Json::array();
      Json outer = only("with", "n");
      outer["do"] = list({inner});
      return {list({outer}), 4};
    }
    default: {
      Json attempt = only("try_lock", "n");
      attempt["into"] = "y2";
      Json outer = only("with", "n");
      outer["do"] = list({attempt});
      return {list({outer}), 3};
    }
  }
}

Piece StatementGenerator::once() {
  Json statement = only("call_once", "o");
  statement["do"] = list({only("set", only("x", "x + 1"))});
  std::size_t operations = 4;
  if (random_.chance(25)) {
    Json inner = only("with", "m");
    inner["do"] = Json::array();
    statement["do"] = list({inner});
  }
  Piece piece{list({statement}), operations};
  if (random_.chance(25)) {
    Json outer = only("with", "m");
    outer["do"] = piece.statements;
    piece = {list({outer}), operations + 2};
  }
  return piece;
}

Piece StatementGenerator::reading_and_writing(Locals& locals) {
  const char* lock = random_.one_of({"w", "w", "u[0]", "u[1]"});
  const std::size_t kind = random_.below(10);
  if (kind < 4) {
    const std::string local = fresh(locals);
    locals.integers.push_back(local);
    Json statement = only("with_shared", lock);
    statement["do"] = list({only("set", only(local.c_str(), "x"))});
    return {list({statement}), 3};
  }
  if (kind < 7) {
    const Piece inside = assignment(locals);
    Json statement = only("with", lock);
    statement["do"] = inside.statements;
    return {list({statement}), inside.operations + 2};
  }
  if (kind < 9) {
    const bool shared = random_.chance(50);
    const std::string got = fresh(locals);
    Json attempt = only(shared ? "try_lock_shared" : "try_lock", lock);
    attempt["into"] = got;
    if (!shared && random_.chance(30)) attempt["timeout"] = "1ms";
    Json after = only("if", got);
    after["then"] =
        list({only("set", only("x", "x + 1")), only(shared ? "unlock_shared" : "unlock", lock)});
    return {list({attempt, after}), 4};
  }
  const char* word = random_.one_of({"unlock", "unlock_shared", "lock", "lock_shared"});
  return {list({only(word, lock)}), 1};
}

Piece StatementGenerator::signalling(Locals& locals) {
  const std::size_t kind = random_.below(10);
  const char* notify = random_.one_of({"notify_one", "notify_all"});
  if (kind < 4) {
    Json statement = only("with", "k");
    statement["do"] = list({only("set", only("ready", 1)), only(notify, "v")});
    return {list({statement}), 4};
  }
  if (kind == 4) return {list({only(notify, "v")}), 1};
  Json waiting = only("wait", "v");
  waiting["mutex"] = "k";
  if (random_.chance(60)) waiting["until"] = random_.one_of({"ready == 1", "ready > 0"});
  Json statements = Json::array();
  if (random_.chance(35)) {
    waiting["timeout"] = random_.one_of({"1ms", "2ms"});
    const std::string woken = fresh(locals);
    waiting["into"] = woken;
    Json after = only("if", woken);
    after["then"] = list({only("set", only("ready", 2))});
    statements = list({waiting, after});
  } else {
    statements = list({waiting});
  }
  if (kind == 5 && random_.chance(40)) return {statements, 2};
  Json statement = only("with", "k");
  statement["do"] = statements;
  return {list({statement}), 5};
}

}  // namespace heddle::differential
