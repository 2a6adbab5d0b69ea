#pragma once
// A search of which parts can be given away, to be run at the same time by others: on another OS
// thread, or in another process. All parts together try what one search would have, each execution
// once. Parts know each other by ids alone, so a part can be written as words and go on elsewhere
// (Strategy::save, Strategy::restore). It must not know who runs the parts.
//
// An example. `dpor` has explored half of a tree of executions, as part 0. It gives away a branch,
// as part 1. Once part 0 comes to that branch, it waits for part 1. Once part 1 has nothing left,
// part 0 takes it back: it learns what part 1 has found out, and goes on behind the branch. Where
// part 0 finds that part 1 was given too little to know, it calls part 1 off.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/model/scheduler.hpp"

namespace heddle {

// Of a part of one search, as long as the search lasts; also in other processes.
enum class PartId : std::uint64_t {};

// A part that was given away.
struct GivenPart {
  // Who takes it back once it has nothing left.
  enum class Return : std::uint8_t {
    none,         // nobody does
    to_giver,     // the part that gave it away
    after_giver,  // the part that takes back the giver, after that
  };

  std::unique_ptr<Scheduler> scheduler;
  Return returns = Return::none;
};

// All functions are called between two executions. Once a part is given away, either of the two may
// be used while the other is.
class DivisibleSearch {
 public:
  // Gives away a part of what is left to try, under that id. It comes later in the order of
  // executions than all that stays; where the giver does not take it back, it also comes later than
  // all parts that the giver takes back. nullopt: there is nothing to give.
  virtual std::optional<GivenPart> split(PartId part) = 0;

  // After begin() was false: whether something is left that can only be tried later. Where it waits
  // for a certain part, that one is to be taken back. Else one part goes on for all once every part
  // has come as far: see join().
  virtual bool waits() const { return false; }
  // Where it waits for a certain part.
  virtual std::optional<PartId> waits_for() const { return std::nullopt; }

  // Every part of the search waits, or has nothing left. Takes over from the others that wait, all
  // of which come later in order, what they have left.
  virtual void join(std::span<const std::unique_ptr<Scheduler>> others) {
    static_cast<void>(others);
  }
  // Learns from the part that it waits for, which has nothing left. The next execution begins at
  // the beginning.
  virtual void take_back(Scheduler& part) { static_cast<void>(part); }

  // Whether take_called_off() would name a part. Asked after every execution.
  virtual bool has_called_off() const { return false; }
  // The parts whose results will not be used, as all that has to be tried anew; nor will those of
  // the parts that these gave away. Each is named once.
  virtual std::vector<PartId> take_called_off() { return {}; }

 protected:
  ~DivisibleSearch() = default;
};

}  // namespace heddle
