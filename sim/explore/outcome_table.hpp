#pragma once
// The distinct outcomes of an exploration, each stored once, with how often it was seen and the
// schedule that shows it. Looking up one that is known allocates nothing.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/explore/shown_by.hpp"
#include "sim/model/outcome.hpp"

namespace heddle {

struct SeenOutcome {
  Outcome outcome;
  std::uint64_t executions = 0;
  std::uint64_t samples = 0;          // of these, how many were drawn by chance
  std::uint64_t first_execution = 0;  // counted from 0
  std::string schedule;               // of the execution that shows it, see shown_by.hpp
  Simplicity simplicity{};            // likewise
  std::optional<Draw> draw{};         // likewise, where it was drawn by chance
};

class OutcomeTable {
 public:
  // Counts one more execution that came to this outcome. Returns the entry; it is new where
  // `executions` is 1. The entry may move at the next call.
  SeenOutcome& count(Status status, std::span<const TextId> output, std::span<const Value> values);
  // As it was when these were all that had been counted.
  void restore(std::span<const SeenOutcome> outcomes);

  std::span<const SeenOutcome> outcomes() const { return outcomes_; }
  std::vector<SeenOutcome> take() { return std::move(outcomes_); }

 private:
  void make_buckets(std::size_t least);

  std::vector<SeenOutcome> outcomes_;
  std::vector<std::uint64_t> hashes_;  // of outcomes_
  std::vector<std::uint32_t>
      buckets_;  // index + 1 into outcomes_, or 0; open addressing, linear probing
};

}  // namespace heddle
