#include "tests/code/portable_scenario.hpp"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

namespace heddle::code_tests {
namespace {

using Json = nlohmann::ordered_json;

Json only(const char* key, const Json& value) {
  Json object = Json::object();
  object[key] = value;
  return object;
}

bool has_any(const Json& object, std::initializer_list<const char*> words) {
  return std::ranges::any_of(words, [&](const char* word) { return object.contains(word); });
}

// A declaration is a word, a number, a list of numbers, or {"word": details}.
bool is_declared_as(const Json& declaration, const char* word) {
  return declaration == word || (declaration.is_object() && declaration.contains(word));
}

class BodyOfCode {
 public:
  BodyOfCode(const Json& statements, Joined joined, Results results)
      : joins_all_(joined == Joined::all && spawns(statements)),
        uses_results_(results == Results::all_used),
        statements_(list(statements)) {
    if (joins_all_) statements_.push_back("join_all");
  }
  const Json& statements() const { return statements_; }

 private:
  static bool spawns(const Json& statements) {
    return std::ranges::any_of(statements, [](const Json& statement) {
      return statement.is_object() && statement.contains("spawn");
    });
  }

  Json list(const Json& statements) {
    Json result = Json::array();
    for (const Json& each : statements) add(each, result);
    return result;
  }

  void add(const Json& statement, Json& result) {
    if (statement.is_string()) {
      // The threads that were spawned are to be joined in any case.
      result.push_back(joins_all_ && statement == "return" ? Json("yield") : statement);
    } else if (has_any(statement, {"call_once", "atomically"})) {
      const char* const part = statement.contains("do") ? "do" : "atomically";
      for (const Json& each : statement[part]) add(each, result);
    } else if (statement.contains("recv")) {
      result.push_back(only("set", only(name(statement["into"]).c_str(), 3)));
    } else if (statement.contains("try_recv")) {
      result.push_back(only("set", only(name(statement["into"]).c_str(), 2)));
      if (statement.contains("ok")) {
        result.push_back(only("set", only(name(statement["ok"]).c_str(), "y == 0")));
      }
    } else if (!has_any(statement, {"send", "close", "for_each", "arrive", "await"})) {
      add_kept(statement, result);
    }
  }

  void add_kept(Json statement, Json& result) {
    if (statement.contains("join") && !joined_.insert(statement["join"].dump()).second) return;
    if (has_any(statement, {"fetch_add", "fetch_sub", "fetch_and", "fetch_or", "fetch_xor"})) {
      if (statement["value"] == "9223372036854775807") statement["value"] = 5;
      if (uses_results_ && !statement.contains("into")) statement["into"] = "unread";
    }
    for (const char* const inner : {"do", "then", "else", "loop"}) {
      if (statement.contains(inner)) statement[inner] = list(statement[inner]);
    }
    result.push_back(statement);
  }

  static std::string name(const Json& target) { return target.get<std::string>(); }

  std::set<std::string> joined_;
  const bool joins_all_;
  const bool uses_results_;
  Json statements_;
};

// `{x}` for every cell that was declared.
std::string values_of_cells(const Json& shared) {
  std::string line;
  const auto show = [&](const std::string& cell) { line += " " + cell + "={" + cell + "}"; };
  for (const auto& [cell, declaration] : shared.items()) {
    const Json& initial =
        is_declared_as(declaration, "atomic") ? declaration["atomic"] : declaration;
    if (initial.is_number()) show(cell);
    if (!initial.is_array()) continue;
    for (std::size_t place = 0; place < initial.size(); ++place) {
      show(cell + "[" + std::to_string(place) + "]");
    }
  }
  return line;
}

bool is_left_out(const Json& declaration) {
  return is_declared_as(declaration, "channel") || is_declared_as(declaration, "barrier") ||
         is_declared_as(declaration, "once");
}

Json declarations(const Json& shared) {
  Json kept = Json::object();
  for (const auto& [object, declaration] : shared.items()) {
    if (is_left_out(declaration)) continue;
    kept[object] = declaration;
    const bool is_mutex = is_declared_as(declaration, "mutex") && declaration.is_object();
    if (is_mutex && declaration["mutex"].contains("guards")) kept[object] = "mutex";
  }
  return kept;
}

}  // namespace

std::string portable_scenario(const std::string& text, Joined joined, Results results) {
  Json scenario = Json::parse(text);
  for (const char* const key : {"invariants", "finally", "expect"}) scenario.erase(key);
  scenario["observe"] = Json::array({"output"});
  scenario["main_exit"] = "join";
  scenario["shared"] = declarations(scenario["shared"]);
  Json& threads = scenario["threads"];
  if (!threads.contains("main")) {
    Json main = Json::array();
    for (const auto& [body, statements] : threads.items()) main.push_back(only("spawn", body));
    threads["main"] = main;
  }
  for (auto& [body, thread] : threads.items()) {
    Json& statements = thread.is_object() ? thread["body"] : thread;
    statements = BodyOfCode(statements, joined, results).statements();
    if (body != "main") continue;
    if (joined == Joined::as_written) statements.push_back("join_all");
    statements.push_back(only("print", "at the end" + values_of_cells(scenario["shared"])));
  }
  return scenario.dump(2);
}

}  // namespace heddle::code_tests
