#include "tests/code/portable_scenario.hpp"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "tests/differential/generator_random.hpp"

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
    } else if (statement.contains("atomically") || may_throw_once(statement)) {
      const char* const part = statement.contains("do") ? "do" : "atomically";
      for (const Json& each : statement[part]) add(each, result);
    } else if (statement.contains("recv")) {
      result.push_back(only("set", only(name(statement["into"]).c_str(), 3)));
    } else if (statement.contains("try_recv")) {
      result.push_back(only("set", only(name(statement["into"]).c_str(), 2)));
      if (statement.contains("ok")) {
        result.push_back(only("set", only(name(statement["ok"]).c_str(), "y == 0")));
      }
    } else if (!has_any(statement, {"send", "close", "for_each", "await"})) {
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

  static bool may_throw_once(const Json& statement) {
    return statement.contains("call_once") &&
           statement.dump().find("\"panic\"") != std::string::npos;
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

Json declarations(const Json& shared) {
  Json kept = Json::object();
  for (const auto& [object, declaration] : shared.items()) {
    if (is_declared_as(declaration, "channel")) continue;
    kept[object] = declaration;
    const bool is_mutex = is_declared_as(declaration, "mutex") && declaration.is_object();
    if (is_mutex && declaration["mutex"].contains("guards")) kept[object] = "mutex";
  }
  return kept;
}

class Publication {
 public:
  explicit Publication(std::uint64_t seed) : random_(seed) {}

  std::string text() {
    const bool is_relayed = random_.chance(60);
    Json writer = Json::array({only("set", only("x", 1))});
    tell("c", writer);
    Json threads = {{"writer", writer}};
    if (is_relayed) {
      Json relay = Json::array();
      const bool continues = random_.chance(50);
      if (continues) {
        // A read-modify-write goes on with the release sequence; a store would begin another.
        Json passed = Json::array({pass_on()});
        hear("c", 1, passed, relay);
      } else {
        Json told = Json::array();
        tell("d", told);
        hear("c", 1, told, relay);
      }
      threads["relay"] = relay;
      last_ = continues ? "c" : "d";
      wanted_ = continues ? 2 : 1;
    }
    Json reader = Json::array();
    hear(last_, wanted_, Json::array({only("set", only("seen", "x"))}), reader);
    threads["reader"] = reader;
    const Json scenario = {
        {"name", "publication"},
        {"shared", {{"x", 0}, {"seen", 0}, {"c", only("atomic", 0)}, {"d", only("atomic", 0)}}},
        {"threads", threads}};
    return scenario.dump(2);
  }

 private:
  Json fence() {
    return only("fence", random_.one_of({"acquire", "release", "acq_rel", "seq_cst"}));
  }

  // Makes the atomic, which is 0, 1.
  void tell(const char* atomic, Json& body) {
    if (random_.chance(30)) body.push_back(fence());
    const char* const word =
        random_.one_of({"store", "store", "exchange", "fetch_add", "fetch_or"});
    Json statement = only(word, atomic);
    statement["value"] = 1;
    statement["order"] = std::string_view(word) == "store"
                             ? random_.one_of({"relaxed", "release", "seq_cst"})
                             : random_.one_of({"relaxed", "acquire", "release", "acq_rel"});
    body.push_back(statement);
  }
  // Makes 2 of 1.
  Json pass_on() {
    Json statement = only("compare_exchange", "c");
    if (random_.chance(30)) {
      statement = only("store", "c");
      statement["value"] = 2;
      statement["order"] = random_.one_of({"relaxed", "release"});
      return statement;
    }
    statement["expected"] = 1;
    statement["desired"] = 2;
    statement["order"] = random_.one_of({"relaxed", "acquire", "release", "acq_rel"});
    return statement;
  }
  // Does the rest if the atomic has that value.
  void hear(const char* atomic, int value, const Json& rest, Json& body) {
    const std::string number = std::to_string(value);
    Json branch = only("if", "v == " + number);
    branch["then"] = Json::array();
    if (random_.chance(30)) branch["then"].push_back(fence());
    for (const Json& each : rest) branch["then"].push_back(each);
    Json statement = only("load", atomic);
    statement["into"] = "v";
    statement["order"] = random_.one_of({"relaxed", "acquire", "seq_cst"});
    if (random_.chance(25)) {
      // One that fails has read, too.
      statement = only("compare_exchange", atomic);
      statement["expected"] = random_.chance(50) ? 7 : value;
      statement["desired"] = value;
      statement["actual"] = "v";
      statement["order"] = random_.one_of({"relaxed", "acquire", "release", "acq_rel"});
    }
    body.push_back(statement);
    body.push_back(branch);
  }

  differential::Random random_;
  const char* last_ = "c";
  int wanted_ = 1;
};

class Crowd {
 public:
  explicit Crowd(std::uint64_t seed) : random_(seed) {}

  std::string text() {
    const bool is_condition = random_.chance(60);
    Json waiting = Json::array();
    Json giver = Json::array();
    if (is_condition) {
      wait(waiting);
    } else {
      acquire(waiting);
    }
    waiting.push_back(only("print", "{id} goes on"));
    const std::size_t given = 1 + random_.below(2);
    for (std::size_t time = 0; time < given; ++time) {
      if (is_condition) {
        notify(giver);
      } else {
        release(giver);
      }
    }
    Json spawn = only("spawn", "waiting");
    spawn["times"] = 2;
    spawn["args"] = Json::array({"index"});
    const Json main = Json::array({spawn, only("spawn", "giver"), "join_all"});
    Json scenario = {
        {"name", "crowd"},
        {"shared",
         {{"k", random_.chance(30) ? only("mutex", only("recursive", true)) : "mutex"},
          {"v", "condvar"},
          {"s", only("semaphore", random_.below(2))},
          {"ready", 0}}},
        {"threads",
         {{"waiting", {{"params", {"id"}}, {"body", waiting}}}, {"giver", giver}, {"main", main}}}};
    if (random_.chance(15)) scenario["spurious_wakeups"] = 1;
    if (random_.chance(25)) scenario["time"] = only("model", "exact");
    return scenario.dump(2);
  }

 private:
  void wait(Json& body) {
    Json waiting = only("wait", "v");
    waiting["mutex"] = "k";
    if (random_.chance(40)) waiting["until"] = random_.one_of({"ready > 0", "ready > id"});
    if (random_.chance(20)) {
      waiting["timeout"] = random_.one_of({"1ms", "2ms"});
      waiting["into"] = "woken";
    }
    Json locked = only("with", "k");
    locked["do"] = Json::array({waiting});
    if (random_.chance(30)) locked["do"].push_back(only("set", only("ready", "ready - 1")));
    body.push_back(locked);
    if (waiting.contains("into")) body.push_back(only("print", "{id} was woken: {woken}"));
  }
  void notify(Json& body) {
    const Json notification = only(random_.one_of({"notify_one", "notify_all"}), "v");
    if (random_.chance(20)) body.push_back(only("sleep", random_.one_of({"1ms", "3ms"})));
    Json locked = only("with", "k");
    locked["do"] = Json::array({only("set", only("ready", "ready + 1"))});
    const bool is_inside = random_.chance(50);
    if (is_inside) locked["do"].push_back(notification);
    body.push_back(locked);
    if (!is_inside) body.push_back(notification);
  }
  void acquire(Json& body) {
    if (random_.chance(70)) {
      body.push_back(only("acquire", "s"));
      return;
    }
    Json attempt = only("try_acquire", "s");
    attempt["into"] = "got";
    if (random_.chance(50)) attempt["timeout"] = "1ms";
    body.push_back(attempt);
    body.push_back(only("print", "{id} got one: {got}"));
  }
  void release(Json& body) {
    Json statement = only("release", "s");
    if (random_.chance(50)) statement["count"] = 1 + random_.below(2);
    body.push_back(statement);
    if (random_.chance(30)) body.push_back(only("print", "one is released"));
  }

  differential::Random random_;
};

}  // namespace

std::string random_crowd(std::uint64_t seed) {
  return portable_scenario(Crowd(seed).text(), Joined::all);
}

std::string random_publication(std::uint64_t seed) {
  return portable_scenario(Publication(seed).text(), Joined::all);
}

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
