#pragma once
// A lock that is fair: each thread draws a number and waits until it is called.

#include <atomic>

#include "heddle/heddle.hpp"

namespace programs {

enum class TicketLockBug {
  none,
  draws_in_two_steps,  // two threads draw the same number
};

template <TicketLockBug bug = TicketLockBug::none>
class TicketLock {
 public:
  void lock() {
    const unsigned ticket = draw();
    for (unsigned called = serving_.load(std::memory_order_acquire); called != ticket;
         called = serving_.load(std::memory_order_acquire)) {
      serving_.wait(called, std::memory_order_acquire);
    }
  }
  // All are woken up: only each of them knows whether it is called.
  void unlock() {
    const unsigned called = serving_.load(std::memory_order_relaxed);
    serving_.store(called + 1, std::memory_order_release);
    serving_.notify_all();
  }

 private:
  unsigned draw() {
    if constexpr (bug == TicketLockBug::draws_in_two_steps) {
      const unsigned ticket = next_.load(std::memory_order_relaxed);
      next_.store(ticket + 1, std::memory_order_relaxed);
      return ticket;
    } else {
      return next_.fetch_add(1, std::memory_order_relaxed);
    }
  }

  heddle::atomic<unsigned> next_{0};
  heddle::atomic<unsigned> serving_{0};
};

}  // namespace programs
