#include "sim/explore/thread_team.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace heddle {
namespace {

TEST_CASE("a team of threads does every item once, round after round") {
  for (const std::size_t threads : {1U, 2U, 5U}) {
    ThreadTeam team(threads);
    CHECK(team.size() == threads);
    std::vector<int> done(37);
    for (int round = 1; round <= 200; ++round) {
      team.run(done.size(), [&](std::size_t thread, std::size_t item) {
        if (thread < threads) ++done[item];
      });
      CHECK(done == std::vector<int>(done.size(), round));
    }
  }
}

TEST_CASE("a team of threads passes on an exception, and goes on") {
  ThreadTeam team(3);
  const auto fails = [](std::size_t, std::size_t item) {
    if (item == 7) throw std::runtime_error("seven");
  };
  CHECK_THROWS_WITH_AS(team.run(20, fails), "seven", std::runtime_error);
  std::atomic<std::size_t> sum = 0;
  team.run(20, [&](std::size_t, std::size_t item) { sum += item; });
  CHECK(sum == 190);
}

}  // namespace
}  // namespace heddle
