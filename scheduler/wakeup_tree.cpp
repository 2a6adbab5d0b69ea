#include "scheduler/wakeup_tree.hpp"

namespace heddle {

WakeupTrees::Node WakeupTrees::add(ActionNumber action) {
  Node node = free_;
  if (node != none) {
    free_ = (*this)[node].next;
  } else {
    node = used_++;
    if (node / chunk_size == chunks_.size()) {
      chunks_.push_back(std::make_unique<Branch[]>(chunk_size));
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
  const Node first = list;
  list = (*this)[first].next;
  (*this)[first].next = none;
  return first;
}

void WakeupTrees::free(Node node) {
  (*this)[node].next = free_;
  free_ = node;
}

}  // namespace heddle
