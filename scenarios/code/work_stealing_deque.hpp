#pragma once
// The tasks of a worker, from which others steal: D. Chase, Y. Lev, "Dynamic Circular Work-Stealing
// Deque" (SPAA 2005), with the memory orders of N. M. Le, A. Pop, A. Cohen, F. Zappa Nardelli,
// "Correct and Efficient Work-Stealing for Weak Memory Models" (PPoPP 2013). The owner pushes and
// pops at the bottom, thieves steal at the top. It deviates from both in that it does not grow.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "heddle/heddle.hpp"

namespace programs {

enum class WorkStealingDequeBug {
  none,
  does_not_race_for_the_last,  // the owner and a thief both take it
  publishes_relaxed,           // a thief may see the task before what the owner wrote into it
};

template <typename Task, std::size_t capacity,
          WorkStealingDequeBug bug = WorkStealingDequeBug::none>
class WorkStealingDeque {
 public:
  // By the owner. Requires that there are less than `capacity` tasks.
  void push(Task* task) {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed);
    slot(bottom).store(task, std::memory_order_relaxed);
    bottom_.store(bottom + 1, bug == WorkStealingDequeBug::publishes_relaxed
                                  ? std::memory_order_relaxed
                                  : std::memory_order_release);
  }

  // By the owner. Null: there is none.
  Task* pop() {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed) - 1;
    bottom_.store(bottom);
    std::int64_t top = top_.load();
    if (top > bottom) {
      bottom_.store(bottom + 1, std::memory_order_relaxed);
      return nullptr;
    }
    Task* const task = slot(bottom).load(std::memory_order_relaxed);
    if (top < bottom) return task;
    bool is_mine = true;
    if constexpr (bug == WorkStealingDequeBug::does_not_race_for_the_last) {
      top_.store(top + 1);
    } else {
      is_mine = top_.compare_exchange_strong(top, top + 1);
    }
    bottom_.store(bottom + 1, std::memory_order_relaxed);
    return is_mine ? task : nullptr;
  }

  // By any other thread. Null: there is none, or somebody else was faster.
  Task* steal() {
    std::int64_t top = top_.load();
    const std::int64_t bottom = bottom_.load();
    if (top >= bottom) return nullptr;
    Task* const task = slot(top).load(std::memory_order_relaxed);
    return top_.compare_exchange_strong(top, top + 1) ? task : nullptr;
  }

 private:
  heddle::atomic<Task*>& slot(std::int64_t position) {
    return slots_[static_cast<std::size_t>(position) % capacity];
  }

  heddle::atomic<std::int64_t> top_{0};
  heddle::atomic<std::int64_t> bottom_{0};
  std::array<heddle::atomic<Task*>, capacity> slots_{};
};

}  // namespace programs
