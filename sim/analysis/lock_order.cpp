#include "sim/analysis/lock_order.hpp"

#include <algorithm>
#include <utility>

#include "sim/model/hash.hpp"

namespace heddle {
namespace {

std::uint32_t word(ObjectId object) { return static_cast<std::uint32_t>(index(object)); }

std::uint64_t ordered_pair(ObjectId first, ObjectId second) {
  return std::uint64_t{word(first)} << 32 | word(second);
}

// Sets with the same locks have the same hash, whatever the order.
std::uint64_t hash_of(std::span<const HeldLock> held) {
  std::uint64_t hash = 0;
  for (const HeldLock& lock : held) {
    hash += mix(mix(1, word(lock.object)), lock.shared ? 1 : 0);
  }
  return hash;
}

SeenSet<3>::Key words_of(ObjectId held, ObjectId acquired, std::uint64_t identity, bool held_shared,
                         bool acquired_shared, std::uint64_t hash_of_held) {
  const std::uint64_t modes = (held_shared ? 2u : 0u) | (acquired_shared ? 1u : 0u);
  return {ordered_pair(held, acquired), identity << 2 | modes, hash_of_held};
}

SeenSet<3>::Key words_of(const LockEdge& edge) {
  std::vector<HeldLock> held;
  if (edge.held != no_object) held.push_back({.object = edge.held, .shared = edge.held_shared});
  for (const Gate& gate : edge.gates)
    held.push_back({.object = gate.object, .shared = gate.shared});
  return words_of(edge.held, edge.acquired, edge.identity, edge.held_shared, edge.acquired_shared,
                  hash_of(held));
}

bool exclude_each_other(const Gate& one, const Gate& other) {
  return one.object == other.object && !(one.shared && other.shared);
}

bool have_common_gate(const LockEdge& one, const LockEdge& other) {
  return std::ranges::any_of(one.gates, [&](const Gate& gate) {
    return std::ranges::any_of(other.gates,
                               [&](const Gate& same) { return exclude_each_other(gate, same); });
  });
}

// Whether one thread can wait to write while the other holds its locks.
bool can_wait_beside(const LockEdge& writer, const LockEdge& edge) {
  const Gate held{.object = edge.held, .shared = edge.held_shared};
  return writer.identity != edge.identity && !have_common_gate(writer, edge) &&
         std::ranges::none_of(writer.gates,
                              [&](const Gate& gate) { return exclude_each_other(gate, held); });
}

}  // namespace

std::uint64_t key_of(const LockEdge& edge) { return mix(0, words_of(edge)); }

void LockOrder::acquire(std::span<const HeldLock> held, const HeldLock& acquired,
                        std::uint64_t identity, ThreadId thread) {
  // Each lock that is held makes an edge, with all the others as its gates.
  constexpr std::size_t most_held = 64;
  if (held.size() > most_held) return;
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

void LockOrder::wait_to_write(std::span<const HeldLock> held, const HeldLock& acquired,
                              std::uint64_t identity, ThreadId thread) {
  const std::uint64_t hash = hash_of(held);
  if (!seen_edges_.insert(
          words_of(no_object, acquired.object, identity, false, acquired.shared, hash))) {
    return;
  }
  LockEdge edge{.held = no_object,
                .acquired = acquired.object,
                .acquired_site = acquired.site,
                .thread = thread,
                .identity = identity};
  for (const HeldLock& gate : held) {
    edge.gates.push_back({.object = gate.object, .shared = gate.shared});
  }
  add_new(std::move(edge));
}

bool LockOrder::add(const LockEdge& edge) {
  const bool is_new = seen_edges_.insert(words_of(edge));
  if (is_new) add_new(edge);
  return is_new;
}

void LockOrder::add_new(LockEdge edge) {
  if (edge.held == no_object) return add_writer(std::move(edge));
  add_edge(std::move(edge));
}

// Threads that share the lock may have waited for each other only behind a writer.
void LockOrder::add_writer(LockEdge edge) {
  std::vector<std::size_t>& alike = writers_[edge.acquired];
  if (alike.size() == edges_of_pair_limit) return;
  const ObjectId lock = edge.acquired;
  alike.push_back(edges_.size());
  edges_.push_back(std::move(edge));
  for (std::size_t other = 0; other < edges_.size(); ++other) {
    const LockEdge& shared = edges_[other];
    if (shared.held == lock && shared.held_shared) look_for_inversion(other);
  }
}

void LockOrder::add_edge(LockEdge edge) {
  std::vector<std::size_t>& alike = edges_of_pair_[ordered_pair(edge.held, edge.acquired)];
  if (alike.size() == edges_of_pair_limit) return;
  const std::size_t added = edges_.size();
  alike.push_back(added);
  edges_.push_back(std::move(edge));
  look_for_inversion(added);
}

void LockOrder::look_for_inversion(std::size_t added) {
  const ObjectId from = edges_[added].held;
  const ObjectId to = edges_[added].acquired;
  const auto reverse = edges_of_pair_.find(ordered_pair(to, from));
  if (reverse == edges_of_pair_.end()) return;
  for (const std::size_t other : reverse->second) {
    std::optional<LockInversion> inversion = inversion_of(other, added);
    if (!inversion) continue;
    const auto [low, high] = std::minmax(from, to);
    if (reported_pairs_.insert({ordered_pair(low, high)})) {
      new_inversions_.push_back(*std::move(inversion));
    }
    return;
  }
}

std::optional<LockInversion> LockOrder::inversion_of(std::size_t one, std::size_t other) const {
  const LockEdge& left = edges_[one];
  const LockEdge& right = edges_[other];
  if (left.identity == right.identity || have_common_gate(left, right)) return std::nullopt;
  LockInversion inversion{.first_edge = one, .second_edge = other};
  // Each thread must really wait for the lock that the other holds.
  if (left.held_shared && right.acquired_shared) {
    const auto writer = writer_beside(left.held, inversion);
    if (!writer) return std::nullopt;
    inversion.writers.push_back(*writer);
  }
  if (right.held_shared && left.acquired_shared) {
    const auto writer = writer_beside(right.held, inversion);
    if (!writer) return std::nullopt;
    inversion.writers.push_back(*writer);
  }
  return inversion;
}

std::optional<std::size_t> LockOrder::writer_beside(ObjectId lock,
                                                    const LockInversion& inversion) const {
  const auto writers = writers_.find(lock);
  if (writers == writers_.end()) return std::nullopt;
  std::vector<std::size_t> threads{inversion.first_edge, inversion.second_edge};
  threads.insert(threads.end(), inversion.writers.begin(), inversion.writers.end());
  for (const std::size_t writer : writers->second) {
    const bool fits = std::ranges::all_of(threads, [&](std::size_t thread) {
      return can_wait_beside(edges_[writer], edges_[thread]);
    });
    if (fits) return writer;
  }
  return std::nullopt;
}

}  // namespace heddle
