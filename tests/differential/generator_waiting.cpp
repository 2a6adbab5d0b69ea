// Statements about channels, semaphores, barriers and time.

#include "tests/differential/generator_statements.hpp"

namespace heddle::differential {

Piece StatementGenerator::passing(Locals& locals) {
  const char* channel = random_.one_of({"ch", "ch", "ch", "dh"});
  const bool gives = random_.chance(locals.role % 2 == 0 ? 80 : 20);
  const std::size_t kind = random_.below(10);
  if (gives) {
    if (kind < 3) return {list({only("close", channel)}), 1};
    Json statement = only("send", channel);
    statement["value"] =
        locals.integers.empty() ? Json(1 + random_.below(3)) : Json(locals.integers.back());
    return {list({statement}), 2};
  }
  if (kind < 5) return reception(locals);
  if (kind < 8) return reception_attempt(locals, channel);
  Json statement = only("for_each", fresh(locals));
  const std::string value = statement["for_each"].get<std::string>();
  statement["in"] = channel;
  statement["do"] = list({only("set", only("x", "x + " + value))});
  if (random_.chance(20)) statement["do"].push_back("break");
  return {list({statement}), 4};
}

Piece StatementGenerator::reception_attempt(Locals& locals, const char* channel) {
  const std::string got = fresh(locals);
  const std::string value = fresh(locals);
  Json attempt = only("try_recv", channel);
  attempt["into"] = value;
  attempt["ok"] = got;
  if (random_.chance(20)) {
    // This faults if nothing was received.
    return {list({attempt, only("set", only("x", value))}), 2};
  }
  Json after = only("if", got);
  after["then"] = list({only("set", only("x", value))});
  return {list({attempt, after}), 2};
}

Piece StatementGenerator::reception(Locals& locals) {
  Json statement = only("recv", random_.one_of({"ch", "ch", "ch", "dh"}));
  const bool shared = random_.chance(25);
  const std::string target = shared ? "y" : fresh(locals);
  statement["into"] = target;
  if (random_.chance(30)) statement["timeout"] = random_.one_of({"0ms", "1ms"});
  if (random_.chance(60)) {
    statement["else"] = list({only("set", only(target.c_str(), 7))});
    if (!shared) locals.integers.push_back(target);
  } else if (!shared) {
    locals.integers.push_back(target);
  }
  return {list({statement}), shared ? std::size_t{2} : std::size_t{1}};
}

Piece StatementGenerator::counting(Locals& locals) {
  const std::size_t kind = random_.below(12);
  if (kind < 3) {
    Json statements = list({only("acquire", "s")});
    if (random_.chance(60)) statements.push_back(only("set", only("x", "x + 1")));
    if (random_.chance(60)) statements.push_back(only("release", "s"));
    return {statements, 1 + statements.size()};
  }
  if (kind < 5) {
    Json statement = only("release", "s");
    if (random_.chance(30)) statement["count"] = random_.one_of({Json(2), Json("x % 3")});
    return {list({statement}), 2};
  }
  if (kind < 7) {
    const std::string got = fresh(locals);
    Json attempt = only("try_acquire", "s");
    attempt["into"] = got;
    Json after = only("if", got);
    after["then"] = list({only("set", only("y", 3))});
    return {list({attempt, after}), 2};
  }
  if (kind < 8) return {list({only("arrive", "b")}), 2};
  Json statement = only("call_once", "q");
  statement["do"] = list({only("set", only("x", "x + 1"))});
  return {list({statement}), 4};
}

Piece StatementGenerator::sleeping(Locals& locals) {
  const char* duration = random_.one_of({"1ms", "2ms", "3ms"});
  const std::size_t kind = random_.below(12);
  if (kind < 4) return {list({only("sleep", random_.chance(10) ? "0ms" : duration)}), 1};
  if (kind < 6) {
    return {list({only("sleep", duration), only("print", "after " + std::string(duration))}), 2};
  }
  if (kind < 7) {
    Json statement = only("with", "tm");
    statement["do"] = list({only("sleep", duration), only("set", only("t", "t + 1"))});
    return {list({statement}), 5};
  }
  if (kind < 10) return late(locals, duration);
  if (kind < 11) {
    Json statement = only("send", "tc");
    statement["value"] = 1;
    return {list({statement}), 1};
  }
  const char* notify = random_.one_of({"notify_one", "notify_all"});
  return {list({only("set", only("t", "t + 1")), only(notify, "tv")}), 3};
}

// An operation that may time out: a lock, a reception, a wait.
Piece StatementGenerator::late(Locals& locals, const char* duration) {
  const std::string result = fresh(locals);
  Json after = only("if", result);
  switch (random_.below(3)) {
    case 0: {
      Json attempt = only("try_lock", "tm");
      attempt["into"] = result;
      attempt["timeout"] = duration;
      after["then"] = list({only("unlock", "tm")});
      after["else"] = list({only("set", only("t", 9))});
      return {list({attempt, after}), 2};
    }
    case 1: {
      Json statement = only("recv", "tc");
      statement["timeout"] = duration;
      statement["into"] = "t";
      if (random_.chance(70)) statement["else"] = list({only("set", only("t", 5))});
      return {list({statement}), 2};
    }
    default: {
      Json waiting = only("wait", "tv");
      waiting["mutex"] = "tm";
      waiting["timeout"] = duration;
      waiting["into"] = result;
      if (random_.chance(40)) waiting["until"] = "t > 0";
      after["then"] = list({only("set", only("t", 7))});
      Json statement = only("with", "tm");
      statement["do"] = list({waiting, after});
      return {list({statement}), 6};
    }
  }
}

}  // namespace heddle::differential
