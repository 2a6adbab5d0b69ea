// The programs of scenarios/code/: their bugs are found, and without them they are proved. The
// counts are those of docs/cpp-programs.md.

#include "tests/code/programs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "heddle/heddle.hpp"
#include "tests/paths.hpp"

namespace {

using heddle::programs_under_test::Flawed;
using heddle::programs_under_test::ProgramUnderTest;

// `name`: for the report, and so that a schedule fits one of the programs only.
heddle::options by(std::string_view strategy, std::string_view name) {
  heddle::options how;
  how.strategy = strategy;
  how.name = name;
  how.budget = std::chrono::minutes(5);  // for slow builds; none needs a second elsewhere
  how.seed = 1;
  return how;
}

heddle::options until_a_bug(heddle::options how) {
  how.stop_at_first_bug = true;
  return how;
}

std::vector<std::string> kinds_of(const heddle::report& report) {
  std::set<std::string> kinds;
  for (const heddle::bug& bug : report.bugs) kinds.insert(bug.kind);
  return {kinds.begin(), kinds.end()};
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::vector<std::string> rows_of_document() {
  std::ifstream stream(heddle::tests::source_folder() + "/docs/cpp-programs.md");
  std::vector<std::string> rows;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("| ")) rows.push_back(line);
  }
  return rows;
}

// The row of the document names the program and the bug, and says the rest in this order. How many
// executions random needs depends on how many steps there are besides those that matter; the
// document says what it was, and nothing holds it to that.
void check_row(const ProgramUnderTest& program, const Flawed& flawed, const std::string& rest,
               std::uint64_t drawn) {
  const std::string name = "[" + std::string(program.name) + "]";
  const std::string bug = "`" + std::string(flawed.bug) + "`";
  INFO("the row of " << name << " and " << bug << " has:  " << rest << " " << drawn << " |");
  const std::vector<std::string> rows = rows_of_document();
  CHECK(std::any_of(rows.begin(), rows.end(), [&](const std::string& row) {
    return row.find(name) != std::string::npos && row.find(bug) != std::string::npos &&
           row.find(rest) != std::string::npos;
  }));
}

void check_flawed(const ProgramUnderTest& program, const Flawed& flawed,
                  const heddle::report& right) {
  const std::string name = std::string(program.name) + ", " + std::string(flawed.bug);
  const heddle::report everything = heddle::explore(flawed.body, by("dpor", name));
  INFO(everything.text());
  CHECK(kinds_of(everything) == flawed.kinds);
  CHECK(everything.complete);
  const heddle::report first = heddle::explore(flawed.body, until_a_bug(by("dpor", name)));
  CHECK_FALSE(first.bugs.empty());
  const heddle::report drawn = heddle::explore(flawed.body, until_a_bug(by("random", name)));
  CHECK_FALSE(drawn.bugs.empty());
  check_row(program, flawed,
            "| " + joined(flawed.kinds) + " | " + std::to_string(first.executions) + " of " +
                std::to_string(everything.executions) + " | " + std::to_string(right.executions) +
                " |",
            drawn.executions);
}

void check_all(const std::vector<ProgramUnderTest>& programs) {
  for (const ProgramUnderTest& program : programs) {
    const heddle::report right = heddle::explore(program.right, by("dpor", program.name));
    INFO(right.text());
    CHECK(right.bugs.empty());
    CHECK(right.verdict == "proved");
    for (const Flawed& flawed : program.flawed) check_flawed(program, flawed, right);
  }
}

}  // namespace

TEST_CASE("the bugs of the programs are found, and without them they are proved: queues") {
  check_all(heddle::programs_under_test::queues());
}

TEST_CASE("the bugs of the programs are found, and without them they are proved: lock-free") {
  check_all(heddle::programs_under_test::lock_free_structures());
}

TEST_CASE("the bugs of the programs are found, and without them they are proved: locks") {
  check_all(heddle::programs_under_test::locks());
}

TEST_CASE("the bugs of the programs are found, and without them they are proved: tasks") {
  check_all(heddle::programs_under_test::tasks());
}

TEST_CASE("a program that is written once runs on the standard's types") {
  CHECK(heddle::programs_under_test::sum_through_bounded_queue_in_production() == 3);
}

TEST_CASE("outside of an exploration the programs run on real threads") {
  const auto run = [](const std::vector<ProgramUnderTest>& programs) {
    for (const ProgramUnderTest& program : programs) program.right();
  };
  run(heddle::programs_under_test::queues());
  run(heddle::programs_under_test::lock_free_structures());
  run(heddle::programs_under_test::locks());
  run(heddle::programs_under_test::tasks());
}
