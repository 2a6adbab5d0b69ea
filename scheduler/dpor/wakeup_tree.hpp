#pragma once
// Wakeup trees: the sequences of steps that are still to be explored from one point of the search.
// Sequences with the same beginning share its nodes. Source: Abdulla, Aronis, Jonsson, Sagonas,
// "Source Sets: A Foundation for Optimal Dynamic Partial Order Reduction" (JACM 2017), section 6.
// Knows no order of steps: a sequence tells with which steps it may begin.

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/model/own_lines.hpp"
#include "sim/trace/action.hpp"

namespace heddle {

// Many trees in one store. Nodes are numbered. A list of branches is the number of its first node,
// or `none` if it is empty. There may be millions of nodes.
class WakeupTrees {
 public:
  using Node = std::uint32_t;
  static constexpr Node none = UINT32_MAX;

  struct Branch {
    ActionNumber action = 0;  // the step; its footprint is what it touches at most
    Node first_child = none;
    Node next = none;
  };

  Branch& operator[](Node node) { return chunks_[node / chunk_size]->branches[node % chunk_size]; }
  const Branch& operator[](Node node) const {
    return chunks_[node / chunk_size]->branches[node % chunk_size];
  }
  Node add(ActionNumber action);
  // Adds the branch, and those after it, at the end of the list.
  void append(Node& list, Node branch);
  // Takes the first branch out of the list; the caller frees it.
  Node take_first(Node& list);
  std::uint32_t length(Node list) const;
  // Whether the list, with all that is below it, has more than `nodes` nodes.
  bool has_more_than(std::size_t nodes, Node list) const { return !counts_down(nodes, list); }
  // Frees one node; its children are the caller's.
  void free(Node node);
  // Frees a node that is in no list, and what is below it.
  void free_all(Node node);
  // Adds a copy of a list of another store, with all that is below it.
  Node add_copy(const WakeupTrees& other, Node list);
  // Whether a branch, with what is below it, equals a branch of another store. `agree` tells
  // whether two actions, one of each store, are the same.
  template <typename Agree>
  bool is_same(Node branch, const WakeupTrees& others, Node other, const Agree& agree) const;
  // Adds the sequence (a Reordering, or a NotedReordering) to the tree, unless a branch of the tree
  // covers it. Takes the sequence apart. Returns the branch of the tree below which something was
  // added, or none.
  template <typename Sequence>
  Node insert(Node& tree, Sequence& sequence);
  // Whether the sequence may begin with a branch of the list.
  template <typename Sequence>
  bool covers(Node list, Sequence& sequence) const;
  // Whether every node has been freed; takes time linear in their number.
  bool is_empty() const { return length(free_) == used_; }
  // Memory taken.
  std::size_t bytes() const { return chunks_.size() * sizeof(Chunk); }

 private:
  static constexpr std::size_t chunk_size = 512;

  // Whether the first step of the sequence itself is in the list. That is common, and fast to see.
  template <typename Sequence>
  bool has(Node list, Sequence& sequence) const;

  // Takes the nodes of the list off `left`; false: there are more.
  bool counts_down(std::size_t& left, Node list) const;

  struct alignas(own_lines) Chunk {
    std::array<Branch, chunk_size> branches;
  };

  VectorOnOwnLines<std::unique_ptr<Chunk>> chunks_;
  Node used_ = 0;     // numbers given out so far
  Node free_ = none;  // a list of the nodes that were freed
};

template <typename Sequence>
WakeupTrees::Node WakeupTrees::insert(Node& tree, Sequence& sequence) {
  if (has(tree, sequence)) return none;
  Node* list = &tree;
  Node top = none;
  Node branch = *list;
  while (branch != none) {
    Branch& node = (*this)[branch];
    if (!sequence.may_begin_with(node.action)) {
      branch = node.next;
      continue;
    }
    if (node.first_child == none) return none;
    sequence.remove(node.action);
    if (top == none) top = branch;
    list = &node.first_child;
    branch = *list;
  }
  bool is_added = false;
  for (const auto& item : sequence.items()) {
    if (item.removed) continue;
    const Node added = add(item.action);
    append(*list, added);
    list = &(*this)[added].first_child;
    is_added = true;
  }
  return is_added ? top : none;
}

template <typename Agree>
bool WakeupTrees::is_same(Node branch, const WakeupTrees& others, Node other,
                          const Agree& agree) const {
  if (branch == none || other == none) return branch == other;
  if (!agree((*this)[branch].action, others[other].action)) return false;
  Node child = (*this)[branch].first_child;
  Node other_child = others[other].first_child;
  while (child != none && is_same(child, others, other_child, agree)) {
    child = (*this)[child].next;
    other_child = others[other_child].next;
  }
  return child == none && other_child == none;
}

template <typename Sequence>
bool WakeupTrees::covers(Node list, Sequence& sequence) const {
  for (; list != none; list = (*this)[list].next) {
    if (sequence.may_begin_with((*this)[list].action)) return true;
  }
  return false;
}

template <typename Sequence>
bool WakeupTrees::has(Node list, Sequence& sequence) const {
  for (const auto& item : sequence.items()) {
    while (list != none && (*this)[list].action != item.action) list = (*this)[list].next;
    if (list == none) return false;
    list = (*this)[list].first_child;
    if (list == none) return true;
  }
  return false;
}

}  // namespace heddle
