#include "scheduler/action.hpp"

#include <bit>
#include <utility>

namespace heddle {
namespace {

bool is_same(const Action& action, const Turn& turn, const Footprint& footprint) {
  return action.turn == turn && action.footprint == footprint;
}

std::uint32_t hash_of(const Turn& turn, const Footprint& footprint) {
  std::uint64_t hash = 0;
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 32;
  };
  mix((std::uint64_t{index(turn.thread)} << 32U) | turn.detail);
  mix((static_cast<std::uint64_t>(turn.way) << 3U) | (turn.any_way ? 4U : 0U) |
      (turn.is_last ? 2U : 0U) | (footprint.touches_all() ? 1U : 0U));
  for (std::size_t place = 0; place < footprint.size(); ++place) {
    const Access& access = footprint[place];
    mix((std::uint64_t{access.resource} << 32U) | access.number);
    mix((std::uint64_t{access.makes_room} << 8U) | static_cast<std::uint64_t>(access.touch));
  }
  return static_cast<std::uint32_t>(hash);
}

}  // namespace

ActionNumber ActionTable::number_of(const Turn& turn, const Footprint& footprint) {
  const std::uint32_t hash = hash_of(turn, footprint);
  const std::size_t mask = buckets_.size() - 1;
  for (std::size_t place = hash & mask; buckets_[place].next != 0; place = (place + 1) & mask) {
    const ActionNumber number = buckets_[place].next - 1;
    if (buckets_[place].hash == hash && is_same(actions_[number], turn, footprint)) return number;
  }
  const auto number = static_cast<ActionNumber>(actions_.size());
  actions_.push_back({turn, footprint});
  if (2 * actions_.size() > buckets_.size()) {
    const std::vector<Bucket> before = std::exchange(buckets_, std::vector<Bucket>(2 * mask + 2));
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
