#pragma once
// The happens-before order from its definition, for tests: every single edge between two events,
// and the transitive closure. Quadratic and plain. Written without a look at vector clocks, so that
// the two can be compared.

#include <cstddef>
#include <span>
#include <vector>

#include "sim/model/event.hpp"
#include "sim/model/program.hpp"

namespace heddle::testing {

class ReferenceOrder {
 public:
  // Knows plain and atomic memory, fences, mutexes, rwlocks, semaphores, channels with and without
  // a capacity (rendezvous excepted), once flags, spawn and join.
  ReferenceOrder(std::span<const ObjectDeclaration> objects, std::span<const Event> events);

  bool is_before(std::size_t first, std::size_t second) const { return before_[second][first]; }

  // Whether the two are accesses to the same plain cell, one of them a write, and unordered.
  bool is_race(std::size_t first, std::size_t second) const;

 private:
  void add_edges_to(std::size_t later);
  void add_edges_between(std::size_t earlier, std::size_t later);
  void add_reads_from(std::size_t load);
  void add_channel_edges(std::span<const ObjectDeclaration> objects);
  void edge(std::size_t earlier, std::size_t later);
  void close();

  std::span<const Event> events_;
  std::vector<std::vector<bool>> before_;  // before_[later][earlier]
};

}  // namespace heddle::testing
