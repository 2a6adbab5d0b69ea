// The estimate of how many states there are, where that is known.

#include "sim/explore/level_estimate.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

// Threads that take `steps` each, and share nothing: as many states are k steps from the first as
// there are sums of `threads` numbers from 0 to `steps` that come to k; (steps + 1)^threads in all.
std::vector<std::uint32_t> levels(std::size_t threads, std::size_t steps) {
  std::vector<std::uint32_t> sizes{1};
  for (std::size_t thread = 0; thread < threads; ++thread) {
    std::vector<std::uint32_t> next(sizes.size() + steps);
    for (std::size_t sum = 0; sum < sizes.size(); ++sum) {
      for (std::size_t more = 0; more <= steps; ++more) next[sum + more] += sizes[sum];
    }
    sizes = next;
  }
  return sizes;
}

TEST_CASE("half way through, the number of states of independent threads is nearly known") {
  for (const auto& [threads, steps, all] :
       {std::tuple{3U, 100U, 1'030'301U}, {4U, 20U, 194'481U}, {6U, 10U, 1'771'561U}}) {
    const std::vector<std::uint32_t> sizes = levels(threads, steps);
    REQUIRE(std::accumulate(sizes.begin(), sizes.end(), 0U) == all);
    std::size_t met = 0;
    for (std::size_t known = 1; known <= sizes.size(); ++known) {
      met += sizes[known - 1];
      const auto estimate = estimated_states(std::span(sizes).first(known), met);
      if (10 * met < all) continue;
      REQUIRE(estimate);
      CAPTURE(known);
      CHECK(*estimate >= met);
      CHECK(*estimate < 2.0 * all);
      if (10 * met >= 2 * all) CHECK(*estimate > all / 2.0);
      if (10 * met >= 5 * all) CHECK(*estimate > all * 0.9);
      if (10 * met >= 5 * all) CHECK(*estimate < all * 1.1);
    }
  }
}

TEST_CASE("where levels only grow, or are few, nothing is said of how many are to come") {
  std::vector<std::uint32_t> sizes;
  for (std::uint32_t size = 1; size < 1U << 20U; size *= 2) sizes.push_back(size);
  CHECK_FALSE(estimated_states(sizes, 1U << 20U));
  CHECK_FALSE(estimated_states(std::span(sizes).first(3), 7));
  CHECK_FALSE(estimated_states({}, 0));
}

TEST_CASE("a search over states that ran out of memory says how many there may be") {
  Loaded whole = Loaded::file("scenarios/bugs/dining-philosophers-5.json");
  const Report report = whole.explore("stateful");
  const auto all = static_cast<double>(report.states);
  const ExploreOptions options = whole.options("stateful");
  const std::size_t limit = report.state_bytes * 3 / 4;
  const Report cut = explore_states(whole.program, options, limit, {.states_in_stretch = 1});
  REQUIRE(cut.ended == Ended::memory);
  REQUIRE(cut.states < report.states);
  MESSAGE(cut.states << " of " << report.states);
  REQUIRE(cut.estimate);
  CHECK(cut.estimate->all > all / 2);
  CHECK(cut.estimate->all < all * 2);
}

}  // namespace
}  // namespace heddle
