#include "sim/explore/outcome_table.hpp"

#include <algorithm>
#include <bit>

namespace heddle {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 32);
}

std::uint64_t hash_of(Status status, std::span<const TextId> output,
                      std::span<const Value> values) {
  std::uint64_t hash = mix(output.size() + 1, static_cast<std::uint64_t>(status));
  for (const TextId line : output) hash = mix(hash, index(line));
  for (const Value& value : values) {
    hash = mix(hash, static_cast<std::uint64_t>(value.bits) ^
                         (static_cast<std::uint64_t>(value.type) << 60U));
  }
  // So that all bits depend on all words: of those that are counted only, nothing else is kept.
  hash = (hash ^ (hash >> 33U)) * 0xFF51AFD7ED558CCDU;
  return hash ^ (hash >> 33U);
}

bool equal(const Outcome& outcome, Status status, std::span<const TextId> output,
           std::span<const Value> values) {
  return outcome.status == status && std::ranges::equal(outcome.output, output) &&
         std::ranges::equal(outcome.values, values);
}

}  // namespace

std::uint64_t hash_of(const Outcome& outcome) {
  return hash_of(outcome.status, outcome.output, outcome.values);
}

SeenOutcome* OutcomeTable::count(Status status, std::span<const TextId> output,
                                 std::span<const Value> values) {
  if (2 * (outcomes_.size() + 1) > buckets_.size()) make_buckets(2 * buckets_.size());
  const std::uint64_t hash = hash_of(status, output, values);
  const std::size_t mask = buckets_.size() - 1;
  std::size_t bucket = static_cast<std::size_t>(hash) & mask;
  while (buckets_[bucket] != 0) {
    const std::size_t place = buckets_[bucket] - 1;
    if (hashes_[place] == hash && equal(outcomes_[place].outcome, status, output, values)) {
      ++outcomes_[place].executions;
      return &outcomes_[place];
    }
    bucket = (bucket + 1) & mask;
  }
  if (outcomes_.size() >= limit_) {
    ++counted_[hash];
    return nullptr;
  }
  // Made before it is put in: where the memory ends meanwhile, the table is as it was.
  SeenOutcome added;
  added.outcome = {status, {output.begin(), output.end()}, {values.begin(), values.end()}};
  added.executions = 1;
  if (outcomes_.size() == outcomes_.capacity()) outcomes_.reserve(2 * outcomes_.size() + 1);
  hashes_.push_back(hash);
  outcomes_.push_back(std::move(added));
  buckets_[bucket] = static_cast<std::uint32_t>(outcomes_.size());
  return &outcomes_.back();
}

std::vector<CountedOutcomeHash> OutcomeTable::counted() const {
  std::vector<CountedOutcomeHash> sorted;
  sorted.reserve(counted_.size());
  for (const auto& [hash, executions] : counted_) sorted.push_back({hash, executions, 0});
  std::ranges::sort(sorted, {}, &CountedOutcomeHash::hash);
  return sorted;
}

void OutcomeTable::restore(std::span<const SeenOutcome> outcomes,
                           std::span<const CountedOutcomeHash> counted) {
  counted_.clear();
  for (const CountedOutcomeHash& each : counted) counted_[each.hash] = each.executions;
  outcomes_.assign(outcomes.begin(), outcomes.end());
  hashes_.clear();
  for (const SeenOutcome& seen : outcomes_) {
    hashes_.push_back(hash_of(seen.outcome.status, seen.outcome.output, seen.outcome.values));
  }
  make_buckets(2 * (outcomes_.size() + 1));
}

void OutcomeTable::make_buckets(std::size_t least) {
  const std::size_t size = std::bit_ceil(std::max<std::size_t>(16, least));
  buckets_.assign(size, 0);
  for (std::size_t place = 0; place < outcomes_.size(); ++place) {
    std::size_t bucket = static_cast<std::size_t>(hashes_[place]) & (size - 1);
    while (buckets_[bucket] != 0) bucket = (bucket + 1) & (size - 1);
    buckets_[bucket] = static_cast<std::uint32_t>(place + 1);
  }
}

}  // namespace heddle
