#include "tests/differential/operation_pairs.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

namespace heddle::differential {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view shared = R"({
  "x": 0, "y": 0, "a": [0, 0], "f": {"atomic": 0}, "g": {"atomic": 0},
  "m": {"mutex": {"guards": ["y"]}}, "n": "mutex", "r": {"mutex": {"recursive": true}},
  "w": "rwlock", "s": {"semaphore": 1}, "t": {"semaphore": 0}, "b": {"barrier": 2}, "o": "once",
  "v": "condvar", "k": "mutex", "c": "channel", "d": {"channel": {"capacity": 1}},
  "e": {"channel": {"capacity": 0}}})";

// Each is a body. The last statement is marked by its place; an ending follows it.
const std::vector<std::string_view>& firsts() {
  static const std::vector<std::string_view> all = {
      R"([{"set": {"x": 1}}])",
      R"([{"set": {"x": "x + 1"}}])",
      R"([{"store": "f", "value": 1}])",
      R"([{"store": "f", "value": 1}, {"store": "f", "value": 0}])",
      R"([{"store": "f", "value": 1}, {"store": "g", "value": 1}])",
      R"([{"fetch_add": "f", "value": 1}])",
      R"([{"fetch_or": "f", "value": 2}])",
      R"([{"fetch_xor": "f", "value": 1, "into": "z"}])",
      R"([{"compare_exchange": "f", "expected": 0, "desired": 1}])",
      R"([{"fence": "seq_cst"}])",
      R"([{"lock": "m"}])",
      R"([{"lock": "m"}, {"unlock": "m"}])",
      R"([{"lock": "m"}, {"set": {"y": 1}}, {"unlock": "m"}])",
      R"([{"lock": "n"}, {"lock": "m"}, {"unlock": "m"}])",
      R"([{"lock": "r"}, {"lock": "r"}, {"unlock": "r"}, {"unlock": "r"}])",
      R"([{"try_lock": "m", "into": "z"}])",
      R"([{"try_lock": "m", "into": "z", "timeout": "1ms"}])",
      R"([{"lock": "w"}])",
      R"([{"lock": "w"}, {"unlock": "w"}])",
      R"([{"lock_shared": "w"}])",
      R"([{"lock_shared": "w"}, {"unlock_shared": "w"}])",
      R"([{"try_lock_shared": "w", "into": "z"}])",
      R"([{"acquire": "s"}])",
      R"([{"acquire": "s"}, {"release": "s"}])",
      R"([{"release": "t"}])",
      R"([{"try_acquire": "s", "into": "z"}])",
      R"([{"try_acquire": "t", "into": "z", "timeout": "1ms"}])",
      R"([{"arrive": "b"}])",
      R"([{"call_once": "o", "do": [{"set": {"x": 5}}]}])",
      R"([{"notify_one": "v"}])",
      R"([{"notify_all": "v"}])",
      R"([{"with": "k", "do": [{"store": "f", "value": 1}, {"notify_one": "v"}]}])",
      R"([{"with": "k", "do": [{"wait": "v", "mutex": "k"}]}])",
      R"([{"with": "k", "do": [{"wait": "v", "mutex": "k", "timeout": "1ms"}]}])",
      R"([{"send": "c", "value": 1}])",
      R"([{"send": "d", "value": 1}])",
      R"([{"send": "d", "value": 1}, {"recv": "d", "into": "z"}])",
      R"([{"send": "e", "value": 1}])",
      R"([{"recv": "e", "into": "z"}])",
      R"([{"recv": "c", "into": "z"}])",
      R"([{"recv": "d", "into": "z", "timeout": "1ms", "else": []}])",
      R"([{"try_recv": "d", "into": "z", "ok": "q"}])",
      R"([{"close": "c"}])",
      R"([{"close": "d"}])",
      R"([{"close": "e"}])",
      R"([{"spawn": "child"}])",
      R"([{"spawn": "child", "as": "h"}, {"join": "h"}])",
      R"([{"print": "first"}])",
      R"([{"sleep": "1ms"}])",
      R"(["yield"])",
      R"([{"choose": "z", "from": [0, 1]}])",
      R"([{"await": "f == 0"}])",
      R"([{"await": "f == 1"}])",
      R"([{"atomically": [{"store": "f", "value": 1}, {"set": {"x": "x + 1"}}]}])",
      R"([{"atomically": [{"if": "x == 0", "then": [{"store": "f", "value": 1}],
                           "else": [{"store": "g", "value": 1}]}]}])",
  };
  return all;
}

const std::vector<std::string_view>& seconds() {
  static const std::vector<std::string_view> all = {
      R"([{"set": {"x": 7}}])",
      R"([{"print": "x is {x}"}])",
      R"([{"set": {"y": 7}}])",
      R"([{"store": "f", "value": 0}])",
      R"([{"load": "f", "into": "z"}, {"set": {"a[0]": "z"}}])",
      R"([{"fetch_add": "f", "value": 1}])",
      R"([{"fetch_and": "f", "value": 2, "into": "z"}, {"set": {"a[0]": "z"}}])",
      R"([{"compare_exchange": "f", "expected": 1, "desired": 2, "into": "z"},
          {"if": "z", "then": [{"set": {"a[0]": 1}}]}])",
      R"([{"lock": "m"}, {"set": {"y": "y + 2"}}, {"unlock": "m"}])",
      R"([{"lock": "m"}, {"lock": "n"}, {"set": {"a[0]": 1}}, {"unlock": "n"}, {"unlock": "m"}])",
      R"([{"lock": "r"}, {"set": {"a[0]": 1}}, {"unlock": "r"}])",
      R"([{"try_lock": "m", "into": "z"}, {"if": "z", "then": [{"set": {"a[0]": 1}}]}])",
      R"([{"try_lock": "m", "into": "z", "timeout": "1ms"},
          {"if": "z", "then": [{"set": {"a[0]": 1}}], "else": [{"set": {"a[1]": 1}}]}])",
      R"([{"lock": "w"}, {"set": {"a[0]": 1}}, {"unlock": "w"}])",
      R"([{"lock_shared": "w"}, {"set": {"a[0]": 1}}, {"unlock_shared": "w"}])",
      R"([{"try_lock": "w", "into": "z", "timeout": "1ms"},
          {"if": "z", "then": [{"set": {"a[0]": 1}}], "else": [{"set": {"a[1]": 1}}]}])",
      R"([{"acquire": "s"}, {"set": {"a[0]": 1}}])",
      R"([{"acquire": "t"}, {"set": {"a[0]": 1}}])",
      R"([{"try_acquire": "t", "into": "z", "timeout": "1ms"},
          {"if": "z", "then": [{"set": {"a[0]": 1}}], "else": [{"set": {"a[1]": 1}}]}])",
      R"([{"try_acquire": "s", "into": "z"}, {"if": "z", "then": [{"set": {"a[0]": 1}}]}])",
      R"([{"arrive": "b"}, {"set": {"a[0]": 1}}])",
      R"([{"call_once": "o", "do": [{"set": {"a[0]": 1}}]}, {"set": {"a[1]": 1}}])",
      R"([{"with": "k", "do": [{"wait": "v", "mutex": "k"}]}, {"set": {"a[0]": 1}}])",
      R"([{"with": "k", "do": [{"wait": "v", "mutex": "k", "until": "f == 1"}]},
          {"set": {"a[0]": 1}}])",
      R"([{"with": "k", "do": [{"wait": "v", "mutex": "k", "timeout": "1ms", "into": "z"}]},
          {"if": "z", "then": [{"set": {"a[0]": 1}}], "else": [{"set": {"a[1]": 1}}]}])",
      R"([{"notify_one": "v"}])",
      R"([{"recv": "c", "into": "z", "else": [{"set": {"a[1]": 1}}]}, {"set": {"a[0]": 1}}])",
      R"([{"recv": "d", "into": "z", "timeout": "1ms", "else": [{"set": {"a[1]": 1}}]},
          {"set": {"a[0]": 1}}])",
      R"([{"recv": "e", "into": "z", "else": []}, {"set": {"a[0]": 1}}])",
      R"([{"try_recv": "c", "into": "z", "ok": "q"}, {"if": "q", "then": [{"set": {"a[0]": 1}}]}])",
      R"([{"send": "d", "value": 2}, {"set": {"a[0]": 1}}])",
      R"([{"send": "e", "value": 2}, {"set": {"a[0]": 1}}])",
      R"([{"close": "d"}])",
      R"([{"spawn": "child", "as": "h"}, {"join": "h"}, {"set": {"a[0]": 1}}])",
      R"([{"print": "second"}])",
      R"([{"sleep": "1ms"}, {"set": {"a[0]": 1}}])",
      R"([{"choose": "z", "from": [0, 1]}, {"set": {"a[0]": "z"}}])",
      R"([{"await": "f == 1"}, {"set": {"a[0]": 1}}])",
      R"([{"await": "f + g < 1"}, {"set": {"a[0]": 1}}])",
      R"([{"atomically": [{"set": {"x": "x + 1"}}, {"assert": "x < 2"}]}])",
      R"([{"atomically": [{"if": "f == 1", "then": [{"set": {"a[0]": 1}}],
                           "else": [{"set": {"a[1]": 1}}]}]}])",
  };
  return all;
}

// A change of the first thread's body, or of the whole scenario.
struct Ending {
  std::string_view after{};   // a statement behind the first operation
  std::string_view before{};  // and one before it
  std::string_view invariants{};
  std::string_view main_exit = "join";
  int step_limit = 0;
  bool inside = false;  // the last statement and an assertion are one atomically, where they can
};

const std::vector<Ending>& all_endings() {
  static const std::vector<Ending> all = {
      {},  // it ends, or goes on to a deadlock
      {.after = R"({"panic": "enough"})"},
      {.after = R"({"assert": "p == 1"})", .before = R"({"set": {"p": "x"}})"},
      {.after = R"({"if": "p != 0", "then": [{"panic": "seen"}]})",
       .before = R"({"set": {"p": "f"}})"},
      {.after = R"({"assert": "x == 7"})"},
      {.after = R"({"atomically": [{"set": {"x": "x + 1"}}, {"assert": "x != 1"}]})"},
      {.after = R"({"unlock": "n"})"},
      {.after = R"({"set": {"a[f + 3]": 1}})"},
      {.after = R"({"lock": "k"})", .before = R"({"lock": "k"})"},
      {.invariants = R"(["f < 1"])"},
      {.invariants = R"(["x < 1", "a[0] < 1"])"},
      {.main_exit = "kill"},
      {.after = R"({"panic": "enough"})", .main_exit = "kill"},
      {.step_limit = 5},
      {.inside = true},
  };
  return all;
}

bool is_memory_only(const Json& statement) {
  if (!statement.is_object()) return false;
  for (const char* const word : {"set", "store", "fetch_add", "fetch_or", "compare_exchange"}) {
    if (statement.contains(word)) return true;
  }
  return false;
}

Json first_body(const OperationPair& pair) {
  const Ending& ending = all_endings()[pair.ending];
  Json body = Json::parse(firsts()[pair.first]);
  if (ending.inside && is_memory_only(body.back())) {
    Json failing = Json::parse(R"({"assert": "x + f < 1"})");
    body.back() = Json{{"atomically", Json::array({body.back(), failing})}};
  }
  if (!ending.before.empty()) body.insert(body.begin(), Json::parse(ending.before));
  if (!ending.after.empty()) body.push_back(Json::parse(ending.after));
  return body;
}

}  // namespace

std::size_t first_operations() { return firsts().size(); }
std::size_t second_operations() { return seconds().size(); }
std::size_t endings() { return all_endings().size(); }

std::string scenario_of(const OperationPair& pair) {
  const Ending& ending = all_endings()[pair.ending];
  Json scenario;
  scenario["shared"] = Json::parse(shared);
  scenario["main_exit"] = ending.main_exit;
  scenario["time"] = {{"model", pair.exact_time ? "exact" : "unbounded"}};
  if (!ending.invariants.empty()) scenario["invariants"] = Json::parse(ending.invariants);
  if (ending.step_limit != 0) scenario["limits"] = {{"steps", ending.step_limit}};
  Json main = Json::array({{{"spawn", "second"}}});
  Json& threads = scenario["threads"];
  threads["second"] = Json::parse(seconds()[pair.second]);
  if (pair.third != SIZE_MAX) {
    main.push_back({{"spawn", "third"}});
    threads["third"] = Json::parse(firsts()[pair.third]);
  }
  // Main itself is the first thread, so that only the two operations are left to order.
  for (const Json& statement : first_body(pair)) main.push_back(statement);
  threads["main"] = main;
  threads["child"] = Json::array({{{"set", {{"x", 3}}}}});
  return scenario.dump(2);
}

}  // namespace heddle::differential
