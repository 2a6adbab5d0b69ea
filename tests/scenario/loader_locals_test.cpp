#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "sim/scenario/loader.hpp"
#include "tests/scenario/loader_errors.hpp"

namespace heddle::scenario {

TEST_CASE("a local that is certainly read before its assignment is an error") {
  static constexpr std::string_view message = R"j(expected an assignment to the local "v" before)j";
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"print": "{@v}"}, {"set": {"v": 1}})j", "/0/print", message},
      {R"j({"set": {"v": "@v + 1"}})j", "/0/set/v", message},
      {R"j({"if": "flag", "then": [{"set": {"v": 1}}], "else": [{"print": "{@v}"}]})j",
       "/0/else/0/print", message},
      {R"j({"recv": "channel", "into": "v", "else": [{"print": "{@v}"}]})j", "/0/else/0/print",
       message},
      {R"j({"while": "@v < 3", "do": [{"set": {"v": 3}}]})j", "/0/while", message},
      {R"j({"loop": [{"print": "{@v}"}, {"set": {"v": 1}}, "break"]})j", "/0/loop/0/print",
       message},
      {R"j({"repeat": 2, "do": [{"if": "flag", "then": [{"print": "{@v}"}]}]}, {"set": {"v": 1}})j",
       "/0/do/0/then/0/print", message},
      {R"j({"set": {"flag": "flag && @v == 1"}}, {"set": {"v": 1}})j", "/0/set/flag", message},
      {R"j({"call_once": "once", "do": [{"print": "{@v}"}]}, {"set": {"v": 1}})j", "/0/do/0/print",
       message},
      {R"j({"for": "i", "in": "0..@v", "do": [{"set": {"v": 1}}]})j", "/0/in", message},
      {R"j({"repeat": "@v", "do": [{"set": {"v": 1}}]})j", "/0/repeat", message},
      {R"j({"join": "@v"}, {"spawn": "worker", "args": [1], "as": "v"})j", "/0/join", message},
      {R"j({"await": "@v == n"}, {"set": {"v": 1}})j", "/0/await", message},
  });
  check_statement_errors(cases);
}

TEST_CASE("a local that may have been assigned is none") {
  const auto statements = std::to_array<std::string_view>({
      R"j({"if": "flag", "then": [{"set": {"v": 1}}]}, {"print": "{v}"})j",
      R"j({"if": "flag", "then": [], "else": [{"set": {"v": 1}}]}, {"print": "{v}"})j",
      R"j({"loop": [{"if": "flag", "then": [{"print": "{v}"}]}, {"set": {"v": 1}}]})j",
      R"j({"loop": [{"set": {"flag": "flag && v == 1", "v": 1}}]})j",
      R"j({"while": "!flag || v == 1", "do": [{"set": {"v": 1, "flag": true}}]})j",
      R"j({"loop": [{"while": "n == 0", "do": [{"print": "{v}"}]}, {"set": {"v": 1}}]})j",
      R"j({"loop": [{"if": "flag", "then": [{"set": {"v": 1}}, "continue"]}, {"print": "{v}"}]})j",
      R"j({"recv": "channel", "into": "v", "else": []}, {"print": "{v}"})j",
      R"j({"recv": "channel", "else": [{"set": {"v": 1}}]}, {"print": "{v}"})j",
      R"j({"try_recv": "channel", "into": "v", "ok": "got"}, {"print": "{v} {got}"})j",
      R"j({"for_each": "v", "in": "channel", "do": [{"print": "{v}"}]}, {"print": "{v}"})j",
      R"j({"for": "i", "in": "0..3", "do": [{"print": "{i}"}]})j",
      R"j({"call_once": "once", "do": [{"set": {"v": 1}}]}, {"print": "{v}"})j",
      R"j({"with": "mutex", "do": [{"set": {"v": 1}}]}, {"print": "{v}"})j",
      R"j({"choose": "v", "from": [1, 2]}, {"print": "{v}"})j",
  });
  for (const std::string_view part : statements) {
    CAPTURE(std::string(part));
    CHECK(complaints(in_frame(part)).empty());
  }
}

TEST_CASE("the type of a local is known where all that is assigned to it agrees") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"set": {"v": 1, "w": "v"}}, {"if": "@w", "then": []})j", "/1/if",
       "expected a boolean, found an integer"},
      {R"j({"try_lock": "mutex", "into": "v"}, {"set": {"n": "1 + @v"}})j", "/1/set/n",
       "found a boolean"},
      {R"j({"load": "ready", "into": "v"}, {"set": {"n": @"v"}})j", "/1/set/n", "found a boolean"},
      {R"j({"fetch_add": "counter", "value": 1, "into": "v"}, {"assert": "@v"})j", "/1/assert",
       "found an integer"},
      {R"j({"exchange": "ready", "value": true, "into": "v"}, {"repeat": "@v", "do": []})j",
       "/1/repeat", "found a boolean"},
      {R"j({"choose": "v", "from": [1, "n"]}, {"assert": "@v"})j", "/1/assert", "found an integer"},
      {R"j({"for": "i", "in": "0..2", "do": [{"assert": "@i"}]})j", "/0/do/0/assert",
       "found an integer"},
      {R"j({"set": {"v": "words"}}, {"set": {"n": @"v"}})j", "/1/set/n", "found a text"},
      {R"j({"spawn": "worker", "args": [1], "times": 2, "as": "h"}, {"set": {"n": "1 + @h"}})j",
       "/1/set/n", "found a list of thread handles"},
      {R"j({"set": {"v": "n < 1"}}, {"set": {"n": @"v"}})j", "/1/set/n", "found a boolean"},
  });
  check_statement_errors(cases);
  const auto fine = std::to_array<std::string_view>({
      R"j({"set": {"v": 1}}, {"set": {"v": true}}, {"if": "v", "then": []})j",
      R"j({"recv": "channel", "into": "v"}, {"if": "v", "then": [{"set": {"n": "v"}}]})j",
      R"j({"choose": "v", "from": [1, true]}, {"if": "v", "then": []})j",
      R"j({"set": {"v": "mixed[0]"}}, {"if": "v", "then": []})j",
      R"j({"spawn": "worker", "args": [1], "as": "h"}, {"spawn": "worker", "args": ["h"]})j",
      R"j({"spawn": "worker", "args": [1], "as": "h"}, {"set": {"g": "h"}}, {"join": "g"})j",
  });
  for (const std::string_view part : fine) {
    CAPTURE(std::string(part));
    CHECK(complaints(in_frame(part)).empty());
  }
}

TEST_CASE("an undeclared name is reported once in a body") {
  CHECK(complaints(in_frame(R"j({"print": "{qqq} {qqq}"}, {"print": "{qqq}"})j")) ==
        "case.json:9:78: /threads/main/0/print: expected a declared name or a local that is "
        "assigned, found \"qqq\"");
}

namespace {

std::vector<LoadWarning> warnings_of(const std::string& body) {
  return load_scenario(R"({"shared": {"flag": {"atomic": false}, "ch": "channel", "m": "mutex"},
                           "threads": {"a": )" +
                           body + R"(, "b": [{"await": "flag"}]}})",
                       "test.json")
      .warnings;
}

}  // namespace

TEST_CASE("a local that is never read is warned of, with the nearest shared name") {
  const auto warnings = warnings_of("[\n{\"set\": {\"flg\": true}}]");
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].kind == "unread-local");
  CHECK(warnings[0].message == "the local \"flg\" of a is never read");
  CHECK(warnings[0].suggestion == "flag");
  CHECK(warnings[0].pointer == "/threads/a/0/set/flg");
  CHECK(warnings[0].line == 3);
  const auto other = warnings_of(R"([{"recv": "ch", "into": "received"}])");
  REQUIRE(other.size() == 1);
  CHECK(other[0].suggestion.empty());
}

TEST_CASE("a local that is read anywhere in its body is not warned of") {
  for (
      const char* const body :
      {R"([{"set": {"v": 1}}, {"print": "{v}"}])", R"([{"set": {"v": 1}}, {"panic": "{v}"}])",
       R"([{"set": {"v": 1}}, {"assert": "flag", "message": "{v}"}])",
       R"([{"set": {"v": 1}}, {"loop": [{"if": "flag", "then": ["break"]}, {"set": {"v": "v + 1"}}]}])",
       R"([{"spawn": "b", "as": "h"}, {"join": "h"}])",
       R"([{"set": {"v": 1}}, {"await": "v == 1"}])", R"([{"for": "i", "in": "0..3", "do": []}])",
       R"([{"for_each": "v", "in": "ch", "do": []}])",
       R"([{"recv": "ch", "into": "_"}, {"try_lock": "m", "into": "_ok"}])",
       R"([{"set": {"flag": true}}])"}) {
    CAPTURE(body);
    CHECK(warnings_of(body).empty());
  }
}

TEST_CASE("of a file with very many unread locals only some are warned of") {
  std::string body = "[";
  for (int number = 0; number < 2000; ++number) {
    body += (number == 0 ? "" : ",") + std::string("{\"set\": {\"v") + std::to_string(number) +
            "\": 1}}";
  }
  CHECK(warnings_of(body + "]").size() == 20);
}

}  // namespace heddle::scenario
