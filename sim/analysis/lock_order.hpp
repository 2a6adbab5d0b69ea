#pragma once
// Locks that are taken in both orders: a deadlock that no execution needs to have run into.
// Havelund, "Using Runtime Analysis to Guide Model Checking of Java Programs" (SPIN 2000), the
// Goodlock algorithm, for cycles of two locks: different threads, and no third lock that keeps them
// apart (a gate).
//
// It deviates in three ways:
// - The orders are collected over all executions.
// - A `try_lock` waits for nobody, so its lock is held but not waited for.
// - Two threads that share a rwlock wait for each other only under two conditions: the lock lets a
//   reader wait behind a waiting writer, as many do (Heddle's own do not), and some third thread
//   may be that writer.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/analysis/seen_set.hpp"
#include "sim/trace/held_locks.hpp"

namespace heddle {

// Edges that differ in nothing that matters for inversions have the same key. Others have different
// keys, except by chance.
std::uint64_t key_of(const LockEdge& edge);

class LockOrder {
 public:
  void begin() {
    new_inversions_.clear();
    first_new_edge_ = edges_.size();
  }

  // A thread that holds `held` is about to hold `acquired`, and would have waited if another thread
  // had held it. `identity` is the thread's number in all executions, `thread` the one in this.
  void acquire(std::span<const HeldLock> held, const HeldLock& acquired, std::uint64_t identity,
               ThreadId thread);
  // A thread that holds `held` waits to write to a rwlock.
  void wait_to_write(std::span<const HeldLock> held, const HeldLock& acquired,
                     std::uint64_t identity, ThreadId thread);
  // Adds an edge that another LockOrder found. Returns whether it is new here.
  bool add(const LockEdge& edge);

  // Over all executions, in the order of their finding.
  std::span<const LockEdge> edges() const { return edges_; }
  // Those that were first seen in this execution.
  std::span<const LockEdge> new_edges() const { return edges().subspan(first_new_edge_); }
  // Found in this execution: each pair of locks is reported once in all.
  std::span<const LockInversion> new_inversions() const { return new_inversions_; }

 private:
  // How many edges are kept for the same two locks in the same order, by other threads or under
  // other gates. That is more than enough to find a pair of edges that is an inversion, if one
  // exists.
  static constexpr std::size_t edges_of_pair_limit = 64;

  void add_new(LockEdge edge);
  void add_writer(LockEdge edge);
  void add_edge(LockEdge edge);
  void look_for_inversion(std::size_t added);
  // Two edges between the same locks, in opposite directions: the inversion that they make, if any.
  std::optional<LockInversion> inversion_of(std::size_t one, std::size_t other) const;
  // The edge of a thread that may wait to write to the lock while all threads of the inversion take
  // their locks.
  std::optional<std::size_t> writer_beside(ObjectId lock, const LockInversion& inversion) const;

  std::vector<LockEdge> edges_;
  std::size_t first_new_edge_ = 0;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> edges_of_pair_;
  std::unordered_map<ObjectId, std::vector<std::size_t>> writers_;
  SeenSet<3> seen_edges_;
  SeenSet<1> reported_pairs_;
  std::vector<LockInversion> new_inversions_;
};

}  // namespace heddle
