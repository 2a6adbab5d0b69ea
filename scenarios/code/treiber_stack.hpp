#pragma once
// A lock-free stack: R. K. Treiber, "Systems Programming: Coping with Parallelism" (IBM RJ 5118,
// 1986). A thread that pops may still look at a node that another thread has popped meanwhile. So
// nodes that were popped are kept until the stack is destroyed.

#include <atomic>
#include <optional>
#include <utility>

#include "heddle/heddle.hpp"
#include "scenarios/code/quarantine.hpp"

namespace programs {

enum class TreiberStackBug {
  none,
  deletes_at_once,  // others still read `next` of the node
};

template <typename T, TreiberStackBug bug = TreiberStackBug::none>
class TreiberStack {
 public:
  TreiberStack() = default;
  TreiberStack(const TreiberStack&) = delete;
  TreiberStack& operator=(const TreiberStack&) = delete;
  // Requires that no other thread uses the stack any more.
  ~TreiberStack() {
    delete_all(top_, &Node::next);
    delete_all(popped_, &Node::next_popped);
  }

  void push(T value) { link(top_, new Node(std::move(value)), &Node::next); }

  std::optional<T> pop() {
    Node* node = top_.load(std::memory_order_acquire);
    while (node != nullptr &&
           !top_.compare_exchange_weak(node, node->next, std::memory_order_acquire)) {
    }
    if (node == nullptr) return std::nullopt;
    T value = node->value;
    if constexpr (bug == TreiberStackBug::deletes_at_once) {
      delete node;
    } else {
      link(popped_, node, &Node::next_popped);
    }
    return value;
  }

 private:
  struct Node : Quarantined {
    explicit Node(T its_value) : value(std::move(its_value)) {}
    heddle::shared<T> value;
    heddle::shared<Node*> next = nullptr;
    heddle::shared<Node*> next_popped = nullptr;  // others may still read `next`
  };
  using Link = heddle::shared<Node*> Node::*;

  static void link(heddle::atomic<Node*>& top, Node* node, Link next) {
    Node* below = top.load(std::memory_order_relaxed);
    do {
      node->*next = below;
    } while (!top.compare_exchange_weak(below, node, std::memory_order_release,
                                        std::memory_order_relaxed));
  }

  static void delete_all(heddle::atomic<Node*>& top, Link next) {
    for (Node* node = top; node != nullptr;) delete std::exchange(node, node->*next);
  }

  heddle::atomic<Node*> top_{nullptr};
  heddle::atomic<Node*> popped_{nullptr};
};

}  // namespace programs
