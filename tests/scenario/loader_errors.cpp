#include "tests/scenario/loader_errors.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "sim/scenario/loader.hpp"

namespace heddle::scenario {
namespace {

// `prefix`: the JSON pointer of the value that holds all the cases of a table.
void check_error(const std::string& text, std::size_t offset, const std::string& prefix,
                 const ErrorCase& expected) {
  const std::string before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_break = before.rfind('\n');
  const std::size_t column = line_break == std::string::npos ? offset + 1 : offset - line_break;
  try {
    load_scenario(text, "case.json");
    FAIL_CHECK("no error");
  } catch (const InputError& error) {
    INFO(std::string(error.what()));
    REQUIRE(error.diagnostics().size() == 1);
    const Diagnostic& found = error.diagnostics().front();
    CHECK(found.file == "case.json");
    CHECK(found.line == static_cast<std::size_t>(line));
    CHECK(found.column == column);
    CHECK(found.pointer == prefix + std::string(expected.pointer));
    CHECK(found.message.find(expected.message) != std::string::npos);
    CHECK(found.suggestion == expected.suggestion);
  }
}

void check_within(std::string_view before, std::string_view after, const std::string& prefix,
                  std::span<const ErrorCase> cases) {
  for (const ErrorCase& expected : cases) {
    CAPTURE(std::string(expected.marked));
    std::string part(expected.marked);
    const std::size_t mark = part.find('@');
    REQUIRE(mark != std::string::npos);
    part.erase(mark, 1);
    check_error(std::string(before) + part + std::string(after), before.size() + mark, prefix,
                expected);
  }
}

constexpr std::string_view frame_begin = R"j({
  "shared": {
    "n": 0, "flag": false, "words": "", "list": [1, 2, 3], "mixed": [1, true],
    "counter": {"atomic": 0}, "ready": {"atomic": false}, "slots": {"atomic": [0, 0]},
    "mutex": "mutex", "mutexes": {"mutex": {"count": 2}}, "rwlock": "rwlock",
    "condvar": "condvar", "semaphore": {"semaphore": 1}, "barrier": {"barrier": 2},
    "once": "once", "channel": "channel"
  },
  "threads": {"worker": {"params": ["id"], "body": []}, "main": [)j";
constexpr std::string_view frame_end = "]}}";

}  // namespace

void check_errors(std::span<const ErrorCase> cases) { check_within("", "", "", cases); }

void check_section_errors(std::span<const ErrorCase> cases) {
  check_within(R"j({"shared": {"n": 0, "flag": false, "list": [1, 2], "mutex": "mutex"}, )j",
               R"j(, "threads": {"main": []}})j", "", cases);
}

void check_declaration_errors(std::span<const ErrorCase> cases) {
  check_within(R"j({"shared": {"near": 0, "beside": "mutex", "x": )j",
               R"j(}, "threads": {"main": []}})j", "/shared/x", cases);
}

void check_statement_errors(std::span<const ErrorCase> cases) {
  check_within(frame_begin, frame_end, "/threads/main", cases);
}

std::string in_frame(std::string_view statements) {
  return std::string(frame_begin) + std::string(statements) + std::string(frame_end);
}

std::string complaints(const std::string& text) {
  try {
    load_scenario(text, "case.json");
    return {};
  } catch (const InputError& error) {
    return error.what();
  }
}

}  // namespace heddle::scenario
