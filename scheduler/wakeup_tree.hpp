#pragma once
// Wakeup trees: what is still to be explored from one point of the search, as sequences of steps
// that have their beginnings in common. Source: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A
// Foundation for Optimal Dynamic Partial Order Reduction" (JACM 2017), section 6. Knows no order of
// steps; see dpor_search.cpp for when one sequence makes another superfluous.

#include <cstdint>
#include <memory>
#include <vector>

#include "scheduler/action.hpp"

namespace heddle {

// Trees in one store. Nodes are numbered; a list of branches is the number of its first, `none`
// where it is empty. There may be millions of them.
class WakeupTrees {
 public:
  using Node = std::uint32_t;
  static constexpr Node none = UINT32_MAX;

  struct Branch {
    ActionNumber action = 0;  // what it touches: at most
    Node first_child = none;
    Node next = none;
  };

  Branch& operator[](Node node) { return chunks_[node / chunk_size][node % chunk_size]; }
  const Branch& operator[](Node node) const {
    return chunks_[node / chunk_size][node % chunk_size];
  }
  Node add(ActionNumber action);
  // Adds the branch, and those after it, at the end of the list.
  void append(Node& list, Node branch);
  // Takes the first branch out of the list; the caller frees it.
  Node take_first(Node& list);
  // Frees one node; its children are the caller's.
  void free(Node node);

 private:
  static constexpr std::size_t chunk_size = 512;

  std::vector<std::unique_ptr<Branch[]>> chunks_;
  Node used_ = 0;     // numbers given out so far
  Node free_ = none;  // a list of those given back
};

}  // namespace heddle
