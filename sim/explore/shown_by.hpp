#pragma once
// Which execution shows an outcome or a bug: of those that did, the simplest, and of several that
// are equally simple the first. All that is told (text, threads, places, schedule and seed) is of
// that one execution. So it does not matter in which parts a search was made: see report_merge.hpp.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace heddle {

// What makes an execution easy to follow: the fewest preemptions first, then the fewest steps.
struct Simplicity {
  std::uint64_t preemptions = 0;  // see World::preemptions()
  std::uint64_t steps = 0;

  friend auto operator<=>(const Simplicity&, const Simplicity&) = default;
};

// Where an execution that was drawn by chance comes from.
struct Draw {
  std::string scheduler{};  // the spec
  // That scheduler begins with this execution where it is given this seed; none: no seed brings it
  // back alone, see Scheduler::seed().
  std::optional<std::uint64_t> seed{};

  friend bool operator==(const Draw&, const Draw&) = default;
};

}  // namespace heddle
