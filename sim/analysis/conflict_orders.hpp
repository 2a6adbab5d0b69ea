#pragma once
// Pairs of conflicting operations that followed each other on the same object, known by their
// places in the program and their order: "the store at A came before the load at B". How many
// different ones a strategy shows tells how much of a program's behaviour it has exercised, long
// before a bug shows. The idea is that of coverage by interleaved pairs of accesses: Wang, Said,
// Gupta, "Coverage guided systematic concurrency testing" (ICSE 2011). Must not know who schedules.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/analysis/seen_set.hpp"
#include "sim/model/created_objects.hpp"
#include "sim/model/event.hpp"
#include "sim/model/ids.hpp"

namespace heddle {

class ConflictOrders {
 public:
  // The site of the earlier operation and that of the later one.
  using Pair = std::array<std::uint64_t, 1>;

  // Every event's object and mutex must be below `objects`, be created, or be no_object.
  explicit ConflictOrders(std::size_t objects) : declared_(objects), last_(objects) {}

  // Takes in one execution.
  void add(std::span<const Event> events);
  // All that were seen, each once, in the order in which they were first seen.
  std::span<const Pair> seen() const { return seen_; }
  // As it was when these were all that had been seen.
  void restore(std::span<const Pair> seen);

 private:
  struct Access {
    ThreadId thread{};
    SiteId site = no_site;
  };
  // What happened last to an object. Two reads are remembered: more seldom bring other pairs.
  struct LastAccesses {
    std::uint32_t execution = 0;
    std::uint32_t reads = 0;
    Access change{};
    std::array<Access, 2> read{};
  };

  void touch(ObjectId object, const Event& event, bool changes);
  void see(const Access& earlier, const Access& later);

  const std::size_t declared_;
  CreatedObjects created_;
  std::vector<LastAccesses> last_;  // of the declared objects, then of the created ones
  std::uint32_t execution_ = 0;
  SeenSet<1> known_;
  std::vector<Pair> seen_;
};

}  // namespace heddle
