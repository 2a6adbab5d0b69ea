// Places that cannot be written, and places that hold something already.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "tests/hostile/attack.hpp"

namespace heddle::hostile {
namespace {

namespace fs = std::filesystem;

// Needs far more than a second.
std::string endless_scenario() {
  return R"({"shared": {"x": 0, "y": {"atomic": 0}}, "races": "ignore", "threads": {)" +
         listed(5,
                [](std::size_t number) {
                  return "\"t" + std::to_string(number) +
                         R"(": [{"repeat": 9, "do": [{"fetch_add": "y", "value": 1}]}])";
                }) +
         "}}";
}

std::vector<std::vector<std::string>> commands_with_output(const std::string& scenario) {
  return {{"validate", scenario},
          {"run", scenario},
          {"explore", scenario},
          {"check", scenario},
          {"native", "--runs", "2", scenario},
          {"compare", "--runs", "2", scenario},
          {"replay", scenario, "--seed", "1"}};
}

TEST_CASE("no command begins its work where its result could not be written") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario = folder.write("s.json", endless_scenario());
  const std::string small = folder.write("small.json", harmless_scenario());
  mkfifo(folder.path("pipe").c_str(), 0600);
  fs::create_symlink("loop", folder.path("loop"));
  fs::create_directory(folder.path("folder"));
  fs::create_symlink("/nonexistent/file", folder.path("dangling"));
  const std::vector<std::string> places = {folder.path("pipe"),
                                           folder.path("loop"),
                                           folder.path("folder"),
                                           folder.path("folder") + "/",
                                           folder.path("dangling"),
                                           folder.path("s.json/below"),
                                           folder.path("missing/file"),
                                           folder.path(std::string(300, 'n')),
                                           "/nonexistent/file",
                                           "/proc/nothing",
                                           ""};
  std::vector<Attack> attacks;
  for (const std::string& place : places) {
    for (std::vector<std::string> arguments : commands_with_output(small)) {
      arguments.insert(arguments.end(), {"--output", place});
      attacks.push_back({.name = arguments.front() + " --output " + place,
                         .arguments = arguments,
                         .exit_codes = {2}});
    }
    for (const std::string option : {"--checkpoint", "--save", "--output"}) {
      if (option == "--save" && place == folder.path("folder")) continue;
      if (option == "--save" && place == folder.path("folder") + "/") continue;
      if (option == "--save" && place == folder.path("missing/file")) continue;
      if (option == "--save" && geteuid() == 0 && place.starts_with("/nonexistent")) continue;
      if (option == "--save" && geteuid() == 0 && place == folder.path("dangling")) continue;
      attacks.push_back({.name = "explore " + option + " " + place,
                         .arguments = {"explore", scenario, option, place, "--budget", "20s"},
                         .exit_codes = {2},
                         .cpu_seconds = 1});
    }
  }
  attacks.push_back({.name = "--output is the scenario",
                     .arguments = {"explore", small, "--output", small},
                     .exit_codes = {2}});
  attacks.push_back({.name = "--output is the checkpoint",
                     .arguments = {"explore", small, "--output", folder.path("new"), "--checkpoint",
                                   folder.path("new")},
                     .exit_codes = {2}});
  attacks.push_back({.name = "--checkpoint is the scenario",
                     .arguments = {"explore", small, "--checkpoint", small},
                     .exit_codes = {2}});
  CHECK(complaints(attacks) == "");
  CHECK(folder.read("small.json") == harmless_scenario());
}

TEST_CASE("trying whether a file can be written leaves no trace") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario = folder.write("s.json", harmless_scenario());
  CHECK(carry_out({.name = "",
                   .arguments = {"explore", scenario, "--output", folder.path("out"),
                                 "--checkpoint", folder.path("kept")}})
            .exit_code == 0);
  CHECK(folder.names() == "out s.json");
}

TEST_CASE("a result that cannot be written in the end goes to standard output, with a warning") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario = folder.write("s.json", failing_scenario());
  for (const std::vector<std::string>& invocation : commands_with_output(scenario)) {
    for (const std::string format : {"text", "json"}) {
      CAPTURE(invocation.front());
      std::vector<std::string> plain = invocation;
      plain.insert(plain.end(), {"--format", format});
      std::vector<std::string> to_full = plain;
      to_full.insert(to_full.end(), {"--output", "/dev/full"});
      const Aftermath shown = carry_out({.name = "", .arguments = plain});
      const Aftermath failed = carry_out({.name = "", .arguments = to_full});
      CHECK(failed.err.find("warning") != std::string::npos);
      CHECK(failed.out.size() > shown.out.size() / 2);
      if (invocation.front() != "native" && invocation.front() != "compare") {
        CHECK(failed.exit_code == shown.exit_code);
      }
    }
  }
}

TEST_CASE("a checkpoint stays where the result could not be shown") {
  if (program().empty()) return;
  const Folder folder;
  const std::string small = folder.write("small.json", failing_scenario());
  const std::string large = folder.write("large.json", endless_scenario());
  for (const std::string& scenario : {small, large}) {
    for (const std::string strategy : {"auto", "dpor", "stateful", "random"}) {
      CAPTURE(scenario);
      CAPTURE(strategy);
      const Aftermath aftermath =
          carry_out({.name = "",
                     .arguments = {"explore", scenario, "--checkpoint", folder.path("kept"),
                                   "--scheduler", strategy, "--budget", "300ms"},
                     .out = "/dev/full"});
      CHECK(aftermath.exit_code == 4);
      CHECK(fs::exists(folder.path("kept")));
      fs::remove(folder.path("kept"));
    }
  }
}

TEST_CASE("a limit on the size of files costs the checkpoint, and not the search") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario = folder.write("s.json", endless_scenario());
  for (const std::string strategy : {"auto", "dpor", "stateful", "exhaustive", "random"}) {
    for (const std::size_t file_bytes : {std::size_t{1}, std::size_t{2000}, std::size_t{65536}}) {
      CAPTURE(strategy);
      CAPTURE(file_bytes);
      const Aftermath aftermath =
          carry_out({.name = "",
                     .arguments = {"explore", scenario, "--checkpoint", folder.path("kept"),
                                   "--checkpoint-every", "0s", "--scheduler", strategy, "--budget",
                                   "300ms", "--executions", "100000"},
                     .file_bytes = file_bytes});
      CHECK(aftermath.exit_code == 0);
      CHECK(aftermath.out.find("outcome") != std::string::npos);
      fs::remove(folder.path("kept"));
      CHECK(folder.names() == "s.json");
    }
  }
  const Aftermath aftermath =
      carry_out({.name = "",
                 .arguments = {"run", scenario, "--trace", "--output", folder.path("out")},
                 .file_bytes = 100});
  CHECK(aftermath.err.find("File too large") != std::string::npos);
  CHECK(aftermath.out.find("status") != std::string::npos);
  CHECK(folder.names() == "s.json");
}

TEST_CASE("symbolic links are followed, and other files stay as they are") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario = folder.write("s.json", endless_scenario());
  const std::string small = folder.write("small.json", failing_scenario());
  fs::create_directory(folder.path("elsewhere"));
  fs::create_symlink("elsewhere/out", folder.path("link"));
  fs::create_symlink("link", folder.path("link-to-link"));
  fs::create_symlink("elsewhere/kept", folder.path("kept"));
  folder.write("kept.tmp", "of somebody else");
  folder.write("elsewhere/kept.tmp", "of somebody else");
  for (int round = 0; round < 2; ++round) {
    CHECK(carry_out({.name = "",
                     .arguments = {"explore", small, "--output", folder.path("link-to-link")}})
              .exit_code == 1);
    CHECK(fs::is_symlink(folder.path("link")));
    CHECK(fs::is_symlink(folder.path("link-to-link")));
    CHECK(folder.read("elsewhere/out").find("Bug 1") != std::string::npos);
    CHECK(carry_out({.name = "",
                     .arguments = {"explore", scenario, "--checkpoint", folder.path("kept"),
                                   "--budget", "200ms"}})
              .exit_code == 0);
    CHECK(fs::is_symlink(folder.path("kept")));
    CHECK(fs::is_regular_file(folder.path("elsewhere/kept")));
  }
  CHECK(folder.read("kept.tmp") == "of somebody else");
  CHECK(folder.read("elsewhere/kept.tmp") == "of somebody else");
}

TEST_CASE("a file that is replaced keeps its permissions") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario = folder.write("s.json", harmless_scenario());
  const std::string out = folder.write("out", "before");
  chmod(out.c_str(), 0640);
  carry_out({.name = "", .arguments = {"explore", scenario, "--output", out}});
  CHECK(folder.read("out") != "before");
  CHECK((fs::status(out).permissions() & fs::perms::all) == static_cast<fs::perms>(0640));
}

TEST_CASE("what is no checkpoint is refused, and stays") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario = folder.write("s.json", harmless_scenario());
  std::vector<Attack> attacks;
  const std::vector<std::string> texts = {"",
                                          "text",
                                          "heddle checkpoint 4\n",
                                          "heddle checkpoint 4\n" + std::string(16, '\0'),
                                          "heddle checkpoint 4\n" + std::string(64, '\xff'),
                                          std::string(100'000, 'x')};
  for (std::size_t number = 0; number < texts.size(); ++number) {
    const std::string file = folder.write("kept" + std::to_string(number), texts[number]);
    attacks.push_back({.name = "checkpoint " + std::to_string(number),
                       .arguments = {"explore", scenario, "--checkpoint", file},
                       .exit_codes = {2}});
  }
  for (const std::string file : {"/dev/null", "/dev/zero", "/dev/full", "/proc/self/mem"}) {
    attacks.push_back({.name = "checkpoint " + file,
                       .arguments = {"explore", scenario, "--checkpoint", file},
                       .exit_codes = {2}});
  }
  CHECK(complaints(attacks) == "");
  for (std::size_t number = 0; number < texts.size(); ++number) {
    CHECK(folder.read("kept" + std::to_string(number)) == texts[number]);
  }
}

TEST_CASE("the first signal of any kind ends a search, which is reported and kept") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario = folder.write("s.json", endless_scenario());
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    for (const std::string jobs : {"1", "2"}) {
      CAPTURE(number);
      const Aftermath aftermath =
          carry_out({.name = "",
                     .arguments = {"explore", scenario, "--checkpoint", folder.path("kept"),
                                   "--budget", "30s", "--jobs", jobs, "--scheduler", "exhaustive"},
                     .signal = number});
      CHECK(aftermath.exit_code == 3);
      CHECK(aftermath.seconds_after_signal < 4);
      CHECK(aftermath.out.find("interrupted") != std::string::npos);
      CHECK(fs::exists(folder.path("kept")));
      fs::remove(folder.path("kept"));
    }
  }
  const Aftermath ignoring = carry_out(
      {.name = "",
       .arguments = {"explore", scenario, "--budget", "800ms", "--scheduler", "exhaustive"},
       .signal = SIGHUP,
       .ignored_signals = {SIGHUP}});
  CHECK(ignoring.exit_code == 0);
  CHECK(ignoring.out.find("interrupted") == std::string::npos);
}

TEST_CASE("a signal ends the wait for a reader who does not read") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario =
      folder.write("s.json", R"({"threads": {"main": [{"repeat": 9000, "do": [{"print": ")" +
                                 repeated("long ", 100) + R"("}]}]}})");
  mkfifo(folder.path("pipe").c_str(), 0600);
  const int reader = open(folder.path("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  const Aftermath aftermath = carry_out({.name = "",
                                         .arguments = {"run", scenario},
                                         .out = folder.path("pipe"),
                                         .signal = SIGTERM,
                                         .signal_after = 0.5});
  CHECK(aftermath.exit_code == 4);
  CHECK(aftermath.seconds_after_signal < 4);
  close(reader);
}

TEST_CASE("closed standard streams are no place for files") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario = folder.write("s.json", endless_scenario());
  const Folder results;
  const std::string command = program() + " explore " + scenario + " --budget 200ms --checkpoint " +
                              results.path("kept") + " >&- 2>&- <&-";
  CHECK(std::system(command.c_str()) != 0);
  CHECK(results.read("kept").starts_with("heddle checkpoint"));
}

TEST_CASE("options without a sense are refused") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario = folder.write("s.json", harmless_scenario());
  std::vector<Attack> attacks;
  const std::vector<std::vector<std::string>> options = {
      {"--fail-fast=5"},
      {"--fail-fast=false"},
      {"--checkpoint", ""},
      {"--output", ""},
      {"--save", ""},
      {"--checkpoint="},
      {"--output="},
      {"--seed", ""},
      {"--seed", "-1"},
      {"--seed", "18446744073709551616"},
      {"--seed", "1e9"},
      {"--jobs", "0"},
      {"--jobs", "1000000"},
      {"--executions", "0"},
      {"--executions", "99999999999999999999"},
      {"--budget", ""},
      {"--budget", "1"},
      {"--budget", "-1s"},
      {"--budget", "1e99s"},
      {"--budget", "99999999999999999999s"},
      {"--budget", "nan s"},
      {"--checkpoint-every", "1s"},
      {"--scheduler", ""},
      {"--scheduler", ":"},
      {"--scheduler", "pct:depth="},
      {"--scheduler", "pct:depth=99999999999999999999"},
      {"--scheduler", "pct:depth=-1"},
      {"--scheduler", "pct:depth=3:depth=3"},
      {"--scheduler", std::string(100'000, 'x')},
      {"--scheduler", "\x1b[31mred"},
      {"--bound", "preemptions"},
      {"--bound", "preemptions=-1"},
      {"--bound", "preemptions=1", "--scheduler", "dpor"},
      {"--time", ""},
      {"--time", "jitter"},
      {"--time", "jitter:"},
      {"--time", "jitter:99999999999999s"},
      {"--format", "xml"},
      {"--format", ""},
      {"--require", "everything"},
      {"--\x1b[31m"},
      {"--" + std::string(100'000, 'x')},
      {"--output", "a", "--output", "b"},
      {"two", "files"}};
  for (const std::vector<std::string>& words : options) {
    std::vector<std::string> arguments = {"explore", scenario};
    arguments.insert(arguments.end(), words.begin(), words.end());
    attacks.push_back(
        {.name = words.front().substr(0, 50), .arguments = arguments, .exit_codes = {2}});
  }
  attacks.push_back({.name = "no command", .arguments = {}, .exit_codes = {2}});
  attacks.push_back({.name = "an empty command", .arguments = {""}, .exit_codes = {2}});
  attacks.push_back({.name = "a command in red", .arguments = {"\x1b[31mrun"}, .exit_codes = {2}});
  attacks.push_back({.name = "trace with a value",
                     .arguments = {"run", scenario, "--trace=1"},
                     .exit_codes = {2}});
  attacks.push_back({.name = "an empty schedule",
                     .arguments = {"replay", scenario, "--schedule", ""},
                     .exit_codes = {2}});
  CHECK(complaints(attacks) == "");
}

}  // namespace
}  // namespace heddle::hostile
