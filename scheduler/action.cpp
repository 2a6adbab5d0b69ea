#include "scheduler/action.hpp"

#include <bit>
#include <stdexcept>

namespace heddle {
namespace {

bool is_same(const Action& action, const Turn& turn, const Footprint& footprint) {
  return action.turn == turn && action.footprint == footprint;
}

}  // namespace

std::uint32_t ActionTable::hash_of(const Turn& turn, const Footprint& footprint) {
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
    mix(static_cast<std::uint64_t>(access.touch));
  }
  return static_cast<std::uint32_t>(hash);
}

ActionNumber ActionTable::number_of(const Turn& turn, const Footprint& footprint) {
  const std::uint32_t hash = hash_of(turn, footprint);
  const std::lock_guard lock(mutex_);
  const auto [begin, end] = numbers_.equal_range(hash);
  const auto found = std::find_if(begin, end, [&](const auto& entry) {
    return is_same((*this)[entry.second], turn, footprint);
  });
  if (found != end) return found->second;
  const auto chunk = static_cast<std::size_t>(std::bit_width(count_ / first_chunk + 1) - 1);
  if (chunk >= chunks_.size()) throw std::length_error("dpor: too many different steps");
  if (!chunks_[chunk]) chunks_[chunk] = std::make_unique<Action[]>(first_chunk << chunk);
  chunks_[chunk][count_ - first_chunk * ((std::size_t{1} << chunk) - 1)] = {turn, footprint};
  numbers_.emplace(hash, count_);
  return count_++;
}

ActionNumber Actions::number_of(const Turn& turn, const Footprint& footprint) {
  const std::uint32_t hash = ActionTable::hash_of(turn, footprint);
  const std::size_t mask = known_.size() - 1;
  for (std::size_t place = hash & mask; known_[place].next != 0; place = (place + 1) & mask) {
    const ActionNumber number = known_[place].next - 1;
    if (known_[place].hash == hash && is_same(table_[number], turn, footprint)) return number;
  }
  const ActionNumber number = table_.number_of(turn, footprint);
  remember(hash, number);
  return number;
}

void Actions::remember(std::uint32_t hash, ActionNumber number) {
  if (2 * ++known_count_ > known_.size()) {
    std::vector<Known> before(2 * known_.size());
    before.swap(known_);
    known_count_ = 1;
    for (const Known& known : before) {
      if (known.next != 0) remember(known.hash, known.next - 1);
    }
  }
  const std::size_t mask = known_.size() - 1;
  std::size_t place = hash & mask;
  while (known_[place].next != 0) place = (place + 1) & mask;
  known_[place] = {hash, number + 1};
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
