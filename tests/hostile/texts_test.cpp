// Text that a terminal would obey, in every place where a file can have text.

#include <doctest/doctest.h>

#include <algorithm>

#include "sim/model/printable_text.hpp"
#include "tests/hostile/attack.hpp"

namespace heddle::hostile {
namespace {

// As JSON has them: ESC, CSI, BEL, NUL, line breaks, DEL, overrides of direction, tags.
const std::vector<std::string>& odd_texts() {
  static const std::vector<std::string> all = {
      R"(\u001b[31mred)",    R"(\u009b31m)",       R"(\u0007\u0008\r)",
      R"(a\u0000b)",         R"(one\ntwo\tthree)", "\x7f\\u007f",
      R"(\u202e\u2066x)",    R"(\u2028\u2029)",    R"(\udb40\udc41\ufeff\u200b)",
      "\xc2\x9b\xe2\x80\xae"};
  return all;
}

// Each scenario shows the text in another place.
std::vector<std::pair<std::string, std::string>> scenarios_with(const std::string& text) {
  const std::string quoted = "\"" + text + "\"";
  const std::string literal = "\"'" + text + "'\"";
  return {
      {"print", R"({"threads": {"main": [{"print": )" + quoted + "}]}}"},
      {"value", R"({"shared": {"x": )" + quoted + R"(}, "threads": {"main": [{"set": {"x": )" +
                    literal + "}}]}}"},
      {"panic", R"({"threads": {"main": [{"panic": )" + quoted + "}]}}"},
      {"message", R"({"threads": {"main": [{"assert": false, "message": )" + quoted + "}]}}"},
      {"assert", R"({"threads": {"main": [{"assert": "'x' == ')" + text + "'\"}]}}"},
      {"finally", R"({"threads": {"main": []}, "finally": ["'x' == ')" + text + "'\"]}"},
      {"invariant", R"({"threads": {"main": []}, "invariants": ["'x' == ')" + text + "'\"]}"},
      {"fault",
       R"({"threads": {"main": [{"set": {"l": )" + literal + R"(}}, {"set": {"m": "l + 1"}}]}})"},
      {"name",
       R"({"name": )" + quoted + R"(, "about": )" + quoted + R"(, "threads": {"main": []}})"},
      {"send", R"({"shared": {"c": "channel"}, "threads": {"main": [{"send": "c", "value": )" +
                   literal + "}]}}"},
      {"observe",
       R"({"shared": {"x": 0}, "threads": {"main": []}, "observe": ["x == 0 || 'x' == ')" + text +
           "'\"]}"},
      {"expect", R"({"threads": {"main": []}, "expect": {"bugs": [)" + quoted + "]}}"},
      {"key", R"({"threads": {"main": []}, )" + quoted + ": 1}"},
      {"thread", R"({"threads": {)" + quoted + ": []}}"},
      {"shared", R"({"shared": {)" + quoted + R"(: 1}, "threads": {"main": []}})"},
      {"statement", R"({"threads": {"main": [{)" + quoted + ": 1}]}}"},
      {"word", R"({"threads": {"main": [)" + quoted + "]}}"},
      {"reference", R"({"threads": {"main": [{"lock": )" + quoted + "}]}}"},
      {"expression", R"({"threads": {"main": [{"assert": )" + quoted + "}]}}"},
      {"time", R"({"time": {"model": )" + quoted + R"(}, "threads": {"main": []}})"},
      {"garbage", text},
  };
}

bool has_unprintable(std::string_view text) {
  while (!text.empty()) {
    const auto [code_point, length] = decode_code_point(text);
    if (length == 0) return true;
    if (is_unprintable(code_point) && code_point != U'\n' && code_point != U'\t') return true;
    text.remove_prefix(length);
  }
  return false;
}

TEST_CASE("no text of a file reaches the terminal as a command to it") {
  if (program().empty()) return;
  const Folder folder;
  std::size_t number = 0;
  for (const std::string& text : odd_texts()) {
    for (const auto& [place, scenario] : scenarios_with(text)) {
      CAPTURE(place);
      CAPTURE(printable(text));
      const std::string file = folder.write("s" + std::to_string(number++) + ".json", scenario);
      std::vector<std::vector<std::string>> invocations = {{"explore", file},
                                                           {"explore", file, "--format", "json"}};
      if (number % 4 == 0) {
        invocations.push_back({"check", file});
        invocations.push_back({"validate", file});
        invocations.push_back({"native", file, "--runs", "2"});
        invocations.push_back({"compare", file, "--runs", "2"});
        invocations.push_back({"run", file, "--trace", "--format", "json"});
      }
      if (place != "print") invocations.push_back({"run", file, "--trace"});
      for (const std::vector<std::string>& arguments : invocations) {
        CAPTURE(arguments.front());
        const Aftermath aftermath = carry_out({.name = "", .arguments = arguments});
        CHECK(aftermath.exit_code >= 0);
        CHECK(aftermath.exit_code != 4);
        CHECK_FALSE(has_unprintable(aftermath.out));
        CHECK_FALSE(has_unprintable(aftermath.err));
      }
    }
  }
}

TEST_CASE("the output of a scenario goes on as it is where no terminal would obey it") {
  if (program().empty()) return;
  const Folder folder;
  const std::string file =
      folder.write("s.json", R"({"threads": {"main": [{"print": "a\u001b[31mb"}]}})");
  CHECK(carry_out({.name = "", .arguments = {"run", file}}).out.starts_with("a\x1b[31mb\n"));
}

TEST_CASE("each step of a trace is one line") {
  if (program().empty()) return;
  const Folder folder;
  const std::string file =
      folder.write("s.json", R"({"threads": {"main": [{"set": {"l": "'a\nb'"}}, {"print": "{l}"}]},
                                "shared": {"c": "channel"}})");
  const Aftermath aftermath =
      carry_out({.name = "", .arguments = {"run", file, "--trace", "--time", "unbounded"}});
  CHECK(aftermath.out.find("print 'a\\nb'") != std::string::npos);
}

TEST_CASE("names of files and arguments are shown as what they are") {
  if (program().empty()) return;
  const Folder folder;
  const std::string name = "s\x1b[31m\n\xff\xe2\x80\xae.json";
  const std::string file = folder.write(name, failing_scenario());
  const std::string bad = folder.write("b" + name, "no scenario");
  const std::string good = folder.write("good.json", failing_scenario());
  std::vector<std::vector<std::string>> invocations;
  for (const std::string format : {"text", "json"}) {
    for (const std::string& path : {file, bad, folder.path(name + "nothing")}) {
      for (const std::string command :
           {"validate", "run", "explore", "check", "native", "compare"}) {
        invocations.push_back({command, path, "--format", format});
      }
    }
    invocations.push_back({"explore", good, "--output", folder.path(name) + "/below"});
    invocations.push_back({"explore", good, "--checkpoint", file});
    invocations.push_back({"explore", good, "--save", folder.path(name)});
    invocations.push_back({"explore", good, "--save", folder.path("new" + name)});
    invocations.push_back({"replay", good, "--schedule", name});
    invocations.push_back({"replay", good, "--schedule", name + ":"});
    invocations.push_back({"replay", good, "--schedule", "heddle1:00000000:" + name + ":main"});
    invocations.push_back({"explore", good, "--scheduler", name});
    invocations.push_back({"explore", good, "--seed", name});
    invocations.push_back({name, good});
  }
  for (const std::vector<std::string>& arguments : invocations) {
    CAPTURE(arguments.front());
    const Aftermath aftermath = carry_out({.name = "", .arguments = arguments});
    CHECK(aftermath.exit_code >= 0);
    CHECK_FALSE(has_unprintable(aftermath.out));
    CHECK_FALSE(has_unprintable(aftermath.err));
  }
}

}  // namespace
}  // namespace heddle::hostile
