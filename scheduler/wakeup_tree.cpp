#include "scheduler/wakeup_tree.hpp"

namespace heddle {

WakeupTrees::Node WakeupTrees::add(const Turn& turn, const Footprint& footprint) {
  Node node = static_cast<Node>(nodes_.size());
  if (free_.empty()) {
    nodes_.emplace_back();
  } else {
    node = free_.back();
    free_.pop_back();
  }
  nodes_[node] = {turn, footprint, none, none};
  return node;
}

void WakeupTrees::append(Node& list, Node branch) {
  Node* last = &list;
  while (*last != none) last = &nodes_[*last].next;
  *last = branch;
}

WakeupTrees::Node WakeupTrees::take_first(Node& list) {
  const Node first = list;
  list = nodes_[first].next;
  nodes_[first].next = none;
  return first;
}

}  // namespace heddle
