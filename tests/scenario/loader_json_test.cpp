#include <doctest/doctest.h>

#include <array>
#include <string>

#include "sim/scenario/json_tree.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/problems.hpp"
#include "tests/scenario/loader_errors.hpp"

namespace heddle::scenario {
namespace {

// The only complaint about `text` under those limits.
std::string complaint_within(const std::string& text, const JsonLimits& limits) {
  JsonNode root;
  Problems problems("case.json", text, root);
  CHECK_FALSE(parse_json(text, problems, root, limits));
  try {
    problems.raise();
  } catch (const InputError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("the loader says where a text stops being JSON, and what was expected there") {
  const auto cases = std::to_array<ErrorCase>({
      {"@hello", "", R"j(expected a JSON object, found "hello")j"},
      {"{@", "", "expected a key in double quotes or }, found the end of the file"},
      {R"j({@threads: {}})j", "", R"j(expected a key in double quotes or }, found "threads")j"},
      {R"j({"threads" @{}})j", "/threads", R"j(expected a colon after the key, found "{")j"},
      {R"j({"threads": @})j", "/threads", R"j(expected a value, found "}")j"},
      {"{\"threads\": {\n  \"main\": []\n@", "/threads",
       "expected a comma or }, found the end of the file"},
      {R"j({"threads": {} @"name": "x"})j", "",
       R"j(expected a comma or }, found the text "name")j"},
      {R"j({"threads": {},@})j", "", R"j(expected a key in double quotes after the comma)j"},
      {R"j({"threads": [@})j", "/threads", R"j(expected a value or ], found "}")j"},
      {R"j({"threads": [1 @2]})j", "/threads", R"j(expected a comma or ], found "2")j"},
      {R"j({"threads": [1, @]})j", "/threads", R"j(expected a value after the comma, found "]")j"},
      {R"j({"threads": {}} @})j", "", R"j(expected the end of the file, found "}")j"},
      {"{ @// what it does\n}", "", "comments are not allowed in JSON"},
      {R"j({"name": @'x'})j", "/name", "JSON texts take double quotes"},
      {R"j({"name": @True})j", "/name", R"j(expected a value, found "True")j", "true"},
      {R"j({"name": @-})j", "/name", R"j(expected a 64-bit integer, found "-")j"},
      {R"j({"name": @1e999})j", "/name", R"j(expected a 64-bit integer, found "1e999")j"},
      {"{\"name\": @\xc3\xa9}", "/name", "expected a value, found \"\xc3\xa9\""},
  });
  check_errors(cases);
}

TEST_CASE("the loader says what is wrong inside of a JSON text") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"name": @"x)j", "/name", "expected the closing quote of the text that begins here"},
      {"{\"name\": \"x@\n\"}", "/name", "expected the closing quote of the text; line breaks"},
      {R"j({"name": "a@\q"})j", "/name", "expected one of \\\" \\\\"},
      {R"j({"name": "a@\u12x4"})j", "/name", "expected four hexadecimal digits"},
      {R"j({"name": "a@\ud800"})j", "/name", "expected a pair of surrogates"},
      {R"j({"a@\q": 1})j", "", "expected one of \\\" \\\\"},
      {R"j({"name": @"x\)j", "/name", "expected the closing quote of the text that begins here"},
  });
  check_errors(cases);
}

TEST_CASE("the loader takes UTF-8 without a byte order mark, and nothing else") {
  const auto cases = std::to_array<ErrorCase>({
      {"@\xef\xbb\xbf{}", "", "expected UTF-8 without a byte order mark"},
      {"{\"name\": \"@\xff\"}", "", "expected UTF-8, found a byte that is none"},
      {"{\"name\": \"@\xc0\x80\"}", "", "expected UTF-8"},
      {"{\"name\": \"@\xed\xa0\x80\"}", "", "expected UTF-8"},
      {"{\"name\": \"@\xf4\x90\x80\x80\"}", "", "expected UTF-8"},
      {"{\"name\": \"@\xe2\x82\"}", "", "expected UTF-8"},
  });
  check_errors(cases);
  CHECK(complaints(
            "{\"name\": \"\xc3\xa9 \xe2\x82\xac \xf0\x9f\xa7\xb5\", \"threads\": {\"main\": []}}")
            .empty());
}

TEST_CASE("the loader refuses numbers that are no 64-bit integers, and repeated keys") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j("spurious_wakeups": @1.5)j", "/spurious_wakeups",
       R"j(expected a 64-bit integer, found "1.5")j"},
      {R"j("spurious_wakeups": @9223372036854775808)j", "/spurious_wakeups",
       R"j(found "9223372036854775808", which is out of range)j"},
      {R"j("spurious_wakeups": @-9223372036854775809)j", "/spurious_wakeups",
       R"j(found "-9223372036854775809", which is out of range)j"},
      {R"j("about": "a", @"about": "b")j", "/about",
       R"j(expected each key once, but "about" is repeated)j"},
  });
  check_section_errors(cases);
}

TEST_CASE("the loader limits the size, the depth and the number of values of a file") {
  CHECK(complaint_within("{}", {.bytes = 1}) ==
        "case.json:1:1: expected no more than 1 bytes in a file, found 2");
  CHECK(complaint_within("[[[]]]", {.depth = 2}) ==
        "case.json:1:3: /0/0: expected lists and objects to nest no deeper than 2 levels");
  CHECK(complaint_within("[1, 2, 3]", {.nodes = 3}) ==
        "case.json:1:8: /2: expected no more than 3 JSON values in a file");
  CHECK(complaints(std::string(100'000, '[')).find("no deeper than 64 levels") !=
        std::string::npos);
}

TEST_CASE("a file that was not meant as a scenario gets one line") {
  const auto cases = std::to_array<ErrorCase>({
      {"@", "", "this is not a scenario: expected a JSON object, found an empty file"},
      {"@ \n ", "", "found an empty file"},
      {"@[1.5, 2.5]", "", R"j(expected a JSON object with "threads", found a list)j"},
      {"@7", "", R"j(expected a JSON object with "threads", found the integer 7)j"},
      {R"j(@"text")j", "", R"j(expected a JSON object with "threads", found the text "text")j"},
      {R"j(@{"name": "left-pad", "version": "1.0.0", "private": true})j", "",
       R"j(this is not a scenario: expected a JSON object with "threads")j"},
      {R"j(@{"name": "x", "weights": [0.5, 0.25]})j", "", "this is not a scenario"},
  });
  check_errors(cases);
}

TEST_CASE("JSON pointers escape slashes and tildes") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j(@"a/b~c": 1)j", "/a~1b~0c", R"j(a scenario has no key "a/b~c")j"},
  });
  check_section_errors(cases);
}

TEST_CASE("all errors of a file are told at once, in the order of the file") {
  const std::string found = complaints(R"j({
    "races": "errors",
    "threads": {"main": [{"lokc": "m"}, "breka"]},
    "shared": {"1": 0}
  })j");
  CHECK(found ==
        "case.json:2:14: /races: expected error or ignore, found \"errors\"; did you mean "
        "\"error\"?\n"
        "case.json:3:27: /threads/main/0/lokc: expected an operation, found \"lokc\"; did you mean "
        "\"lock\"?\n"
        "case.json:3:41: /threads/main/1: expected a statement, found the text \"breka\"; did you "
        "mean \"break\"?\n"
        "case.json:4:16: /shared/1: expected a name (at most 250 letters, digits and _; not true "
        "or false), "
        "found \"1\"");
}

TEST_CASE("after a hundred errors the loader says that there are more") {
  std::string statements = "1";
  for (int i = 0; i < 200; ++i) statements += ", 1";
  try {
    load_scenario(in_frame(statements), "case.json");
    FAIL_CHECK("no error");
  } catch (const InputError& error) {
    CHECK(error.diagnostics().size() == 101);
    CHECK(error.diagnostics().back().line_of_text() ==
          "case.json: more errors follow; these are the first 100 that were found");
  }
}

TEST_CASE("a file that cannot be read is an input error without a line") {
  const auto complaint_about = [](const std::filesystem::path& path) -> std::string {
    try {
      load_scenario_file(path);
      return {};
    } catch (const InputError& error) {
      return error.what();
    }
  };
  CHECK(complaint_about("no/such/file.json") == "no/such/file.json: there is no such file");
  CHECK(complaint_about(".") == ".: expected a scenario file, found a folder");
  // Linux has a file that exists and whose beginning cannot be read.
  const std::filesystem::path unreadable = "/proc/self/mem";
  if (std::filesystem::exists(unreadable)) {
    CHECK(complaint_about(unreadable) ==
          "/proc/self/mem: the file cannot be read: Input/output error");
  }
}

}  // namespace heddle::scenario
