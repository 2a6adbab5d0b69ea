#include "tests/differential/generator_endings.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/differential/generator_statements.hpp"

namespace heddle::differential {
namespace {

// Statements whose last step can make another thread able.
bool lets_go_on(const Json& statement) {
  if (!statement.is_object()) return false;
  for (const char* const word :
       {"unlock", "unlock_shared", "with",      "with_shared", "release",          "send",
        "recv",   "try_recv",      "close",     "notify_one",  "notify_all",       "store",
        "set",    "fetch_add",     "fetch_sub", "exchange",    "compare_exchange", "call_once",
        "wait",   "spawn",         "atomically"}) {
    if (statement.contains(word)) return true;
  }
  return false;
}

// A place behind one statement of a list.
struct Place {
  Json* statements = nullptr;
  std::size_t after = 0;
};

void find_places(Json& statements, std::vector<Place>& places) {
  for (std::size_t number = 0; number < statements.size(); ++number) {
    Json& statement = statements[number];
    const std::size_t weight = lets_go_on(statement) ? 5 : 1;
    places.insert(places.end(), weight, {&statements, number});
    if (!statement.is_object() || statement.contains("atomically")) continue;
    for (const char* const list : {"do", "then", "else"}) {
      if (statement.contains(list)) find_places(statement[list], places);
    }
  }
}

class Endings {
 public:
  Endings(Json& scenario, Random& random) : scenario_(scenario), random_(random) {
    for (const auto& [name, declaration] : scenario["shared"].items()) {
      if (declaration.is_number()) cells_.push_back(name);
      if (declaration.is_object() && declaration.contains("atomic") &&
          declaration["atomic"].is_number()) {
        cells_.push_back(name);
      }
    }
  }

  void add() {
    const std::size_t kind = random_.below(10);
    if (kind < 8) in_a_body();
    if (kind >= 7) break_an_invariant();
    if (random_.chance(25)) in_a_body();
  }

 private:
  void in_a_body() {
    std::vector<Place> places;
    for (auto& [name, thread] : scenario_["threads"].items()) {
      find_places(thread.is_object() ? thread["body"] : thread, places);
    }
    if (places.empty()) return;
    end_at(random_.one_of(places));
  }

  void end_at(const Place& place) {
    Json& statements = *place.statements;
    const auto next = statements.begin() + static_cast<std::ptrdiff_t>(place.after) + 1;
    switch (random_.below(10)) {
      case 0:
      case 1:
      case 2:
        statements.insert(next, only("panic", "enough"));
        return;
      case 3:
      case 4:
      case 5:
        return assert_what_was_read(place);
      case 6:
        statements.insert(next, only("assert", cell_condition()));
        return;
      case 7:
        statements.insert(next, atomically_asserting());
        return;
      case 8:
        statements.insert(next, atomically_going_either_way());
        return;
      default:
        return end_inside(place);
    }
  }

  // A read before the step that lets another thread go on, and its assertion behind that step.
  void assert_what_was_read(const Place& place) {
    Json& statements = *place.statements;
    const std::string local = "z" + std::to_string(++made_);
    const std::string number = std::to_string(random_.below(2));
    Json failing = only("assert", local + random_.one_of({" == ", " != "}) + number);
    if (random_.chance(40)) {
      failing = only("if", local + random_.one_of({" == ", " != "}) + number);
      failing["then"] = list({only("panic", "seen")});
    }
    const auto here = static_cast<std::ptrdiff_t>(place.after);
    statements.insert(statements.begin() + here + 1, failing);
    statements.insert(statements.begin() + here, only("set", only(local.c_str(), cell())));
  }

  // The store and the assertion in one step.
  void end_inside(const Place& place) {
    Json& statement = (*place.statements)[place.after];
    const bool stores =
        statement.is_object() && (statement.contains("set") || statement.contains("store") ||
                                  statement.contains("fetch_add"));
    if (!stores) {
      place.statements->insert(
          place.statements->begin() + static_cast<std::ptrdiff_t>(place.after) + 1,
          atomically_asserting());
      return;
    }
    const Json inside = statement;
    statement = only("atomically", list({inside, only("assert", cell_condition())}));
  }

  Json atomically_asserting() {
    return only("atomically", list({only("set", only("x", random_.one_of({"x + 1", "y", "1 - x"}))),
                                    only("assert", cell_condition())}));
  }

  // Which cells it touches depends on what the others did.
  Json atomically_going_either_way() {
    Json branch = only("if", cell_condition());
    branch["then"] = list({only("set", only("y", random_.one_of({"y + 1", "x", "2"})))});
    branch["else"] = list({only("set", only("a[1]", "a[1] + 1"))});
    if (random_.chance(30)) branch["else"] = list({only("assert", cell_condition())});
    return only("atomically", list({branch}));
  }

  void break_an_invariant() {
    if (!scenario_.contains("invariants")) scenario_["invariants"] = Json::array();
    scenario_["invariants"].push_back(cell_condition());
  }

  std::string cell() { return random_.one_of(cells_); }
  std::string cell_condition() {
    const std::string one = cell();
    const std::string other = cell();
    const std::string number = std::to_string(1 + random_.below(2));
    switch (random_.below(4)) {
      case 0:
        return one + " < " + number;
      case 1:
        return one + " != " + number;
      case 2:
        return one + " <= " + other;
      default:
        return one + " + " + other + " < " + std::to_string(2 + random_.below(2));
    }
  }

  Json& scenario_;
  Random& random_;
  std::vector<std::string> cells_;
  std::size_t made_ = 0;
};

}  // namespace

void end_early(Json& scenario, Random& random) { Endings(scenario, random).add(); }

}  // namespace heddle::differential
