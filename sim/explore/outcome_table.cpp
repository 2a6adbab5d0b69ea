#include "sim/explore/outcome_table.hpp"

#include <algorithm>

namespace heddle {
namespace {

bool equal(const Outcome& outcome, Status status, std::span<const TextId> output,
           std::span<const Value> values) {
  return outcome.status == status && std::ranges::equal(outcome.output, output) &&
         std::ranges::equal(outcome.values, values);
}

}  // namespace

SeenOutcome* OutcomeTable::count(Status status, std::span<const TextId> output,
                                 std::span<const Value> values) {
  const std::uint64_t hash = hash_of(status, output, values, texts_);
  const auto known = numbers_.find(hash, [&](std::uint32_t place) {
    return equal(outcomes_[place].outcome, status, output, values);
  });
  if (known) {
    ++outcomes_[*known].executions;
    return &outcomes_[*known];
  }
  if (outcomes_.size() >= limit_) {
    counted_.count(hash);
    return nullptr;
  }
  // Made before it is put in. If the memory ends meanwhile, the table is as it was.
  SeenOutcome added;
  added.outcome = {status, {output.begin(), output.end()}, {values.begin(), values.end()}};
  added.hash = hash;
  added.executions = 1;
  if (outcomes_.size() == outcomes_.capacity()) outcomes_.reserve(2 * outcomes_.size() + 1);
  numbers_.add(hash, static_cast<std::uint32_t>(outcomes_.size()));
  outcomes_.push_back(std::move(added));
  return &outcomes_.back();
}

void OutcomeTable::restore(std::span<const SeenOutcome> outcomes,
                           std::span<const CountedOutcomeHash> counted) {
  counted_.clear();
  for (const CountedOutcomeHash& each : counted) counted_.add(each.hash, each.executions);
  outcomes_.assign(outcomes.begin(), outcomes.end());
  numbers_ = {};
  for (std::size_t place = 0; place < outcomes_.size(); ++place) {
    numbers_.add(outcomes_[place].hash, static_cast<std::uint32_t>(place));
  }
}

}  // namespace heddle
