#pragma once
// Wakeup trees: what is still to be explored from one point of the search, as sequences of steps
// that have their beginnings in common. Source: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A
// Foundation for Optimal Dynamic Partial Order Reduction" (JACM 2017), section 6. Knows no order of
// steps; see dpor.cpp for when one sequence makes another superfluous.

#include <cstdint>
#include <deque>
#include <vector>

#include "scheduler/footprint.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

// A step as it can be taken again.
struct Turn {
  ThreadId thread{};
  Way way = Way::normal;
  std::uint32_t detail = 0;
  // Whichever way it goes: what a race brought to an earlier place may go another way there. All
  // the ways that there are then have to be explored.
  bool any_way = false;
  // It is the end of main, after which nothing comes.
  bool is_last = false;

  bool is(const Alternative& alternative) const {
    return thread == alternative.thread &&
           (any_way || (way == alternative.way && detail == alternative.detail));
  }
};

// Trees of one search, in one store. Nodes are numbered; a list of branches is the number of its
// first, `none` where it is empty.
class WakeupTrees {
 public:
  using Node = std::uint32_t;
  static constexpr Node none = UINT32_MAX;

  struct Branch {
    Turn turn;
    Footprint footprint;  // what the step touches at most
    Node first_child = none;
    Node next = none;
  };

  Branch& operator[](Node node) { return nodes_[node]; }
  const Branch& operator[](Node node) const { return nodes_[node]; }
  Node add(const Turn& turn, const Footprint& footprint);
  // Adds the branch at the end of the list.
  void append(Node& list, Node branch);
  void prepend(Node& list, Node branch) {
    nodes_[branch].next = list;
    list = branch;
  }
  // Takes the first branch out of the list; the caller frees it.
  Node take_first(Node& list);
  // Frees one node; its children are the caller's.
  void free(Node node) { free_.push_back(node); }
  std::size_t size() const { return nodes_.size() - free_.size(); }
  std::size_t peak() const { return nodes_.size(); }

 private:
  std::deque<Branch> nodes_;
  std::vector<Node> free_;
};

}  // namespace heddle
