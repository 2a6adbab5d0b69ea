#pragma once
// The front of the analyses: one pass over the events of an execution that is over finds its data
// races, its violations of guards, and locks taken in both orders. Fast enough to follow every
// execution of an exploration; nothing is allocated once the largest execution was seen. Must not
// know how executions come about, nor how findings are worded.

#include <cstddef>
#include <span>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/analysis/guards.hpp"
#include "sim/analysis/lock_order.hpp"
#include "sim/analysis/race_detector.hpp"
#include "sim/model/event.hpp"
#include "sim/model/program.hpp"
#include "sim/trace/happens_before.hpp"
#include "sim/trace/held_locks.hpp"
#include "sim/trace/thread_identities.hpp"

namespace heddle {

class Analysis {
 public:
  // The objects in the order of their ids. Nothing is kept of the spans. `first_clock` is for
  // tests: see HappensBefore.
  explicit Analysis(std::span<const ObjectDeclaration> objects, std::span<const Guard> guards = {},
                    Clock first_clock = 1, bool creates_objects = false);
  // Of a program: also of what it creates.
  explicit Analysis(const Program& program);

  // Looks at one execution, from its first event. Every object in it must have been declared, or
  // created in it, with the kind that the operation is for; threads are numbered in the order of
  // their creation. `may_race`: see World::may_race.
  void analyse(std::span<const Event> events, bool may_race = true);

  // Of the execution analysed last. The spans, and what they hold, are valid until the next call of
  // `analyse`; the indices are those of the events it was given. Of findings that are alike, an
  // execution has the first one. "New": no execution before had the same.
  bool has_race() const { return races_.has_race(); }
  std::span<const Race> races() const { return races_.races(); }
  bool has_guard_violation() const { return guards_.has_violation(); }
  std::span<const GuardViolation> guard_violations() const { return guards_.violations(); }
  std::span<const LockInversion> new_lock_inversions() const {
    return lock_order_.new_inversions();
  }

  // Of all executions. It only grows, and what was added by the last call of `analyse` is at its
  // end: whoever wants to name the threads of an edge must look at it then.
  std::span<const LockEdge> lock_edges() const { return lock_order_.edges(); }
  std::span<const LockEdge> new_lock_edges() const { return lock_order_.new_edges(); }

 private:
  void look();
  // Applies the events in [first, last).
  void apply(std::size_t first, std::size_t last);
  // Applies the step at `position`, and the accesses inside that follow it; returns the position
  // after the last of them.
  std::size_t apply_atomically(std::size_t position);
  void spawn(const Event& event);
  void lock(const Event& event, ObjectId lock);
  void unlock(const Event& event, ObjectId lock);
  void lock_in_other_ways(const Event& event);
  void hold(const Event& event, ObjectId lock, bool shared, bool waits);
  void add_to_lock_order(const Event& event, ObjectId lock, bool shared, bool writes_to_rwlock);
  void start_threads(std::size_t count);

  void touch_created(const Event& event, std::size_t position);
  void apply_to_object(const Event& event, std::size_t position);

  const bool creates_;  // objects
  // What to look for: in the declared cells and locks; in blocks, and in what is created.
  const bool looks_at_declared_;
  const bool looks_at_rest_;
  const std::vector<bool> is_rwlock_;  // by object; empty where there are none
  std::span<const Event> events_;
  HappensBefore order_;
  RaceDetector races_;
  HeldLocks held_;
  Guards guards_;
  ThreadIdentities identities_;
  LockOrder lock_order_;
};

}  // namespace heddle
