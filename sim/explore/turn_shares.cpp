#include "sim/explore/turn_shares.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace heddle {
namespace {

// One, in fixed point.
constexpr std::uint64_t one = std::uint64_t{1} << 16U;
// The score of the rounds before keeps this part, in quarters; the rest is that of this round.
constexpr std::uint64_t kept_of_4 = 3;
// A bug counts as much as outcomes and orders together.
constexpr std::uint64_t weight_of_bugs = 2;

// Adds to the credit of each strategy its part of all gains of one kind, by gains for each
// execution.
template <typename Count>
void add_credit(std::span<const TurnGain> gains, const Count& count, std::uint64_t weight,
                std::vector<std::uint64_t>& credit) {
  std::vector<std::uint64_t> rates;
  for (const TurnGain& gain : gains) {
    rates.push_back(gain.executions == 0 ? 0 : count(gain) * one / gain.executions);
  }
  const std::uint64_t all = std::accumulate(rates.begin(), rates.end(), std::uint64_t{0});
  if (all == 0) return;
  for (std::size_t place = 0; place < rates.size(); ++place) {
    credit[place] += weight * rates[place] * one / all;
  }
}

}  // namespace

TurnShares::TurnShares(std::vector<std::uint32_t> fixed_64ths)
    : fixed_64ths_(std::move(fixed_64ths)),
      scores_(fixed_64ths_.size()),
      owed_(fixed_64ths_.size()),
      round_(fixed_64ths_.size()) {}

std::span<const std::uint64_t> TurnShares::next_round(std::uint64_t executions,
                                                      const std::vector<bool>& is_over) {
  const std::vector<std::uint64_t> weight = weights(is_over);
  const std::uint64_t all = std::accumulate(weight.begin(), weight.end(), std::uint64_t{0});
  for (std::size_t place = 0; place < weight.size(); ++place) {
    if (weight[place] == 0) owed_[place] = 0;
    if (weight[place] != 0) owed_[place] += weight[place] * one / all * executions;
    round_[place] = owed_[place] / one;
    owed_[place] %= one;
  }
  return round_;
}

std::vector<std::uint64_t> TurnShares::weights(const std::vector<bool>& is_over) const {
  std::uint64_t learners = 0;
  std::uint64_t score = 0;
  std::uint64_t fixed = 0;
  for (std::size_t place = 0; place < scores_.size(); ++place) {
    if (is_over[place]) continue;
    fixed += fixed_64ths_[place];
    if (fixed_64ths_[place] != 0) continue;
    ++learners;
    score += scores_[place];
  }
  std::vector<std::uint64_t> weights(scores_.size());
  for (std::size_t place = 0; place < scores_.size(); ++place) {
    if (is_over[place]) continue;
    if (fixed_64ths_[place] != 0) {
      weights[place] = fixed_64ths_[place] * one;
      continue;
    }
    const std::uint64_t rest = (64 - fixed) * one;
    const std::uint64_t equally = rest / learners;
    weights[place] = score == 0 ? equally : equally / 2 + rest / 2 * scores_[place] / score;
  }
  return weights;
}

void TurnShares::learn(std::span<const TurnGain> gains) {
  std::vector<TurnGain> learners(gains.begin(), gains.end());
  for (std::size_t place = 0; place < learners.size(); ++place) {
    if (fixed_64ths_[place] != 0) learners[place] = {};
  }
  std::vector<std::uint64_t> credit(gains.size());
  add_credit(
      learners, [](const TurnGain& gain) { return gain.outcomes; }, 1, credit);
  add_credit(
      learners, [](const TurnGain& gain) { return gain.orders; }, 1, credit);
  add_credit(
      learners, [](const TurnGain& gain) { return gain.bugs; }, weight_of_bugs, credit);
  for (std::size_t place = 0; place < scores_.size(); ++place) {
    if (learners[place].executions == 0) continue;  // it had no chance
    scores_[place] = (kept_of_4 * scores_[place] + (4 - kept_of_4) * credit[place]) / 4;
  }
}

void TurnShares::restore(std::span<const std::uint64_t> scores,
                         std::span<const std::uint64_t> owed) {
  std::ranges::copy(scores, scores_.begin());
  std::ranges::copy(owed, owed_.begin());
}

}  // namespace heddle
