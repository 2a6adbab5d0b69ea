#include "scheduler/random.hpp"

#include <doctest/doctest.h>

#include <map>

#include "scheduler/registry.hpp"
#include "tests/scheduler/toy_program.hpp"

namespace heddle {
namespace {

using testing::ToyProgram;

std::map<std::string, int> count_runs(const ToyProgram& program, std::size_t executions) {
  const auto scheduler = make_scheduler("random", 1);
  std::map<std::string, int> seen;
  for (const std::string& text : program.run_all(*scheduler, executions)) ++seen[text];
  return seen;
}

}  // namespace

TEST_CASE("random reaches every interleaving of a small program") {
  CHECK(count_runs(ToyProgram::of_lengths({3, 3}), 2'000).size() == 20);
}

TEST_CASE(
    "random chooses a thread first, so that many alternatives of one do not crowd out others") {
  const ToyProgram program({{{OperationKind::choose, 9}}, {{}}});
  int b_first = 0;
  for (const auto& [text, count] : count_runs(program, 10'000)) {
    if (text[0] == 'b') b_first += count;
  }
  CHECK(b_first > 4'700);
  CHECK(b_first < 5'300);
}

TEST_CASE("random reaches every alternative of a thread") {
  const ToyProgram program({{{OperationKind::choose, 3}}, {{OperationKind::choose, 2}}, {{}}});
  CHECK(count_runs(program, 2'000).size() == 6 * 6);
}

TEST_CASE("execution i of random from seed s is execution 0 from seed s + i") {
  const ToyProgram program = ToyProgram::of_lengths({5, 5, 5});
  const auto scheduler = make_scheduler("random", 40);
  for (std::uint64_t i = 0; i < 20; ++i) {
    REQUIRE(scheduler->begin());
    const auto later = make_scheduler("random", 40 + i);
    REQUIRE(later->begin());
    CHECK(program.run(*scheduler) == program.run(*later));
  }
}

TEST_CASE("random makes the same choices on every machine") {
  const auto scheduler = make_scheduler("random", 2026);
  REQUIRE(scheduler->begin());
  CHECK(ToyProgram::of_lengths({6, 6, 6}).run(*scheduler).value() == "cbcbccccaaabaababb");
}

}  // namespace heddle
