#include "sim/trace/action.hpp"

#include <bit>

#include "sim/model/hash.hpp"

namespace heddle {
namespace {

bool is_same(const Action& action, const Turn& turn, const Footprint& footprint) {
  return action.turn == turn && action.footprint == footprint;
}

std::uint64_t hash_of(const Turn& turn, const Footprint& footprint) {
  const std::uint64_t who = (std::uint64_t{index(turn.thread)} << 32U) | turn.detail;
  const std::uint64_t how = (static_cast<std::uint64_t>(turn.way) << 2U) |
                            (turn.any_way ? 2U : 0U) | (turn.is_last ? 1U : 0U);
  return mix(who ^ (how << 24U), footprint.hash());
}

}  // namespace

ActionNumber ActionTable::number_of(const Turn& turn, const Footprint& footprint) {
  const std::uint64_t hash = hash_of(turn, footprint);
  const auto known = numbers_.find(
      hash, [&](ActionNumber number) { return is_same((*this)[number], turn, footprint); });
  if (known) return *known;
  const ActionNumber number = size_++;
  if (number / chunk_size == chunks_.size()) chunks_.emplace_back(chunk_size);
  chunks_.back()[number % chunk_size] = {turn, footprint};
  numbers_.add(hash, number);
  return number;
}

void Actions::learn(Row& row, ActionNumber one, ActionNumber other) const {
  const std::uint64_t bit = std::uint64_t{1} << (other % 64);
  row.known[other / 64] |= bit;
  if (work_out(one, other)) row.conflicts[other / 64] |= bit;
}

bool Actions::conflicts_with_any(ActionNumber number, const ActionSet& set) {
  if (number >= rows_.size()) rows_.resize(number + 1);
  Row& row = rows_[number];
  const auto bits = set.bits();
  for (std::size_t word = 0; word < bits.size(); ++word) {
    for (std::uint64_t left = bits[word] & ~row.known[word]; left != 0; left &= left - 1) {
      learn(
          row, number,
          static_cast<ActionNumber>(64 * word) + static_cast<ActionNumber>(std::countr_zero(left)));
    }
    if ((bits[word] & row.conflicts[word]) != 0) return true;
  }
  return false;
}

}  // namespace heddle
