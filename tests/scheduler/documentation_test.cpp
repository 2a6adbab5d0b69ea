// docs/schedulers.md shows an example that compiles, and names every strategy and parameter.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "scheduler/registry.hpp"
#include "tests/paths.hpp"
#include "tests/scheduler/example_scheduler.hpp"
#include "tests/scheduler/toy_program.hpp"

namespace heddle {
namespace {

std::string text_of(const char* file) {
  std::ifstream stream(std::filesystem::path(tests::source_folder()) / file, std::ios::binary);
  REQUIRE(stream);
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the page on schedulers shows the example's files as they are") {
  const std::string page = text_of("docs/schedulers.md");
  for (const char* file :
       {"tests/scheduler/example_scheduler.hpp", "tests/scheduler/example_scheduler.cpp"}) {
    CAPTURE(file);
    CHECK(contains(page, "```cpp\n" + text_of(file) + "```\n"));
  }
}

TEST_CASE("the page on schedulers names every strategy, its parameters and their presets") {
  const std::string page = text_of("docs/schedulers.md");
  for (const Strategy& strategy : strategies()) {
    CAPTURE(std::string(strategy.name));
    CHECK(contains(page, "`" + std::string(strategy.name) + "`"));
    CHECK(contains(page, "`" + std::string(strategy.alias) + "`"));
    for (const Parameter& parameter : strategy.parameters) {
      CAPTURE(std::string(parameter.name));
      CHECK(contains(page, "`" + std::string(parameter.name) + "` (" +
                               std::to_string(parameter.preset) + ")"));
    }
  }
}

TEST_CASE("the example of the page takes less than 40 lines") {
  const std::string example = text_of("tests/scheduler/example_scheduler.cpp");
  CHECK(std::count(example.begin(), example.end(), '\n') < 40);
}

TEST_CASE("the example of the page is a strategy that works") {
  const std::array known{sticky_strategy()};
  const auto program = testing::ToyProgram::of_lengths({4, 4});
  const auto never_moves = make_scheduler(known, "sticky:percent=0", 1);
  for (const std::string& text : program.run_all(*never_moves, 50)) {
    CHECK((text == "aaaabbbb" || text == "bbbbaaaa"));
  }
  const auto one = make_scheduler(known, "sticky", 1);
  const auto other = make_scheduler(known, "sticky", 1);
  CHECK(program.run_all(*one, 50) == program.run_all(*other, 50));
}

}  // namespace heddle
