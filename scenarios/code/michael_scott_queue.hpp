#pragma once
// A lock-free queue: M. M. Michael, M. L. Scott, "Simple, Fast, and Practical Non-Blocking and
// Blocking Concurrent Queue Algorithms" (PODC 1996). It begins with a node whose value is used up.
// It deviates from the paper in that nodes live until the queue is destroyed, so that pointers need
// no counts.

#include <atomic>
#include <optional>
#include <utility>

#include "heddle/heddle.hpp"

namespace programs {

enum class MichaelScottQueueBug {
  none,
  // `next` is looked at and then written: of two nodes behind the same one, the first is lost.
  stores_next,
};

template <typename T, MichaelScottQueueBug bug = MichaelScottQueueBug::none>
class MichaelScottQueue {
 public:
  MichaelScottQueue() : oldest_(new Node(T())), head_(oldest_), tail_(oldest_) {}
  MichaelScottQueue(const MichaelScottQueue&) = delete;
  MichaelScottQueue& operator=(const MichaelScottQueue&) = delete;
  // Requires that no other thread uses the queue any more.
  ~MichaelScottQueue() {
    for (Node* node = oldest_; node != nullptr;) delete std::exchange(node, node->next);
  }

  void push(T value) {
    Node* const node = new Node(std::move(value));
    for (;;) {
      Node* last = tail_.load(std::memory_order_acquire);
      Node* next = last->next.load(std::memory_order_acquire);
      if (next != nullptr) {
        move_tail(last, next);
        continue;
      }
      if (!link(*last, node)) continue;
      move_tail(last, node);
      return;
    }
  }

  std::optional<T> pop() {
    for (;;) {
      Node* first = head_.load(std::memory_order_acquire);
      Node* last = tail_.load(std::memory_order_acquire);
      Node* const next = first->next.load(std::memory_order_acquire);
      if (next == nullptr) return std::nullopt;
      if (first == last) {
        move_tail(last, next);
        continue;
      }
      if (head_.compare_exchange_strong(first, next, std::memory_order_acq_rel)) {
        return next->value;
      }
    }
  }

 private:
  struct Node {
    explicit Node(T its_value) : value(std::move(its_value)) {}
    const heddle::shared<T> value;
    heddle::atomic<Node*> next{nullptr};
  };

  bool link(Node& last, Node* node) {
    if constexpr (bug == MichaelScottQueueBug::stores_next) {
      last.next.store(node, std::memory_order_release);
      return true;
    } else {
      Node* none = nullptr;
      return last.next.compare_exchange_strong(none, node, std::memory_order_release,
                                               std::memory_order_relaxed);
    }
  }
  // Whoever finds the tail behind moves it on. It does not matter who succeeds.
  void move_tail(Node* from, Node* to) {
    tail_.compare_exchange_strong(from, to, std::memory_order_release, std::memory_order_relaxed);
  }

  Node* const oldest_;
  heddle::atomic<Node*> head_;
  heddle::atomic<Node*> tail_;
};

}  // namespace programs
