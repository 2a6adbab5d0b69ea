// Statements about plain memory and control flow. The other families are in generator_atomics.cpp,
// generator_objects.cpp and generator_waiting.cpp.

#include "tests/differential/generator_statements.hpp"

#include <algorithm>

namespace heddle::differential {

Json only(const char* key, const Json& value) {
  Json statement = Json::object();
  statement[key] = value;
  return statement;
}

Json list(std::initializer_list<Json> statements) {
  Json all = Json::array();
  for (const Json& statement : statements) all.push_back(statement);
  return all;
}

std::string StatementGenerator::fresh(Locals& locals) {
  return "v" + std::to_string(++locals.made);
}

Piece StatementGenerator::piece(Family family, Locals& locals) {
  switch (family) {
    case Family::plain:
      return plain(locals);
    case Family::atomics:
      return atomic(locals);
    case Family::locks:
      return locking(locals);
    case Family::rwlocks:
      return reading_and_writing(locals);
    case Family::condvars:
      return signalling(locals);
    case Family::channels:
      return passing(locals);
    case Family::semaphores:
      return counting(locals);
    case Family::sleeping:
      return sleeping(locals);
  }
  return {};
}

StatementGenerator::Text StatementGenerator::integer(const Locals& locals) {
  if (!locals.integers.empty() && random_.chance(40)) {
    const std::string local = random_.one_of(locals.integers);
    return random_.chance(50) ? Text{local, 0} : Text{local + " + 1", 0};
  }
  switch (random_.below(10)) {
    case 0:
      return {"x", 1};
    case 1:
      return {"y", 1};
    case 2:
      return {"x + 1", 1};
    case 3:
      return {"x - y", 2};
    case 4:
      return {"a[x]", 2};
    case 5:
      return {"a[1] * 2", 1};
    case 6:
      return {"-y % 2", 1};
    default:
      return {std::to_string(random_.below(3)), 0};
  }
}

StatementGenerator::Text StatementGenerator::condition(const Locals& locals) {
  if (!locals.integers.empty() && random_.chance(30)) {
    // Each draw is a statement of its own, as the order of operands is the compiler's.
    const std::string comparison = random_.one_of({" > 0", " == 1", " != 2"});
    return {random_.one_of(locals.integers) + comparison, 0};
  }
  const std::string number = std::to_string(random_.below(3));
  switch (random_.below(6)) {
    case 0:
      return {"x == " + number, 1};
    case 1:
      return {"y != " + number, 1};
    case 2:
      return {"x <= y", 2};
    case 3:
      return {"x == 1 && a[0] < 2", 2};
    case 4:
      return {"x == 0 || !(y > 0)", 2};
    default:
      return {"x < 2", 1};
  }
}

Piece StatementGenerator::plain(Locals& locals) {
  const std::size_t kind = random_.below(20);
  if (kind < 8) return assignment(locals);
  if (kind < 11) return to_local(locals);
  if (kind < 13) return branch(locals);
  if (kind < 15) return failing(locals);
  if (kind < 16) return choice(locals);
  if (kind < 17) return block(locals);
  if (kind < 18) return loop(locals);
  if (kind < 19) return text(locals);
  return {list({"yield"}), 1};
}

Piece StatementGenerator::assignment(const Locals& locals) {
  const Text value = integer(locals);
  switch (random_.below(6)) {
    case 0:
      return {list({only("set", only("y", value.text))}), value.reads + 1};
    case 1:
      return {list({only("set", only("a[0]", value.text))}), value.reads + 1};
    case 2:
      return {list({only("set", only("a[y]", value.text))}), value.reads + 2};
    case 3:
      return {list({only("set", {{"x", "x + 1"}, {"y", 1}})}), 3};
    case 4:
      return {list({only("set", only("x", random_.one_of({"x + 1", "x * 2", "x * 2 + 1"})))}), 2};
    default:
      return {list({only("set", only("x", value.text))}), value.reads + 1};
  }
}

Piece StatementGenerator::to_local(Locals& locals) {
  const Text value = integer(locals);
  const std::string local = fresh(locals);
  locals.integers.push_back(local);
  return {list({only("set", only(local.c_str(), value.text))}), value.reads};
}

Piece StatementGenerator::branch(Locals& locals) {
  const Text when = condition(locals);
  Json statement = only("if", when.text);
  const Piece then = assignment(locals);
  statement["then"] = then.statements;
  std::size_t longest = then.operations;
  if (random_.chance(40)) {
    const Piece otherwise = random_.chance(30) ? Piece{list({"return"}), 0} : assignment(locals);
    statement["else"] = otherwise.statements;
    longest = std::max(longest, otherwise.operations);
  }
  return {list({statement}), when.reads + longest};
}

Piece StatementGenerator::failing(const Locals& locals) {
  const Text when = condition(locals);
  switch (random_.below(6)) {
    case 0: {
      Json statement = only("if", when.text);
      statement["then"] = list({only("panic", "unexpected")});
      return {list({statement}), when.reads};
    }
    case 1:
      return {list({only("set", only("y", "2 / x"))}), 2};
    case 2:
      return {list({only("set", only("x", "9223372036854775807 + y"))}), 2};
    case 3:
      return {list({only("await", when.text)}), 1};
    default: {
      Json statement = only("assert", when.text);
      if (random_.chance(50)) statement["message"] = "as expected";
      return {list({statement}), when.reads};
    }
  }
}

Piece StatementGenerator::choice(Locals& locals) {
  const std::string local = random_.chance(20) ? "x" : fresh(locals);
  const std::string target = local;
  Json statement = only("choose", target);
  Json values = list({0, 1});
  if (random_.chance(20)) values.push_back(random_.chance(50) ? Json(2) : Json("y"));
  statement["from"] = values;
  if (target != "x") locals.integers.push_back(target);
  return {list({statement}), 2, values.size()};
}

Piece StatementGenerator::block(const Locals& locals) {
  Json statements = list({only("set", only("x", "x + 1"))});
  switch (random_.below(4)) {
    case 0:
      statements.push_back(only("set", only("y", "x")));
      break;
    case 1:
      statements.push_back(only("assert", condition(locals).text));
      break;
    case 2: {
      Json statement = only("if", "x > y");
      statement["then"] = list({only("set", only("x", 0))});
      statements.push_back(statement);
      break;
    }
    default:
      statements.push_back(only("set", only("a[x]", 1)));
  }
  return {list({only("atomically", statements)}), 1};
}

// Every loop counts its rounds in a local, so that it ends whatever the other threads store.
Piece StatementGenerator::loop(Locals& locals) {
  Json body = list({only("set", only("x", "x + 1"))});
  if (random_.chance(40)) {
    Json statement = only("if", condition(locals).text);
    statement["then"] = list({random_.one_of({"break", "continue"})});
    body.insert(body.begin(), statement);
  }
  Json statement;
  const std::size_t kind = random_.below(4);
  if (kind == 0) {
    statement = only("repeat", random_.one_of({Json(2), Json("1 + 1"), Json("y % 2 + 1")}));
  } else if (kind == 1) {
    statement = only("for", "i");
    statement["in"] = random_.one_of({"0..2", "1..=2", "y % 2..2"});
  } else {
    const std::string round = fresh(locals);
    body.insert(body.begin(), only("set", only(round.c_str(), round + " + 1")));
    statement = kind == 2 ? only("while", round + " < 2 && x < 2") : Json::object();
    if (kind == 3) {
      Json leaving = only("if", round + " == 2");
      leaving["then"] = list({"break"});
      body.insert(body.begin(), leaving);
      statement["loop"] = body;
    } else {
      statement["do"] = body;
    }
    return {list({only("set", only(round.c_str(), 0)), statement}), 7};
  }
  statement["do"] = body;
  return {list({statement}), 6};
}

Piece StatementGenerator::report(const Locals& locals) {
  if (locals.integers.empty()) {
    return {list({only("print", "done " + std::to_string(locals.role))}), 1};
  }
  const std::string& local = random_.one_of(locals.integers);
  if (random_.chance(40)) return {list({only("print", "saw {" + local + "}")}), 1};
  const std::string cell = "seen[" + std::to_string(locals.role % 3) + "]";
  return {list({only("set", only(cell.c_str(), local))}), 1};
}

Piece StatementGenerator::text(const Locals& locals) {
  const Text value = integer(locals);
  return {list({only("print", "{{value}} {" + value.text + "}")}), value.reads + 1};
}

}  // namespace heddle::differential
