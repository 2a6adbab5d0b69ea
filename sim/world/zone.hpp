#pragma once
// A zone: what is known of the deadlines of timers relative to each other and to the present, as
// upper bounds on differences. Source: D. Dill, "Timing assumptions and verification of
// finite-state concurrent systems" (CAV 1989). The bounds are kept in canonical form: each is the
// tightest that the others imply.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/ids.hpp"

namespace heddle {

class Zone {
 public:
  Zone() { reset(); }

  void reset();
  // Appends the zone, the same words in whatever order its timers were added; and the reverse.
  void save(std::vector<std::uint64_t>& words) const;
  void load(std::span<const std::uint64_t> words);
  // For words that come from a file: whether save() may have appended them.
  static bool may_load(std::span<const std::uint64_t> words);
  // A new timer of `thread`, between `earliest_ns` and `latest_ns` from now.
  void add(ThreadId thread, std::int64_t earliest_ns, std::int64_t latest_ns);
  void remove(ThreadId thread);
  bool contains(ThreadId thread) const { return find(thread) != 0; }

  // Whether the timer of `thread` may be due at this very moment.
  bool may_be_now(ThreadId thread) const;
  // Whether it may be the first of all to be due.
  bool may_be_first(ThreadId thread) const;
  // It is due at this very moment; the timer is removed.
  void set_now(ThreadId thread);
  // It is the first of all to be due, and the present moves there; the timer is removed.
  void set_first(ThreadId thread);

 private:
  // Variable 0 is the present; the others are deadlines.
  std::size_t find(ThreadId thread) const;  // 0: none
  std::int64_t& bound(std::size_t left, std::size_t right);
  std::int64_t bound(std::size_t left, std::size_t right) const;
  // Adds left - right <= limit.
  void constrain(std::size_t left, std::size_t right, std::int64_t limit);
  void erase(std::size_t variable);

  std::vector<ThreadId> variables_;   // variables_[0] stands for the present
  std::vector<std::int64_t> bounds_;  // row by row: the upper bound of (row - column)
};

}  // namespace heddle
