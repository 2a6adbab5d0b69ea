#pragma once
// The distinct outcomes of an exploration, each stored once, with how often it was seen and the
// schedule that shows it. Looking up one that is known allocates nothing.
//
// The first ones are stored in full, up to a limit. What comes after is counted by a hash of 64
// bits, which is no text that could be shown: there may be millions.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/explore/hash_counts.hpp"
#include "sim/explore/shown_by.hpp"
#include "sim/model/number_table.hpp"
#include "sim/model/outcome.hpp"
#include "sim/model/texts.hpp"

namespace heddle {

struct SeenOutcome {
  Outcome outcome;
  std::uint64_t hash = 0;  // of the outcome: see hash_of()
  std::uint64_t executions = 0;
  std::uint64_t samples = 0;          // of these, how many were drawn by chance
  std::uint64_t first_execution = 0;  // counted from 0
  std::string schedule;               // of the execution that shows it, see shown_by.hpp
  Simplicity simplicity{};            // likewise
  std::optional<Draw> draw{};         // likewise, where it was drawn by chance
};

class OutcomeTable {
 public:
  // At most so many are kept in full. `texts`, those of the program, must outlive this object.
  explicit OutcomeTable(const Texts& texts, std::size_t limit = SIZE_MAX)
      : texts_(texts), limit_(limit) {}

  // Counts one more execution that came to this outcome. Returns the entry; it is new where
  // `executions` is 1. The entry may move at the next call. Null: it is counted only.
  SeenOutcome* count(Status status, std::span<const TextId> output, std::span<const Value> values);
  // As it was when these were all that had been counted.
  void restore(std::span<const SeenOutcome> outcomes, std::span<const CountedOutcomeHash> counted);

  std::span<const SeenOutcome> outcomes() const { return outcomes_; }
  // Those that are counted only, by hash: so the order depends on nothing else.
  HashCountList counted() const { return counted_.list(); }
  std::size_t distinct() const { return outcomes_.size() + counted_.size(); }
  std::vector<SeenOutcome> take() { return std::move(outcomes_); }

 private:
  TextHashes texts_;
  std::size_t limit_;
  HashCounts counted_;  // executions by hash
  std::vector<SeenOutcome> outcomes_;
  NumberTable numbers_;  // places in outcomes_
};

}  // namespace heddle
