#pragma once
// What it costs to let a thread go on at a point: the definitions of a preemption and of a delay.
// It must not know how much may be spent.
//
// A preemption (Musuvathi, Qadeer, PLDI 2007) is a switch away from a thread that could have gone
// on.
//
// Delays (Emmi, Qadeer, Rakamaric, POPL 2011) count from a deterministic scheduler: a thread goes
// on until it cannot, and then the next one in thread order has its turn. Each thread that is
// passed over although it could have gone on costs one delay.
//
// For both: it costs nothing which of its alternatives a thread takes. A thread about to yield or
// to sleep gives its turn away itself. A thread that could only time out or wake up for no reason
// cannot go on.

#include <cstddef>
#include <cstdint>

#include "scheduler/thread_choice.hpp"
#include "sim/model/operation_table.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

enum class Costly : std::uint8_t { preemption, delay };

// The alternatives of a point with their costs, beginning with those that cost nothing.
class SwitchCosts {
 public:
  SwitchCosts(const Point& point, Costly costly) : point_(point), costly_(costly) {
    if (!point.previous) return;
    first_ = first_not_before(point, *point.previous);
    std::size_t last = first_;
    bool gives_way_now = false;
    for (; last < point.alternatives.size() && thread(last) == *point.previous; ++last) {
      is_turn_of_previous_ = is_turn_of_previous_ || goes_on(point.alternatives[last]);
      gives_way_now = gives_way_now || gives_way(point.alternatives[last]);
    }
    is_turn_of_previous_ = is_turn_of_previous_ && !gives_way_now;
    if (!is_turn_of_previous_) first_ = last;
    if (first_ == point.alternatives.size()) first_ = 0;
  }

  // Calls visit(alternative, cost) for every alternative. Costs do not fall, and none is left out
  // between the least and the greatest.
  template <typename Visit>
  void for_each(Visit visit) const {
    const std::size_t count = point_.alternatives.size();
    std::uint32_t passed = 0;  // threads that could have gone on
    bool can_go_on = false;    // the present one
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t place = first_ + i < count ? first_ + i : first_ + i - count;
      const std::size_t before = place == 0 ? count - 1 : place - 1;
      if (i > 0 && thread(place) != thread(before)) {
        passed += can_go_on ? 1 : 0;
        can_go_on = false;
      }
      can_go_on = can_go_on || goes_on(point_.alternatives[place]);
      const bool preempts = is_turn_of_previous_ && thread(place) != *point_.previous;
      visit(place, costly_ == Costly::delay ? passed : static_cast<std::uint32_t>(preempts));
    }
  }

 private:
  // Whether the thread, by its next operation, lets others go first of its own accord.
  static bool gives_way(const Alternative& next) {
    return next.operation != nullptr && heddle::gives_way(next.operation->kind);
  }

  // Whether the thread goes on. A time-out and a spurious wake-up only give up its waiting.
  static bool goes_on(const Alternative& next) {
    return next.way != Way::timeout && next.way != Way::spurious;
  }

  ThreadId thread(std::size_t place) const { return point_.alternatives[place].thread; }

  const Point& point_;
  const Costly costly_;
  std::size_t first_ = 0;
  bool is_turn_of_previous_ = false;
};

}  // namespace heddle
