#pragma once
// The interface of every strategy, and what it is shown. A scheduler picks among alternatives,
// never among threads: which waiter is notified, a time-out, a spurious wake-up and a choice of
// data are alternatives too. It sees no explorer, no budget and no file.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/model/event.hpp"
#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"

namespace heddle {

// One thing that can happen next.
struct Alternative {
  ThreadId thread{};
  Phase phase = Phase::whole;
  alignas(4) Way way = Way::normal;  // apart, so that it is copied as it was written: see copy()
  std::uint32_t detail = 0;          // see Way
  const Operation* operation = nullptr;

  friend bool operator==(const Alternative&, const Alternative&) = default;
};

// Copies member by member, see copy(Value&, const Value&).
inline void copy(Alternative& to, const Alternative& from) {
  to.thread = from.thread;
  to.phase = from.phase;
  to.way = from.way;
  to.detail = from.detail;
  to.operation = from.operation;
}

struct ProgramFacts;

struct Point {
  std::span<const Alternative>
      alternatives;         // never empty; in thread order; those of one thread side by side
  std::size_t threads = 0;  // how many different threads are in it
  std::optional<ThreadId> previous;  // who took the step before; none at the first
  std::size_t step = 0;              // steps taken so far
  // A new instant begins with the step, which takes a timer. With jitter the time may be the same.
  bool clock_moves = false;
  const ProgramFacts* facts = nullptr;
};

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

class Scheduler {
 public:
  virtual ~Scheduler() = default;
  // Before each execution. False: nothing is left to try.
  virtual bool begin() = 0;
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
  // An index into point.alternatives; nullopt abandons this execution.
  virtual std::optional<std::size_t> pick(const Point& point) = 0;
  // After each execution: learn from the trace and from what was left pending.
  virtual void end(const Execution&) {}
  // The seed of the execution that began last: another scheduler of the same spec begins with this
  // very execution where it is given that seed. nullopt: there is none, as nothing is drawn by
  // chance, or as executions also depend on those before.
  virtual std::optional<std::uint64_t> seed() const { return std::nullopt; }
  // Asked seldom, and not while an execution runs.
  virtual Headway headway() const { return {}; }
  // The memory that is taken by what it keeps of the search, as far as that may grow with the
  // number of executions: in bytes, roughly. Asked seldom, and not while an execution runs.
  virtual std::size_t bytes() const { return 0; }
  // Gives away a part of what is left to try, for a second thread: both together try what this one
  // would have, each once. What is given away comes later in order than all that stays; where it
  // does not return to this one, see returns_to(), than all that does, too. null: there is nothing
  // to give. Asked between two executions; afterwards, either may be used while the other is.
  virtual std::unique_ptr<Scheduler> split() { return nullptr; }
  // After begin() was false for a part of a search: it has something left that can only be tried
  // later. Once every part has come as far, one of them goes on for all, see join(); or once a
  // certain one has nothing left, see take_back().
  virtual bool waits() const { return false; }
  // Every part of the search waits, or has nothing left. Takes over from the others that wait, all
  // of which come later in order, what they have left.
  virtual void join(std::span<const std::unique_ptr<Scheduler>> others) {
    static_cast<void>(others);
  }
  // Of a part that was given away, by this one or another: the one that needs it again once it has
  // nothing left, which goes on after it.
  virtual const Scheduler* returns_to() const { return nullptr; }
  // Whether it waits for that part, which returns to it.
  virtual bool takes_back(const Scheduler& part) const {
    static_cast<void>(part);
    return false;
  }
  // Whether what such a part finds will not be used: whoever gave it away has learnt that all that
  // has to be tried anew.
  virtual bool is_of_no_use() const { return false; }
  // Learns from such a part, which has nothing left. The next execution begins at the beginning.
  virtual void take_back(Scheduler& part) { static_cast<void>(part); }
};

}  // namespace heddle
