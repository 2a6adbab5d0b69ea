#include "sim/analysis/lock_order.hpp"

#include <algorithm>
#include <utility>

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

SeenSet<3>::Key words_of(ObjectId held, ObjectId acquired, std::uint64_t identity, bool held_shared,
                         bool acquired_shared, std::uint64_t hash_of_held) {
  const std::uint64_t modes = (held_shared ? 2u : 0u) | (acquired_shared ? 1u : 0u);
  return {ordered_pair(held, acquired), identity << 2 | modes, hash_of_held};
}

SeenSet<3>::Key words_of(const LockEdge& edge) {
  std::vector<HeldLock> held{{.object = edge.held, .shared = edge.held_shared}};
  for (const Gate& gate : edge.gates)
    held.push_back({.object = gate.object, .shared = gate.shared});
  return words_of(edge.held, edge.acquired, edge.identity, edge.held_shared, edge.acquired_shared,
                  hash_of(held));
}

}  // namespace

std::uint64_t key_of(const LockEdge& edge) {
  std::uint64_t key = 0;
  for (const std::uint64_t word : words_of(edge)) {
    key = (key ^ word) * 0x9e3779b97f4a7c15u;
    key ^= key >> 32;
  }
  return key;
}

void LockOrder::acquire(std::span<const HeldLock> held, const HeldLock& acquired,
                        std::uint64_t identity, ThreadId thread) {
  const std::uint64_t hash = hash_of(held);
  for (const HeldLock& from : held) {
    if (!seen_edges_.insert(
            words_of(from.object, acquired.object, identity, from.shared, acquired.shared, hash))) {
      continue;
    }
    LockEdge edge{.held = from.object,
                  .acquired = acquired.object,
                  .held_site = from.site,
                  .acquired_site = acquired.site,
                  .thread = thread,
                  .held_shared = from.shared,
                  .acquired_shared = acquired.shared,
                  .identity = identity};
    for (const HeldLock& gate : held) {
      if (gate.object == from.object) continue;
      edge.gates.push_back({.object = gate.object, .shared = gate.shared});
    }
    add_new(std::move(edge));
  }
}

bool LockOrder::add(const LockEdge& edge) {
  const bool is_new = seen_edges_.insert(words_of(edge));
  if (is_new) add_new(edge);
  return is_new;
}

void LockOrder::add_new(LockEdge edge) {
  std::vector<std::size_t>& alike = edges_of_pair_[ordered_pair(edge.held, edge.acquired)];
  if (alike.size() == edges_of_pair_limit) return;
  const std::size_t added = edges_.size();
  alike.push_back(added);
  const ObjectId from = edge.held;
  const ObjectId to = edge.acquired;
  edges_.push_back(std::move(edge));
  const auto reverse = edges_of_pair_.find(ordered_pair(to, from));
  if (reverse == edges_of_pair_.end()) return;
  for (const std::size_t other : reverse->second) {
    if (!is_inversion(other, added)) continue;
    const auto [low, high] = std::minmax(from, to);
    if (reported_pairs_.insert({ordered_pair(low, high)})) {
      new_inversions_.push_back({.first_edge = other, .second_edge = added});
    }
    return;
  }
}

// Whether two edges between the same locks, in opposite directions, can deadlock.
bool LockOrder::is_inversion(std::size_t one, std::size_t other) const {
  const LockEdge& left = edges_[one];
  const LockEdge& right = edges_[other];
  if (left.identity == right.identity) return false;
  // Each must really wait for what the other holds.
  if (left.held_shared && right.acquired_shared) return false;
  if (right.held_shared && left.acquired_shared) return false;
  return std::none_of(left.gates.begin(), left.gates.end(), [&](const Gate& gate) {
    return std::any_of(right.gates.begin(), right.gates.end(), [&](const Gate& same) {
      return gate.object == same.object && !(gate.shared && same.shared);
    });
  });
}

}  // namespace heddle
