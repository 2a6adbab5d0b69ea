#pragma once
// The observed result of an execution. Two executions with equal outcomes count as one outcome seen
// twice.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"
#include "sim/model/value.hpp"

namespace heddle {

struct Outcome {
  Status status = Status::completed;
  std::vector<TextId> output;  // lines; empty if the output is not observed
  std::vector<Value> values;   // as Program::observe gives them

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// All bits of the hash depend on all of the outcome, so that hashes alone tell outcomes apart.
std::uint64_t hash_of(Status status, std::span<const TextId> output, std::span<const Value> values);
inline std::uint64_t hash_of(const Outcome& outcome) {
  return hash_of(outcome.status, outcome.output, outcome.values);
}

}  // namespace heddle
