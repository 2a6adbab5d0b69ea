#pragma once
// Memory that must only be touched while a mutex is held. Looks at one access at a time; knows no
// happens-before.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/analysis/seen_set.hpp"
#include "sim/model/event.hpp"
#include "sim/model/program.hpp"
#include "sim/trace/held_locks.hpp"

namespace heddle {

class Guards {
 public:
  // Every guard's cell must be less than `objects`.
  Guards(std::size_t objects, std::span<const Guard> guards);

  void begin() {
    has_violation_ = false;
    violations_.clear();
    ++execution_;
  }

  // The event at `position` reads or writes a plain cell.
  void check(const Event& event, std::size_t position, const HeldLocks& held) {
    if (none_ || is_created(event.object)) return;
    const std::uint32_t first = first_guard_[index(event.object)];
    if (first != no_guard) check_guards(event, position, held, first);
  }

  // Whether this execution violates a guard.
  bool has_violation() const { return has_violation_; }
  // Its violations: one for each cell, mutex, site and kind of access.
  std::span<const GuardViolation> violations() const { return violations_; }

 private:
  static constexpr std::uint32_t no_guard = UINT32_MAX;

  struct Link {
    ObjectId mutex{};
    std::uint32_t next = no_guard;  // another guard of the same cell
  };

  void check_guards(const Event& event, std::size_t position, const HeldLocks& held,
                    std::uint32_t first);

  bool none_;
  std::vector<std::uint32_t> first_guard_;  // by ObjectId
  std::vector<Link> links_;
  bool has_violation_ = false;
  std::vector<GuardViolation> violations_;
  std::uint64_t execution_ = 0;  // counted from 1
  SeenSet<2> seen_;              // its rounds are executions
};

}  // namespace heddle
