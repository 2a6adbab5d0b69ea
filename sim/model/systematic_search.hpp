#pragma once
// What a strategy tells of itself that goes through all executions, or many, one after another: how
// far it is, and what the next execution has in common with the last. All of it is for speed and
// for reports: without it, a search is as right.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "sim/model/scheduler.hpp"

namespace heddle {

// How far a search has come, between two executions.
struct Headway {
  // The part of all that will be tried which has been, from 0 to 1, as far as is known: it falls
  // where more turns out to be left. None where that cannot be told, as for choices by chance.
  std::optional<double> part{};
  // How many executions are left to try, for a search that knows that better than the part.
  std::optional<double> left{};
  // Everything that costs at most so much was tried. What costs is the strategy's business; none
  // where nothing does, or not even all that is free was tried.
  std::optional<std::uint64_t> bound{};
  // Something was left out because it costs too much.
  bool left_out = false;
};

class SystematicSearch {
 public:
  // How many of its first steps the execution that begins has in common with the one before. The
  // engine may go back to the point after any number of them, and then asks from there on (the
  // first of its points tells how many steps lie before it). nullopt: never; then every execution
  // begins at the beginning.
  virtual std::optional<std::size_t> shared_steps() const { return std::nullopt; }
  // Whether it leaves the tails of executions to the engine. A tail begins where all threads but
  // main are at their end or over, and main is about to join those that nobody has joined, and can
  // go but one way from there on. All orders of its steps have the same results. Nor do they race
  // with a step before it, but for spurious wake-ups, which need something else that can happen.
  // Asked when an execution begins, and again where its tail would.
  virtual bool leaves_tail() const { return false; }
  // Asked seldom, and not while an execution runs.
  virtual Headway headway() const { return {}; }
  // The memory that is taken by what it keeps of the search, as far as that may grow with the
  // number of executions: in bytes, roughly. Asked seldom, and not while an execution runs.
  virtual std::size_t bytes() const { return 0; }

 protected:
  ~SystematicSearch() = default;
};

// What a strategy that is not systematic comes to.
inline Headway headway_of(const Scheduler& scheduler) {
  const SystematicSearch* const search = scheduler.systematic();
  return search == nullptr ? Headway{} : search->headway();
}
inline std::size_t bytes_of(const Scheduler& scheduler) {
  const SystematicSearch* const search = scheduler.systematic();
  return search == nullptr ? 0 : search->bytes();
}

}  // namespace heddle
