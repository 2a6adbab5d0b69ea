// Scenarios that are large, deep or endless. Each is small where it is written, and is made large
// when it is needed.

#include <doctest/doctest.h>

#include "tests/hostile/attack.hpp"

namespace heddle::hostile {
namespace {

struct Hostile {
  std::string name;
  std::string scenario;
};

std::string number(std::size_t value) { return std::to_string(value); }

std::string main_only(const std::string& statements, const std::string& more = {}) {
  return R"({"threads": {"main": [)" + statements + "]" + "}" + (more.empty() ? "" : ", " + more) +
         "}";
}

std::string numbered(std::string_view before, std::size_t count, std::string_view after) {
  return listed(count, [&](std::size_t each) {
    return std::string(before) + number(each) + std::string(after);
  });
}

std::string nested(std::string_view before, std::size_t depth, std::string_view inside,
                   std::string_view after) {
  return repeated(before, depth) + std::string(inside) + repeated(after, depth);
}

std::vector<Hostile> long_names() {
  const std::string long_name = repeated("n", 1'000'000);
  return {
      {"a thread's name of a megabyte",
       R"({"threads": {")" + long_name + "\": [" + numbered("{\"print\": \"", 1000, "\"}") + "]}}"},
      {"mistakes under a name of 8 MB", R"({"threads": {")" + repeated("n", 8'000'000) + "\": [" +
                                            numbered("{\"x\": ", 99, "}") + "]}}"},
      {"a shared object's name of a megabyte",
       main_only("", "\"shared\": {\"" + long_name + "\": 1}")},
      {"a local's name of a megabyte", main_only("{\"set\": {\"" + long_name + "\": 1}}")},
      {"an expression's name of a megabyte", main_only("{\"assert\": \"" + long_name + "\"}")},
      {"a scenario's name of 8 MB",
       main_only("", "\"name\": \"" + repeated("n", 8'000'000) + "\"")},
      {"a key of 8 MB", main_only("", "\"" + repeated("k", 8'000'000) + "\": 1")},
      {"a panic of 8 MB", main_only("{\"panic\": \"" + repeated("p", 8'000'000) + "\"}")},
      {"an assertion's message of 8 MB",
       main_only("{\"assert\": false, \"message\": \"" + repeated("m", 8'000'000) + "\"}")},
      {"a local's name that is just short enough, 10,000 times",
       main_only(listed(
           10'000, [](std::size_t) { return "{\"set\": {\"" + repeated("n", 250) + "\": 1}}"; }))},
      {"a text of 8 MB, printed often",
       main_only("{\"set\": {\"t\": \"'" + repeated("t", 8'000'000) +
                 "'\"}}, {\"repeat\": 50, \"do\": [{\"print\": \"{t}{t}\"}]}")},
      {"an instruction to print a million values",
       main_only("{\"print\": \"" + repeated("{1}", 900'000) + "\"}")},
      {"a wrong number of a megabyte", main_only(repeated("9", 1'000'000))},
      {"a wrong word of a megabyte", main_only(repeated("w", 1'000'000))},
  };
}

std::vector<Hostile> large_sections() {
  return {
      {"guards times cells",
       main_only("{\"set\": {\"a[0]\": 1}}",
                 "\"shared\": {\"a\": {\"array\": 50000, \"value\": 0}, " +
                     numbered("\"m", 3000, "\": {\"mutex\": {\"guards\": [\"a\"]}}") + "}")},
      {"a choice from 100,000 values",
       main_only("{\"choose\": \"c\", \"from\": [" + numbered("", 100'000, "") + "]}")},
      {"a choice from 300,000 values",
       main_only("{\"choose\": \"c\", \"from\": [" + numbered("", 300'000, "") + "]}")},
      {"50,000 shared integers",
       main_only("{\"set\": {\"x1\": 1}}", "\"shared\": {" +
                                               listed(50'000,
                                                      [](std::size_t each) {
                                                        return "\"x" + number(each) +
                                                               "\": " + number(each);
                                                      }) +
                                               "}")},
      {"100,000 different constants",
       main_only(listed(
           99'000, [](std::size_t each) { return "{\"set\": {\"v\": " + number(each) + "}}"; }))},
      {"50,000 locals and as many branches",
       main_only(
           listed(49'000,
                  [](std::size_t each) { return "{\"set\": {\"v" + number(each) + "\": 1}}"; }) +
           "," +
           listed(16'000,
                  [](std::size_t) {
                    return R"({"if": "v1 == 0", "then": ["yield"], "else": ["yield"]})";
                  }))},
      {"90,000 names of which none is known",
       main_only(listed(90'000,
                        [](std::size_t each) {
                          return "{\"set\": {\"v\": \"y" + number(each) + repeated("a", 50) +
                                 "\"}}";
                        }),
                 "\"shared\": {" +
                     listed(90'000,
                            [](std::size_t each) {
                              return "\"x" + number(each) + repeated("a", 50) + "\": 1";
                            }) +
                     "}")},
      {"50,000 locals that are copies of none",
       main_only(listed(50'000,
                        [](std::size_t each) {
                          return "{\"set\": {\"v" + number(each) + repeated("a", 50) + "\": \"w" +
                                 number(each) + repeated("b", 50) + "\"}}";
                        }))},
      {"100,000 invariants",
       main_only("{\"set\": {\"x\": 1}}", "\"shared\": {\"x\": 0}, \"invariants\": [" +
                                              numbered("\"x >= 0 || x == ", 90'000, "\"") + "]")},
      {"a condition at the end for each of many cells",
       main_only("{\"set\": {\"a[0]\": 1}}",
                 "\"observe\": [], \"shared\": {\"a\": {\"array\": 50000, \"value\": 0}}, "
                 "\"finally\": [" +
                     numbered("\"a[", 40'000, "] >= 0\"") + "]")},
      {"an invariant for each of many cells",
       main_only("{\"set\": {\"a[0]\": 1}}",
                 "\"shared\": {\"a\": {\"array\": 50000, \"value\": 0}}, \"invariants\": [" +
                     numbered("\"a[", 40'000, "] >= 0\"") + "]")},
      {"invariants that each read whole arrays",
       main_only("{\"set\": {\"i\": 1}}",
                 "\"shared\": {\"a\": {\"array\": 50000, \"value\": 0}, \"i\": 0}, "
                 "\"invariants\": [" +
                     numbered("\"a[i] >= 0 || i == ", 40'000, "\"") + "]")},
      {"100,000 expressions to observe",
       main_only("", "\"shared\": {\"a\": {\"array\": 100000, \"value\": 0}}, \"observe\": [" +
                         numbered("\"a[", 90'000, "]\"") + "]")},
      {"1,000 threads", "{\"threads\": {" + numbered("\"t", 999, "\": [\"yield\"]") + "}}"},
      {"100,000 threads", "{\"threads\": {" + numbered("\"t", 100'000, "\": []") + "}}"},
      {"100,000 parameters", "{\"threads\": {\"main\": [], \"t\": {\"params\": [" +
                                 numbered("\"p", 100'000, "\"") + "], \"body\": []}}}"},
      {"the same key 100,000 times",
       "{\"threads\": {" + listed(100'000, [](std::size_t) { return std::string("\"a\": []"); }) +
           "}}"},
      {"100,000 keys of a statement", main_only("{" + numbered("\"k", 100'000, "\": 1") + "}")},
      {"900,000 values in a list",
       "[" + listed(900'000, [](std::size_t) { return std::string("null"); }) + "]"},
      {"two million values in a list",
       "[" + listed(2'000'000, [](std::size_t) { return std::string("1"); }) + "]"},
      {"arrays of 300 million cells",
       main_only("", "\"shared\": {" +
                         numbered("\"x", 3000, "\": {\"array\": 100000, \"value\": 0}") + "}")},
      {"a mutex for each of 100,000",
       main_only("", R"("shared": {"m": {"mutex": {"count": 100000}}})")},
      {"20,000 outcomes to expect",
       main_only("", "\"expect\": {\"outcomes\": [" + numbered("{\"output\": [\"", 20'000, "\"]}") +
                         "]}")},
      {"a hundred thousand statements too many",
       main_only(listed(200'000, [](std::size_t) { return std::string("\"yield\""); }))},
  };
}

std::vector<Hostile> deep_ones() {
  return {
      {"100,000 lists in lists", repeated("[", 100'000)},
      {"100,000 objects in objects", repeated("{\"a\":", 100'000)},
      {"5 million brackets", repeated("[", 5'000'000)},
      {"statements in statements",
       main_only(nested(R"({"if": true, "then": [)", 28, "\"yield\"", "]}"))},
      {"too many statements in statements",
       main_only(nested(R"({"loop": [)", 40, "\"yield\"", "]}"))},
      {"parentheses", main_only("{\"assert\": \"" + nested("(", 60, "1 == 1", ")") + "\"}")},
      {"100,000 parentheses",
       main_only("{\"assert\": \"" + nested("(", 100'000, "1 == 1", ")") + "\"}")},
      {"100,000 minus signs", main_only("{\"assert\": \"" + repeated("-", 100'000) + "1 == 1\"}")},
      {"100,000 negations", main_only("{\"assert\": \"" + repeated("!", 100'000) + "true\"}")},
      {"a sum of 100,000 numbers",
       main_only("{\"assert\": \"" + repeated("1+", 100'000) + "1 == 1\"}")},
      {"indices in indices", main_only("{\"assert\": \"" + nested("a[", 60, "0", "]") + " == 0\"}",
                                       R"("shared": {"a": [0, 0]})")},
      {"an atomically in loops", main_only(nested(R"({"repeat": 1000000000, "do": [)", 12,
                                                  R"({"atomically": [{"set": {"l": 1}}]})", "]}"))},
  };
}

std::vector<Hostile> endless_ones() {
  const std::string invisible_loops[] = {
      R"({"loop": ["continue"]})",
      R"({"while": true, "do": ["continue"]})",
      R"({"loop": []})",
      R"({"while": true, "do": []})",
      R"({"loop": [{"if": true, "then": ["continue"]}]})",
      R"({"loop": [{"loop": ["break"]}, "continue"]})",
      R"({"repeat": 9223372036854775807, "do": []})",
      R"({"repeat": 9223372036854775807, "do": ["continue"]})",
      R"({"for": "i", "in": "0..9223372036854775807", "do": []})",
      R"({"for": "i", "in": "-9223372036854775807..=9223372036854775807", "do": ["continue"]})",
      R"({"repeat": 1000000000, "do": [{"repeat": 1000000000, "do": [{"set": {"l": 1}}]}]})",
  };
  std::vector<Hostile> found;
  std::size_t count = 0;
  for (const std::string& loop : invisible_loops) {
    found.push_back({loop, main_only(loop)});
    // The place of a loop makes no difference to how it goes round: a few places are enough.
    if (count++ % 4 != 0) continue;
    found.push_back({loop + " inside atomically", main_only("{\"atomically\": [" + loop + "]}")});
    found.push_back(
        {loop + " inside call_once", main_only("{\"call_once\": \"o\", \"do\": [" + loop + "]}",
                                               R"("shared": {"o": "once"})")});
    found.push_back({loop + " in a spawned thread",
                     R"({"threads": {"main": [{"spawn": "t"}], "t": [)" + loop + "]}}"});
  }
  found.push_back(
      {"a loop over 90,000 invisible statements",
       main_only("{\"loop\": [" +
                 listed(90'000, [](std::size_t) { return std::string(R"({"set": {"l": 1}})"); }) +
                 "]}")});
  found.push_back(
      {"a loop that compares texts of 7 MB",
       main_only("{\"set\": {\"a\": \"'" + repeated("x", 7'000'000) + "a'\", \"b\": \"'" +
                 repeated("x", 7'000'000) + "b'\"}}, {\"while\": \"a < b\", \"do\": []}")});
  found.push_back({"a thread that spawns itself", R"({"threads": {"main": [{"spawn": "t"}],
      "t": [{"spawn": "t"}, {"spawn": "t"}]}})"});
  found.push_back(
      {"sleeps of 100,000 s", main_only(R"({"repeat": 9000, "do": [{"sleep": "100000s"}]})")});
  found.push_back(
      {"permits beyond all numbers",
       main_only(R"({"repeat": 50, "do": [{"release": "s", "count": 9223372036854775807}]})",
                 R"("shared": {"s": {"semaphore": 1000000000}})")});
  found.push_back({"a channel of a billion",
                   main_only(R"({"repeat": 9000, "do": [{"send": "c", "value": 1}]})",
                             R"("shared": {"c": {"channel": {"capacity": 1000000000}}})")});
  found.push_back(
      {"numbers that overflow",
       main_only(
           R"({"set": {"l": 9223372036854775807}}, {"set": {"l": "l * l"}}, {"set": {"l": "-l - l - l"}},
         {"set": {"l": "-9223372036854775807 - 1"}}, {"set": {"l": "l / -1"}}, {"set": {"l": "l % -1"}})")});
  return found;
}

std::string complaints_of(const std::vector<Hostile>& scenarios,
                          const std::vector<std::vector<std::string>>& commands) {
  const Folder folder;
  std::vector<Attack> attacks;
  std::size_t count = 0;
  for (const Hostile& each : scenarios) {
    const std::string file = folder.write("s" + number(count++) + ".json", each.scenario);
    for (std::vector<std::string> arguments : commands) {
      const std::string command = arguments.front();
      arguments.insert(arguments.begin() + 1, file);
      attacks.push_back({.name = command + ": " + each.name, .arguments = arguments});
    }
  }
  return complaints(attacks);
}

TEST_CASE("texts and names of any size are read in time, and do not flood a report") {
  if (program().empty()) return;
  CHECK(complaints_of(long_names(),
                      {{"validate"}, {"run", "--trace"}, {"explore", "--budget", "200ms"}}) == "");
}

TEST_CASE("sections of any size are read in time, and searched within the budget") {
  if (program().empty()) return;
  CHECK(complaints_of(large_sections(),
                      {{"validate"}, {"run"}, {"explore", "--budget", "200ms"}}) == "");
}

TEST_CASE("depth costs nothing") {
  if (program().empty()) return;
  CHECK(complaints_of(deep_ones(), {{"validate"}, {"run"}, {"explore", "--budget", "200ms"}}) ==
        "");
}

TEST_CASE("what never ends is ended") {
  if (program().empty()) return;
  CHECK(complaints_of(endless_ones(), {{"run"}, {"explore", "--budget", "200ms"}}) == "");
}

TEST_CASE("what never ends is ended natively too") {
  if (program().empty()) return;
  std::vector<Hostile> some = endless_ones();
  for (std::size_t place = 0; place + 3 < some.size(); ++place) {
    some.erase(some.begin() + static_cast<std::ptrdiff_t>(place) + 1,
               some.begin() + static_cast<std::ptrdiff_t>(place) + 3);
  }
  CHECK(complaints_of(some, {{"native", "--runs", "1"}}) == "");
}

TEST_CASE("a loop that only continues is a bug of the scenario, wherever it is") {
  if (program().empty()) return;
  const Folder folder;
  for (const std::string loop :
       {R"({"loop": ["continue"]})", R"({"while": true, "do": ["continue"]})"}) {
    const std::string file = folder.write("s.json", main_only(loop));
    for (const std::string command : {"run", "explore", "native"}) {
      CAPTURE(command);
      std::vector<std::string> arguments = {command, file};
      if (command == "native") arguments.insert(arguments.end(), {"--runs", "1"});
      const Aftermath aftermath = carry_out({.name = "", .arguments = arguments});
      CHECK(aftermath.exit_code == 1);
      CHECK(aftermath.out.find("fault") != std::string::npos);
      CHECK(aftermath.out.find("that other threads can see") != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace heddle::hostile
