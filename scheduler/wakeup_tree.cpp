#include "scheduler/wakeup_tree.hpp"

#include <utility>

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
  ++count_;
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
  --count_;
}

WakeupTrees::Node WakeupTrees::move_to(WakeupTrees& other, Node list) {
  // By a list of what is left to do: trees may be deep.
  struct Work {
    Node from = none;
    Node to = none;  // the parent of the copy; none: there is none
  };
  Node moved = none;
  std::vector<Work> work;
  if (list != none) work.push_back({list, none});
  while (!work.empty()) {
    const Work next = work.back();
    work.pop_back();
    for (Node node = next.from; node != none;) {
      const Branch branch = (*this)[node];
      const Node copy = other.add(branch.action);
      other.append(next.to == none ? moved : other[next.to].first_child, copy);
      if (branch.first_child != none) work.push_back({branch.first_child, copy});
      free(node);
      node = branch.next;
    }
  }
  return moved;
}

}  // namespace heddle
