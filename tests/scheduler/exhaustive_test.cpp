#include "scheduler/exhaustive.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

#include "scheduler/registry.hpp"
#include "tests/scheduler/toy_program.hpp"

namespace heddle {
namespace {

using testing::ToyProgram;

std::vector<std::string> run_all(const ToyProgram& program) {
  const auto scheduler = make_scheduler("exhaustive", 0);
  return program.run_all(*scheduler);
}

}  // namespace

TEST_CASE("exhaustive lists the interleavings of two threads depth first") {
  const std::vector<std::string> expected{"aabb", "abab", "abba", "baab", "baba", "bbaa"};
  CHECK(run_all(ToyProgram::of_lengths({2, 2})) == expected);
}

TEST_CASE("exhaustive runs each of the 1,680 interleavings of three threads of three steps once") {
  const std::vector<std::string> all = run_all(ToyProgram::of_lengths({3, 3, 3}));
  CHECK(all.size() == 1'680);
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == 1'680);
}

TEST_CASE("exhaustive covers choices of data like choices of thread") {
  const std::vector<std::string> expected{"A0b", "A1b", "bA0", "bA1"};
  CHECK(run_all(ToyProgram({{{OperationKind::choose, 2}}, {{}}})) == expected);
}

TEST_CASE("exhaustive goes on after an execution that was cut off") {
  const std::vector<Alternative> two(2);
  const auto scheduler = make_scheduler("exhaustive", 0);
  for (int execution = 0; execution < 4; ++execution) {
    REQUIRE(scheduler->begin());
    for (std::size_t step = 0; step < 2; ++step) {
      CHECK(scheduler->pick({two, 1, std::nullopt, step}).has_value());
    }
  }
  CHECK_FALSE(scheduler->begin());
  CHECK_FALSE(scheduler->begin());
}

TEST_CASE("exhaustive refuses a program that offers other alternatives after the same choices") {
  const std::vector<Alternative> two(2);
  const std::vector<Alternative> three(3);
  const auto scheduler = make_scheduler("exhaustive", 0);
  REQUIRE(scheduler->begin());
  CHECK(scheduler->pick({two, 1, std::nullopt, 0}) == 0);
  REQUIRE(scheduler->begin());
  CHECK_THROWS_AS(scheduler->pick({three, 1, std::nullopt, 0}), std::logic_error);
}

TEST_CASE("exhaustive refuses a program that ends before the choices are used up") {
  const std::vector<Alternative> two(2);
  const auto scheduler = make_scheduler("exhaustive", 0);
  REQUIRE(scheduler->begin());
  CHECK(scheduler->pick({two, 1, std::nullopt, 0}) == 0);
  REQUIRE(scheduler->begin());
  CHECK_THROWS_AS(scheduler->begin(), std::logic_error);
}

}  // namespace heddle
