#include "sim/trace/action.hpp"

#include <bit>
#include <utility>

namespace heddle {
namespace {

bool is_same(const Action& action, const Turn& turn, const Footprint& footprint) {
  return action.turn == turn && action.footprint == footprint;
}

std::uint32_t hash_of(const Turn& turn, const Footprint& footprint) {
  const std::uint64_t who = (std::uint64_t{index(turn.thread)} << 32U) | turn.detail;
  const std::uint64_t how = (static_cast<std::uint64_t>(turn.way) << 2U) |
                            (turn.any_way ? 2U : 0U) | (turn.is_last ? 1U : 0U);
  const std::uint64_t hash = (who ^ footprint.hash() ^ (how << 24U)) * 0x9E3779B97F4A7C15U;
  return static_cast<std::uint32_t>(hash >> 32U);
}

}  // namespace

ActionNumber ActionTable::number_of(const Turn& turn, const Footprint& footprint) {
  const std::uint32_t hash = hash_of(turn, footprint);
  const std::size_t mask = buckets_.size() - 1;
  for (std::size_t place = hash & mask; buckets_[place].next != 0; place = (place + 1) & mask) {
    const ActionNumber number = buckets_[place].next - 1;
    if (buckets_[place].hash == hash && is_same((*this)[number], turn, footprint)) return number;
  }
  return add(turn, footprint, hash);
}

ActionNumber ActionTable::add(const Turn& turn, const Footprint& footprint, std::uint32_t hash) {
  const ActionNumber number = size_++;
  if (number / chunk_size == chunks_.size()) chunks_.emplace_back(chunk_size);
  chunks_.back()[number % chunk_size] = {turn, footprint};
  if (2 * std::size_t{size_} > buckets_.size()) {
    const std::vector<Bucket> before =
        std::exchange(buckets_, std::vector<Bucket>(2 * buckets_.size()));
    for (const Bucket& bucket : before) {
      if (bucket.next != 0) remember(bucket.hash, bucket.next - 1);
    }
  }
  remember(hash, number);
  return number;
}

void ActionTable::remember(std::uint32_t hash, ActionNumber number) {
  const std::size_t mask = buckets_.size() - 1;
  std::size_t place = hash & mask;
  while (buckets_[place].next != 0) place = (place + 1) & mask;
  buckets_[place] = {hash, number + 1};
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
