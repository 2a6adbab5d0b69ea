#pragma once
// What the analyses find, as positions in the trace. The texts for people are made elsewhere.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/model/ids.hpp"

namespace heddle {

// Two accesses to plain memory that happens-before does not order, one of them a write. Indices of
// events.
struct Race {
  ObjectId cell{};
  std::size_t first = 0;
  std::size_t second = 0;

  friend bool operator==(const Race&, const Race&) = default;
};

// A guarded cell was touched by a thread that did not hold the guard's mutex.
struct GuardViolation {
  ObjectId cell{};
  ObjectId mutex{};
  std::size_t event = 0;  // the access

  friend bool operator==(const GuardViolation&, const GuardViolation&) = default;
};

// A lock that was held while another was waited for.
struct Gate {
  ObjectId object{};
  bool shared = false;
};

// A thread that held one lock waited for another. If `held` is no_object, the thread waited to
// write to a rwlock, and all the locks that it held are in the gates. Kept for the life of the
// analysis.
struct LockEdge {
  ObjectId held{};
  ObjectId acquired{};
  SiteId held_site = no_site;  // where each of the two was locked
  SiteId acquired_site = no_site;
  ThreadId
      thread{};  // in the execution where this was first seen; may be another thread's in the next
  bool held_shared = false;
  bool acquired_shared = false;
  std::uint64_t identity = 0;  // of the thread, in every execution
  std::vector<Gate> gates{};   // the locks that it held beside `held`
};

// Two locks that different threads took in both orders. Positions in the list of edges; the second
// one is newer. If the two threads share one of the locks, they wait for each other only if a third
// thread waits to write to it in between: `writers` has the edge of such a thread, one for each
// shared lock.
struct LockInversion {
  std::size_t first_edge = 0;
  std::size_t second_edge = 0;
  std::vector<std::size_t> writers{};

  friend bool operator==(const LockInversion&, const LockInversion&) = default;
};

}  // namespace heddle
