#pragma once
// A lock-free stack that frees its nodes: M. M. Michael, "Hazard Pointers: Safe Memory Reclamation
// for Lock-Free Objects" (IEEE TPDS 2004). A thread announces which node it is about to look at;
// what is announced is not deleted.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "heddle/heddle.hpp"
#include "scenarios/code/quarantine.hpp"

namespace programs {

enum class HazardStackBug {
  none,
  // The node may have been popped, and found to be announced by nobody, before it was announced.
  does_not_look_again,
};

// `participants`: how many threads pop. Each has a number of its own.
template <typename T, std::size_t participants, HazardStackBug bug = HazardStackBug::none>
class HazardStack {
 public:
  HazardStack() = default;
  HazardStack(const HazardStack&) = delete;
  HazardStack& operator=(const HazardStack&) = delete;
  // Requires that no other thread uses the stack any more.
  ~HazardStack() {
    for (Node* node = top_; node != nullptr;) delete std::exchange(node, node->next);
    for (const Participant& each : participants_) {
      for (Node* const node : each.retired) delete node;
    }
  }

  void push(T value) {
    Node* const node = new Node(std::move(value));
    Node* below = top_.load(std::memory_order_relaxed);
    do {
      node->next = below;
    } while (!top_.compare_exchange_weak(below, node, std::memory_order_release,
                                         std::memory_order_relaxed));
  }

  std::optional<T> pop(std::size_t participant) {
    heddle::atomic<Node*>& hazard = participants_[participant].hazard;
    for (;;) {
      Node* node = announce_top(hazard);
      if (node == nullptr) return std::nullopt;
      if (!top_.compare_exchange_strong(node, node->next)) continue;
      hazard.store(nullptr, std::memory_order_release);
      T value = node->value;
      retire(participants_[participant], node);
      return value;
    }
  }

 private:
  struct Node : Quarantined {
    explicit Node(T its_value) : value(std::move(its_value)) {}
    heddle::shared<T> value;
    heddle::shared<Node*> next = nullptr;
  };
  struct Participant {
    heddle::atomic<Node*> hazard{nullptr};
    std::vector<Node*> retired{};  // seen by this participant alone
  };

  // Returns the top, which nobody deletes as long as it is announced; null: there is none.
  Node* announce_top(heddle::atomic<Node*>& hazard) {
    Node* node = top_;
    for (;;) {
      hazard = node;
      if constexpr (bug == HazardStackBug::does_not_look_again) return node;
      Node* const again = top_;
      if (again == node) return node;
      node = again;
    }
  }

  void retire(Participant& by, Node* node) {
    by.retired.push_back(node);
    std::erase_if(by.retired, [this](Node* retired) {
      if (is_announced(retired)) return false;
      delete retired;
      return true;
    });
  }
  bool is_announced(Node* node) const {
    return std::any_of(participants_.begin(), participants_.end(),
                       [node](const Participant& each) { return each.hazard == node; });
  }

  heddle::atomic<Node*> top_{nullptr};
  std::array<Participant, participants> participants_{};
};

}  // namespace programs
