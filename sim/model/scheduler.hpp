#pragma once
// The interface of every strategy, and what it is shown. A scheduler picks among alternatives,
// never among threads: which waiter is notified, a time-out, a spurious wake-up and a choice of
// data are alternatives too. It sees no explorer, no budget and no file.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

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

class SystematicSearch;
class DivisibleSearch;

// A strategy. begin(), then pick() for every step, then end(), and so on for each execution. The
// last two functions lead to what only some strategies have.
class Scheduler {
 public:
  virtual ~Scheduler() = default;
  // Before each execution. False: nothing is left to try.
  virtual bool begin() = 0;
  // An index into point.alternatives; nullopt abandons this execution.
  virtual std::optional<std::size_t> pick(const Point& point) = 0;
  // After each execution: learn from the trace and from what was left pending.
  virtual void end(const Execution&) {}
  // The seed of the execution that began last: another scheduler of the same spec begins with this
  // very execution where it is given that seed. nullopt: there is none, as nothing is drawn by
  // chance, or as executions also depend on those before.
  virtual std::optional<std::uint64_t> seed() const { return std::nullopt; }

  // Where it tries one choice after another and comes to an end: sim/model/systematic_search.hpp.
  virtual const SystematicSearch* systematic() const { return nullptr; }
  // Where several can share its work: sim/model/divisible_search.hpp.
  virtual DivisibleSearch* divisible() { return nullptr; }
};

}  // namespace heddle
