#include "sim/states/part_steps.hpp"

#include <doctest/doctest.h>

namespace heddle {
namespace {

TEST_CASE("parts: what goes round can return, what only goes on cannot") {
  PartSteps steps;
  // Part 0: 0 -> 1 -> 2 -> 1, 2 -> 3. Part 2: 4 stays 4.
  steps.add(0, 0, 1);
  steps.add(0, 1, 2);
  steps.add(0, 2, 1);
  steps.add(0, 2, 3);
  steps.add(2, 4, 4);
  steps.find_cycles();
  CHECK(steps.any_cycle());
  CHECK(steps.can_return(0, 1, 2));
  CHECK(steps.can_return(0, 2, 1));
  CHECK_FALSE(steps.can_return(0, 0, 1));
  CHECK_FALSE(steps.can_return(0, 2, 3));
  CHECK(steps.can_return(1, 5, 5));
  CHECK_FALSE(steps.can_return(1, 5, 6));
  CHECK(steps.is_on_cycle(0, 1));
  CHECK_FALSE(steps.is_on_cycle(0, 3));
  CHECK(steps.is_on_cycle(2, 4));
  CHECK_FALSE(steps.is_on_cycle(1, 0));
}

TEST_CASE("parts: those that a step changes take part, and the one that steps in any case") {
  PartSteps steps;
  const std::vector<std::uint32_t> before{1, 2, 3};
  const std::vector<std::uint32_t> after{1, 5, 3, 0, 7};
  steps.add(before, after, 2);
  steps.find_cycles();
  CHECK(steps.is_on_cycle(2, 3));
  CHECK_FALSE(steps.is_on_cycle(0, 1));
  steps.add(1, 5, 2);
  steps.add(4, 7, 0);
  steps.find_cycles();
  CHECK(steps.can_return(1, 2, 5));
  CHECK(steps.can_return(4, 0, 7));
  CHECK_FALSE(steps.is_on_cycle(3, 0));
}

}  // namespace
}  // namespace heddle
