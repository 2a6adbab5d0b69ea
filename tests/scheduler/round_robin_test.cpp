#include "scheduler/round_robin.hpp"

#include <doctest/doctest.h>

#include "scheduler/registry.hpp"
#include "tests/scheduler/toy_program.hpp"

namespace heddle {
namespace {

using testing::ToyProgram;

std::string run(const ToyProgram& program, std::string_view spec) {
  const auto scheduler = make_scheduler(spec, 0);
  REQUIRE(scheduler->begin());
  return program.run(*scheduler).value();
}

}  // namespace

TEST_CASE("round-robin gives every thread its quantum of steps in thread order") {
  const ToyProgram program = ToyProgram::of_lengths({3, 3, 3});
  CHECK(run(program, "round-robin:quantum=1") == "abcabcabc");
  CHECK(run(program, "round-robin:quantum=2") == "aabbccabc");
  CHECK(run(program, "round-robin") == "aaabbbccc");
}

TEST_CASE("round-robin passes over a thread that is not able") {
  CHECK(run(ToyProgram::of_lengths({3, 1, 3}), "round-robin:quantum=1") == "abcacac");
}

TEST_CASE("round-robin moves on at a yield") {
  const ToyProgram program({{{}, {OperationKind::yield}, {}}, {{}, {}}});
  CHECK(run(program, "round-robin") == "aabba");
}

TEST_CASE("round-robin has one execution") {
  const auto scheduler = make_scheduler("round-robin", 0);
  CHECK(ToyProgram::of_lengths({2, 2}).run_all(*scheduler) == std::vector<std::string>{"aabb"});
}

}  // namespace heddle
