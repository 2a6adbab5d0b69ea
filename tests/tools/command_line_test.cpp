#include "tools/command_line.hpp"

#include <doctest/doctest.h>

#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using testing::run_heddle;
using testing::TemporaryFolder;

TEST_CASE("--version prints the name and the version") {
  const auto run = run_heddle({"--version"});
  CHECK(run.exit_code == 0);
  CHECK(run.out == "heddle " HEDDLE_VERSION "\n");
}

TEST_CASE("--help names every command, and each command's help has examples") {
  const auto run = run_heddle({"--help"});
  CHECK(run.exit_code == 0);
  for (const char* command :
       {"run", "explore", "replay", "native", "compare", "check", "validate"}) {
    CAPTURE(command);
    CHECK(run.says(command));
    const auto help = run_heddle({command, "--help"});
    CHECK(help.exit_code == 0);
    CHECK(help.says("Examples:"));
    CHECK(help.says(std::string("heddle ") + command));
    CHECK(help.says("--format"));
    CHECK(help.err.empty());
  }
}

TEST_CASE("bad usage is said on standard error, with a hint, and exits 2") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  const std::vector<std::vector<std::string>> wrong{
      {},
      {"explore"},
      {"explore", file, "--unknown"},
      {"explore", file, "--executions", "0"},
      {"explore", file, "--executions", "-1"},
      {"explore", file, "--budget", "30"},
      {"explore", file, "--budget", "s"},
      {"explore", file, "--seed", "x"},
      {"explore", file, "--time", "slow"},
      {"explore", file, "--time", "jitter"},
      {"explore", file, "--format", "xml"},
      {"explore", file, "--scheduler", "randon"},
      {"explore", file, "--scheduler", "pct:depht=3"},
      {"check", file, "--jobs", "0"},
      {"native", file, "--runs", "0"},
      {"replay", file},
      {"replay", file, "--seed", "1", "--schedule", "x"},
  };
  for (const auto& arguments : wrong) {
    CAPTURE(arguments.size());
    const auto run = run_heddle(arguments);
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK_FALSE(run.err.empty());
  }
}

TEST_CASE("a mistyped command or scheduler is answered by the nearest one") {
  CHECK(run_heddle({"explor"}).complains("did you mean 'explore'?"));
  CHECK(run_heddle({"explor"}).exit_code == 2);
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  CHECK(run_heddle({"explore", file, "--scheduler", "randon"}).complains("'random'"));
}

TEST_CASE("a file that is missing or no scenario is bad input for every command") {
  TemporaryFolder folder;
  const std::string not_json = folder.write("a.json", "{\"threads\": ");
  for (const char* command : {"run", "explore", "native", "compare", "validate", "check"}) {
    CAPTURE(command);
    CHECK(run_heddle({command, folder.path("missing.json")}).exit_code == 2);
    CHECK(run_heddle({command, not_json}).exit_code == 2);
  }
}

TEST_CASE(
    "a place where no result can be written is refused; standard output that fails is an error") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  const auto run = run_heddle({"run", file, "--output", folder.path("missing/out.txt")});
  CHECK(run.exit_code == 2);
  CHECK(run.complains("cannot write"));

  std::istringstream in;
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  std::ostringstream err;
  Console console{.in = in, .out = out, .err = err};
  CHECK(run_command_line({"run", file}, console) == ExitCode::internal_error);
}

TEST_CASE("--output writes the whole result into the file and nothing beside it") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  const auto shown = run_heddle({"run", file});
  const auto run = run_heddle({"run", file, "--output", folder.path("out.txt")});
  CHECK(run.exit_code == 0);
  CHECK(run.out.empty());
  CHECK(folder.read("out.txt") == shown.out);
  CHECK(folder.names().size() == 2);
}

}  // namespace heddle::tools
