#pragma once
// Which execution shows an outcome or a bug: the simplest of those that have it, and the first of
// several that are equally simple. Text, threads, places, schedule and seed are all of that one
// execution. So it does not matter into which parts a search was divided: see report_merge.hpp.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace heddle {

// How easy an execution is to follow: the fewest preemptions first, then the fewest steps.
struct Simplicity {
  std::uint64_t preemptions = 0;  // see World::preemptions()
  std::uint64_t steps = 0;

  friend auto operator<=>(const Simplicity&, const Simplicity&) = default;
};

// How an execution that was drawn by chance came about.
struct Draw {
  std::string scheduler{};  // the spec
  // With this seed, that scheduler begins with this execution. None: no seed alone brings it back,
  // see Scheduler::seed().
  std::optional<std::uint64_t> seed{};

  friend bool operator==(const Draw&, const Draw&) = default;
};

}  // namespace heddle
