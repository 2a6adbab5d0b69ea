#include "sim/analysis/lock_order.hpp"

#include <algorithm>

namespace heddle {
namespace {

std::uint32_t word(ObjectId object) { return static_cast<std::uint32_t>(index(object)); }

std::uint64_t ordered_pair(ObjectId first, ObjectId second) {
  return std::uint64_t{word(first)} << 32 | word(second);
}

// The same for the same set of locks, whatever the order.
std::uint64_t hash_of(std::span<const HeldLock> held) {
  std::uint64_t hash = 0;
  for (const HeldLock& lock : held) {
    std::uint64_t mixed = (std::uint64_t{word(lock.object)} << 1 | (lock.shared ? 1 : 0)) + 1;
    mixed *= 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 29)) * 0xbf58476d1ce4e5b9u;
    hash += mixed ^ (mixed >> 32);
  }
  return hash;
}

}  // namespace

void LockOrder::acquire(std::span<const HeldLock> held, const HeldLock& acquired,
                        std::uint32_t identity, ThreadId thread) {
  const std::uint64_t hash = hash_of(held);
  for (const HeldLock& from : held) {
    const std::uint64_t modes = (from.shared ? 2u : 0u) | (acquired.shared ? 1u : 0u);
    const bool is_new = seen_edges_.insert(
        {ordered_pair(from.object, acquired.object), std::uint64_t{identity} << 2 | modes, hash});
    if (is_new) add_edge(held, from, acquired, identity, thread);
  }
}

void LockOrder::add_edge(std::span<const HeldLock> held, const HeldLock& from, const HeldLock& to,
                         std::uint32_t identity, ThreadId thread) {
  std::vector<std::size_t>& alike = edges_of_pair_[ordered_pair(from.object, to.object)];
  if (alike.size() == edges_of_pair_limit) return;
  const std::size_t added = edges_.size();
  alike.push_back(added);
  edges_.push_back({.held = from.object,
                    .acquired = to.object,
                    .held_site = from.site,
                    .acquired_site = to.site,
                    .thread = thread,
                    .held_shared = from.shared,
                    .acquired_shared = to.shared});
  Circumstances& circumstances = circumstances_.emplace_back();
  circumstances.identity = identity;
  for (const HeldLock& gate : held) {
    if (gate.object == from.object) continue;
    circumstances.gates.push_back({.object = gate.object, .shared = gate.shared});
  }
  const auto reverse = edges_of_pair_.find(ordered_pair(to.object, from.object));
  if (reverse == edges_of_pair_.end()) return;
  for (const std::size_t other : reverse->second) {
    if (!is_inversion(other, added)) continue;
    const auto [low, high] = std::minmax(from.object, to.object);
    if (reported_pairs_.insert({ordered_pair(low, high)})) {
      new_inversions_.push_back({.first_edge = other, .second_edge = added});
    }
    return;
  }
}

// Whether two edges between the same locks, in opposite directions, can deadlock.
bool LockOrder::is_inversion(std::size_t one, std::size_t other) const {
  const Circumstances& left = circumstances_[one];
  const Circumstances& right = circumstances_[other];
  if (left.identity == right.identity) return false;
  // Each must really wait for what the other holds.
  if (edges_[one].held_shared && edges_[other].acquired_shared) return false;
  if (edges_[other].held_shared && edges_[one].acquired_shared) return false;
  return std::none_of(left.gates.begin(), left.gates.end(), [&](const Gate& gate) {
    return std::any_of(right.gates.begin(), right.gates.end(), [&](const Gate& same) {
      return gate.object == same.object && !(gate.shared && same.shared);
    });
  });
}

}  // namespace heddle
