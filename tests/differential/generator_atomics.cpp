// Statements about atomics.

#include "tests/differential/generator_statements.hpp"

namespace heddle::differential {

std::string StatementGenerator::order(bool loads, bool stores) {
  if (loads && stores)
    return random_.one_of({"relaxed", "acquire", "release", "acq_rel", "seq_cst"});
  if (loads) return random_.one_of({"relaxed", "acquire", "seq_cst"});
  return random_.one_of({"relaxed", "release", "seq_cst"});
}

Piece StatementGenerator::atomic(Locals& locals) {
  const std::string cell = random_.one_of({"c", "c", "d", "e[0]", "e[c]"});
  const std::size_t index = cell == "e[c]" ? 1 : 0;
  switch (random_.below(8)) {
    case 0: {
      Json statement = only("store", cell);
      statement["value"] = random_.below(3);
      statement["order"] = order(false, true);
      return {list({statement}), 1 + index};
    }
    case 1: {
      Json statement = only("load", cell);
      const std::string local = fresh(locals);
      statement["into"] = local;
      statement["order"] = order(true, false);
      locals.integers.push_back(local);
      return {list({statement}), 1 + index};
    }
    case 2:
      return {list({only("fence", random_.one_of({"acquire", "release", "acq_rel", "seq_cst"}))}),
              1};
    case 3:
      return {list({only("await", random_.one_of({"c == 1", "c > 0 && d == 0", "c != d"}))}), 1};
    case 4:
      return exchange(locals);
    case 5: {
      Json statement = only("if", "c == 1");
      statement["then"] = list({only("set", only("x", 1))});
      return {list({statement}), 2};
    }
    default:
      return update(locals);
  }
}

Piece StatementGenerator::update(Locals& locals) {
  const char* word = random_.one_of(
      {"fetch_add", "fetch_add", "fetch_sub", "fetch_and", "fetch_or", "fetch_xor", "exchange"});
  Json statement = only(word, random_.one_of({"c", "d"}));
  statement["value"] = random_.chance(6) ? Json("9223372036854775807") : Json(1 + random_.below(2));
  std::size_t operations = 1;
  if (random_.chance(60)) {
    const std::string local = random_.chance(20) ? "y" : fresh(locals);
    statement["into"] = local;
    if (local == "y") {
      ++operations;
    } else {
      locals.integers.push_back(local);
    }
  }
  if (random_.chance(70)) statement["order"] = order(true, true);
  return {list({statement}), operations};
}

Piece StatementGenerator::exchange(Locals& locals) {
  Json statement = only("compare_exchange", "c");
  statement["expected"] = random_.below(2);
  statement["desired"] = 1 + random_.below(2);
  const std::string local = fresh(locals);
  const std::string actual = fresh(locals);
  statement["into"] = local;
  statement["actual"] = actual;
  if (random_.chance(50)) statement["order"] = order(true, true);
  locals.integers.push_back(actual);
  Json after = only("if", local);
  after["then"] = list({only("set", only("x", "x + 1"))});
  if (random_.chance(40)) return {list({statement}), 1};
  return {list({statement, after}), 3};
}

}  // namespace heddle::differential
