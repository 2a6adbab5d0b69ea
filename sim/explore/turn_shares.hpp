#pragma once
// How many executions each of several strategies gets in the next round, by what it has brought in
// the rounds before. Fixed shares come first. One half of the rest is divided equally. The other
// half is divided in proportion to what a strategy brought for each execution of its own, with more
// weight on the last rounds. So the strategy that brings most gets up to about half of everything,
// and one that brings nothing is still tried.
//
// A strategy with a fixed share gets just that share, whatever any strategy brings. Its executions
// stay samples, as their number does not depend on what they show.
//
// Whole numbers only, so that every machine comes to the same. Must not know strategies by name.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

// What a strategy brought in one round that no strategy had brought in a round before.
struct TurnGain {
  std::uint64_t executions = 0;
  std::uint64_t outcomes = 0;
  std::uint64_t orders = 0;  // pairs of conflicting operations, in an order not seen before
  std::uint64_t bugs = 0;
};

class TurnShares {
 public:
  // The largest score: how much one strategy brought lately, compared with all of them.
  static constexpr std::uint64_t most_score = std::uint64_t{1} << 20U;

  // The fixed shares, in 64ths of everything, for each strategy; 0: its share is learnt. The fixed
  // shares must leave something to the others.
  explicit TurnShares(std::vector<std::uint32_t> fixed_64ths);

  // How many executions each strategy gets of a round of `executions`. Their sum is about
  // `executions`, and over several rounds it is exact. A strategy that is over gets none; the
  // others get its share.
  std::span<const std::uint64_t> next_round(std::uint64_t executions,
                                            const std::vector<bool>& is_over);
  // After a round: one gain for each strategy.
  void learn(std::span<const TurnGain> gains);

  // What was learnt, to keep it and to go on from there.
  std::span<const std::uint64_t> scores() const { return scores_; }
  std::span<const std::uint64_t> owed() const { return owed_; }
  // Requires as many as there are strategies.
  void restore(std::span<const std::uint64_t> scores, std::span<const std::uint64_t> owed);

 private:
  std::vector<std::uint64_t> weights(const std::vector<bool>& is_over) const;

  const std::vector<std::uint32_t> fixed_64ths_;
  std::vector<std::uint64_t> scores_;  // 0 to 2^18
  std::vector<std::uint64_t> owed_;    // in 2^-16 executions: less than one is left after a round
  std::vector<std::uint64_t> round_;
};

}  // namespace heddle
