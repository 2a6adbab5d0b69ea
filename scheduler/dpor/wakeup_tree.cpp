#include "scheduler/dpor/wakeup_tree.hpp"

#include "sim/model/assertion.hpp"

namespace heddle {

WakeupTrees::Node WakeupTrees::add(ActionNumber action) {
  Node node = free_;
  if (node != none) {
    free_ = (*this)[node].next;
  } else {
    node = used_++;
    if (node / chunk_size == chunks_.size()) {
      chunks_.push_back(std::make_unique<Chunk>());
    }
  }
  (*this)[node] = {action, none, none};
  return node;
}

void WakeupTrees::append(Node& list, Node branch) {
  Node* last = &list;
  while (*last != none) last = &(*this)[*last].next;
  *last = branch;
}

WakeupTrees::Node WakeupTrees::take_first(Node& list) {
  ensure(list != none, "a branch is taken where none is pending");
  const Node first = list;
  list = (*this)[first].next;
  (*this)[first].next = none;
  return first;
}

std::uint32_t WakeupTrees::length(Node list) const {
  std::uint32_t length = 0;
  for (; list != none; list = (*this)[list].next) ++length;
  return length;
}

bool WakeupTrees::counts_down(std::size_t& left, Node list) const {
  for (; list != none; list = (*this)[list].next) {
    if (left == 0) return false;
    --left;
    if (!counts_down(left, (*this)[list].first_child)) return false;
  }
  return true;
}

void WakeupTrees::free(Node node) {
  (*this)[node].next = free_;
  free_ = node;
}

void WakeupTrees::free_all(Node node) {
  for (Node child = (*this)[node].first_child; child != none;) {
    const Node next = (*this)[child].next;
    free_all(child);
    child = next;
  }
  free(node);
}

WakeupTrees::Node WakeupTrees::add_copy(const WakeupTrees& other, Node list) {
  Node copy = none;
  for (Node last = none; list != none; list = other[list].next) {
    const Node added = add(other[list].action);
    const Node children = add_copy(other, other[list].first_child);
    (*this)[added].first_child = children;
    (last == none ? copy : (*this)[last].next) = added;
    last = added;
  }
  return copy;
}

}  // namespace heddle
