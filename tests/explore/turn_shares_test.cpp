// How many executions each strategy gets, by what it brought.

#include "sim/explore/turn_shares.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

namespace heddle {
namespace {

using Round = std::vector<std::uint64_t>;

Round next(TurnShares& shares, std::uint64_t executions, std::vector<bool> is_over = {}) {
  is_over.resize(shares.scores().size());
  const auto round = shares.next_round(executions, is_over);
  return {round.begin(), round.end()};
}

TEST_CASE("turns are shared equally until something is learnt") {
  TurnShares shares({0, 0, 0, 0});
  CHECK(next(shares, 400) == Round{100, 100, 100, 100});
}

TEST_CASE("what a round leaves over is owed to the rounds that follow") {
  TurnShares shares({8, 0, 0, 0});
  Round all(4);
  for (int round = 0; round < 64; ++round) {
    const Round played = next(shares, 3);
    for (std::size_t place = 0; place < all.size(); ++place) all[place] += played[place];
  }
  CHECK(all[0] == 24);
  const std::uint64_t sum = std::accumulate(all.begin(), all.end(), std::uint64_t{0});
  CHECK(sum <= 192);
  CHECK(sum >= 189);
}

TEST_CASE("whatever brings most gets most, and what brings nothing is still tried") {
  for (const int kind : {0, 1, 2}) {
    CAPTURE(kind);
    TurnShares shares({0, 0, 0, 0});
    for (int round = 0; round < 20; ++round) {
      const Round played = next(shares, 400);
      std::vector<TurnGain> gains;
      for (const std::uint64_t executions : played) gains.push_back({.executions = executions});
      if (kind == 0) gains[2].outcomes = 5;
      if (kind == 1) gains[2].orders = 5;
      if (kind == 2) gains[2].bugs = 5;
      shares.learn(gains);
    }
    const Round played = next(shares, 1000);
    CHECK(played[2] >= 600);
    CHECK(played[0] >= 100);
  }
}

TEST_CASE("a share that is fixed is the same whatever anybody brings") {
  TurnShares shares({16, 0, 0});
  for (int round = 0; round < 20; ++round) {
    const Round played = next(shares, 64);
    CHECK(played[0] == 16);
    shares.learn(std::vector<TurnGain>{{.executions = 16, .outcomes = 16, .orders = 9, .bugs = 3},
                                       {.executions = 24, .outcomes = 24},
                                       {.executions = 24}});
  }
}

TEST_CASE("a strategy that is over gets nothing, and the others get what it had") {
  TurnShares shares({0, 0, 0});
  CHECK(next(shares, 300, {false, true, false}) == Round{150, 0, 150});
}

TEST_CASE("where only fixed shares are left, they get everything") {
  TurnShares shares({8, 0, 0});
  CHECK(next(shares, 300, {false, true, true}) == Round{300, 0, 0});
}

TEST_CASE("shares that are kept go on as they would have gone on") {
  TurnShares shares({8, 0, 0});
  next(shares, 37);
  shares.learn(std::vector<TurnGain>{{.executions = 4, .outcomes = 2},
                                     {.executions = 16, .outcomes = 7},
                                     {.executions = 16, .outcomes = 1, .bugs = 1}});
  TurnShares restored({8, 0, 0});
  restored.restore(shares.scores(), shares.owed());
  CHECK(next(restored, 101) == next(shares, 101));
}

}  // namespace
}  // namespace heddle
