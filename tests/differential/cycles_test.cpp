// Cycles of waits that what was read from memory leads to: locks and joins in any order, some of
// them only where an atomic held a certain value. Which step closes such a cycle, and what a thread
// outside of it could do before, is where a reduction has most to answer for.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/differential/against_exhaustive.hpp"
#include "tests/differential/generator_random.hpp"

namespace heddle::differential {
namespace {

using Json = nlohmann::ordered_json;

class CycleGenerator {
 public:
  explicit CycleGenerator(std::uint64_t seed) : random_(seed) {}

  std::string scenario() {
    const std::size_t others = 2 + random_.below(5) / 3;
    Json main = Json::array();
    Json joins = Json::array();
    Json threads;
    for (std::size_t number = 0; number < others; ++number) {
      const std::string name(1, static_cast<char>('a' + number));
      main.push_back({{"spawn", name}, {"as", "h_" + name}});
      if (random_.below(3) != 0) {
        joins.insert(joins.begin() + static_cast<std::ptrdiff_t>(random_.below(joins.size() + 1)),
                     Json{{"join", "h_" + name}});
      }
    }
    held_.clear();
    append_operations(main);
    for (const Json& join : joins) main.push_back(join);
    if (random_.below(3) == 0) append_operations(main);
    threads["main"] = main;
    for (std::size_t number = 0; number < others; ++number) {
      Json& body = threads[std::string(1, static_cast<char>('a' + number))] = Json::array();
      held_.clear();
      append_operations(body);
    }
    const Json document = {{"shared",
                            {{"x", {{"atomic", 0}}},
                             {"y", {{"atomic", 0}}},
                             {"z", 0},
                             {"m", "mutex"},
                             {"n", "mutex"}}},
                           {"main_exit", random_.below(3) == 0 ? "kill" : "join"},
                           {"threads", threads}};
    return document.dump(1);
  }

 private:
  std::string local() { return "v" + std::to_string(locals_++); }
  std::int64_t small() { return static_cast<std::int64_t>(random_.below(3)); }

  void append_operations(Json& body) {
    for (std::size_t left = 1 + random_.below(3); left > 0; --left) append_operation(body);
  }

  void append_operation(Json& body) {
    const std::string cell = random_.one_of({"x", "y"});
    switch (random_.below(8)) {
      case 0:
        return body.push_back({{"store", cell}, {"value", small()}});
      case 1:
        return body.push_back({{"fetch_add", cell}, {"value", 1}});
      case 2:
      case 3: {
        const std::string seen = local();
        Json then = Json::array();
        append_lock(then);
        body.push_back({{"load", cell}, {"into", seen}});
        return body.push_back({{"if", seen + " == " + std::to_string(small())}, {"then", then}});
      }
      case 4:
      case 5:
        return append_lock(body);
      case 6: {
        const std::string mutex = random_.one_of({"m", "n"});
        held_.insert(mutex);
        return body.push_back({{"try_lock", mutex}, {"into", local()}});
      }
      default:
        if (random_.below(2) == 0) return body.push_back({{"print", "p"}});
        return body.push_back({{"set", {{"z", small()}}}});
    }
  }

  // Some are never unlocked; then the thread does not lock them again, which would be a misuse.
  void append_lock(Json& body) {
    const std::string mutex = random_.one_of({"m", "n"});
    if (held_.contains(mutex)) return body.push_back({{"print", "q"}});
    body.push_back({{"lock", mutex}});
    if (random_.below(5) < 3) return body.push_back({{"unlock", mutex}});
    held_.insert(mutex);
  }

  Random random_;
  std::uint64_t locals_ = 0;
  std::set<std::string> held_;  // by the thread whose body is made, perhaps
};

TEST_CASE("dpor and stateful miss nothing where what was read leads into cycles of waits" *
          doctest::test_suite(HEDDLE_LONG_TESTS ? "long" : "")) {
  const std::uint64_t scenarios = scenarios_for_each_profile(HEDDLE_LONG_TESTS ? 600 : 30);
  std::uint64_t compared = 0;
  std::uint64_t run_twice = 0;
  for (std::uint64_t seed = 0; seed < scenarios; ++seed) {
    const std::string text = CycleGenerator(seed).scenario();
    CAPTURE(seed);
    CAPTURE(text);
    // A trace in which another thread may be cut off before or after the cycle is closed is run in
    // both ways now and then.
    const Compared result = compare_reductions(text, true);
    if (result.is_decided) ++compared;
    if (result.is_run_twice) ++run_twice;
  }
  MESSAGE("compared " << compared << " scenarios, a trace was run twice in " << run_twice);
  CHECK(50 * run_twice <= scenarios);
  CHECK(compared > scenarios * 9 / 10);
}

}  // namespace
}  // namespace heddle::differential
