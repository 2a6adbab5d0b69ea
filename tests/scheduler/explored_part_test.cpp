#include "scheduler/explored_part.hpp"

#include <doctest/doctest.h>

#include "scheduler/registry.hpp"
#include "sim/model/systematic_search.hpp"
#include "tests/scheduler/toy_program.hpp"

namespace heddle {
namespace {

using testing::ToyProgram;

constexpr std::string_view searches[] = {"exhaustive"};

}  // namespace

TEST_CASE("a subtree counts as much as its siblings") {
  ExploredPart part;
  CHECK(part.of_all(false) == 0);
  CHECK(part.of_all(true) == 1);
  part.add_level(1, 2);
  CHECK(part.of_all(false) == 0.5);
  part.add_level(3, 4);
  CHECK(part.of_all(false) == 0.875);
  CHECK(part.of_all(true) == 1);
}

TEST_CASE("the explored part of a search never falls, and is one at the end") {
  const ToyProgram program = ToyProgram::of_lengths({3, 3, 3});
  for (const std::string_view spec : searches) {
    CAPTURE(std::string(spec));
    const auto scheduler = make_scheduler(spec, 0);
    CHECK(headway_of(*scheduler).part == 0);
    double part = 0;
    while (scheduler->begin()) {
      program.run(*scheduler);
      const double now = headway_of(*scheduler).part.value();
      REQUIRE(now > part);
      REQUIRE(now <= 1);
      part = now;
    }
    CHECK(part == doctest::Approx(1));
    CHECK(headway_of(*scheduler).part == 1);
  }
}

TEST_CASE("half way through, depth-first search knows its tree within a factor of two") {
  // 9! / 3!^3 and 16! / (8! 8!).
  const std::pair<std::vector<std::size_t>, double> trees[] = {{{3, 3, 3}, 1680}, {{8, 8}, 12870}};
  for (const auto& [lengths, all] : trees) {
    const ToyProgram program = ToyProgram::of_lengths(lengths);
    const auto scheduler = make_scheduler("exhaustive", 0);
    const auto half = static_cast<std::size_t>(all / 2);
    CHECK(program.run_all(*scheduler, half).size() == half);
    const double estimate = static_cast<double>(half) / headway_of(*scheduler).part.value();
    CHECK(estimate > all / 2);
    CHECK(estimate < all * 2);
  }
}

TEST_CASE("what is chosen by chance has no explored part") {
  for (const std::string_view spec : {"random", "pct", "round-robin"}) {
    CHECK_FALSE(headway_of(*make_scheduler(spec, 0)).part.has_value());
  }
}

}  // namespace heddle
