#pragma once
// How many executions each of several strategies gets in the next round, by what the rounds before
// have brought. One part of a round is divided equally, and as much again in proportion to what a
// strategy brought for each execution of its own, lately above all. So whatever brings most gets up
// to about half of everything, and what brings nothing is still tried.
//
// A strategy with a fixed share gets just that share, whatever anybody brings: its executions stay
// samples, as how many there are does not depend on what they show.
//
// Whole numbers only, so that every machine comes to the same. Must not know strategies by name.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

// What a strategy brought in one round that nobody had brought in a round before.
struct TurnGain {
  std::uint64_t executions = 0;
  std::uint64_t outcomes = 0;
  std::uint64_t orders = 0;  // pairs of conflicting operations, in an order not seen before
  std::uint64_t bugs = 0;
};

class TurnShares {
 public:
  // Of what one strategy brought lately, compared with all of them.
  static constexpr std::uint64_t most_score = std::uint64_t{1} << 20U;

  // In 64ths of everything, for each strategy; 0: its share is learnt. Those that are fixed must
  // leave something to the others.
  explicit TurnShares(std::vector<std::uint32_t> fixed_64ths);

  // How many executions each strategy gets of a round of `executions`: about so many in all, and
  // just as many over several rounds. A strategy that is over gets none, and what it would have
  // got goes to the others.
  std::span<const std::uint64_t> next_round(std::uint64_t executions,
                                            const std::vector<bool>& is_over);
  // After a round: one gain for each strategy.
  void learn(std::span<const TurnGain> gains);

  // Of what is learnt, to keep it and to go on from there.
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
