#pragma once
// A sequence of steps that the search may take instead of those of the last execution. It has steps
// of that execution, in their order, and other steps that were not taken there. Says with which
// steps an equivalent sequence could begin. Source: Abdulla, Aronis, Jonsson, Sagonas, "Source
// Sets: A Foundation for Optimal Dynamic Partial Order Reduction" (JACM 2017), section 4 (initials
// and weak initials). Knows no search.

#include <span>
#include <vector>

#include "scheduler/dpor/noted_reordering.hpp"
#include "sim/trace/action.hpp"
#include "sim/trace/trace_order.hpp"

namespace heddle {

class Reordering {
 public:
  static constexpr std::uint32_t no_item = UINT32_MAX;
  struct Item {
    ActionNumber action = 0;
    StepNumber step = no_step;  // of the last execution; no_step: it has no such step
    std::uint32_t next_of_thread = no_item;
    bool removed = false;
  };

  // `action_of_step`: of the last execution's steps. All must outlive this object.
  Reordering(const TraceOrder& order, Actions& actions,
             const std::vector<ActionNumber>& action_of_step);

  // Nothing.
  void begin();
  void add(ActionNumber action);
  void add_step(StepNumber step);
  // The steps that do not come after reversal.first, and then reversal.second.
  void begin(const Reversal& reversal);
  // Only reversal.second and the steps that have to come before it. Requires reversal.at_once, and
  // that the second step is not main's end.
  void begin_shortest(const Reversal& reversal);
  // After begin_shortest(), before anything is removed. Requires that the sequence may begin with
  // `action`. Of the other steps that do not come after reversal.first, adds the first one that
  // `action` cannot stay in front of, with the steps that have to come before it. False: there is
  // none.
  bool wake(ActionNumber action);
  // The first step from `from` on, among all that do not come after reversal.first, that the action
  // cannot stay in front of; the steps before it may begin with the action. no_step: there is none.
  StepNumber waker_of(ActionNumber action, StepNumber from) const;
  // The sequence is the same for every execution that has this many first steps in common.
  StepNumber relies_on() const { return relies_on_; }

  // Whether the sequence, perhaps with more steps after it, is equivalent to one that begins with
  // the action: whether it is a weak initial.
  bool may_begin_with(ActionNumber action);
  // All steps of the sequence.
  std::span<const Item> items() {
    if (!is_listed_) list();
    return items_;
  }
  // Takes the first step of the action's thread out of it, where it has one.
  void remove(ActionNumber action);
  // The whole sequence, to be explored from the point before the step `from`. Requires that nothing
  // was removed.
  NotedSequence noted(std::size_t from);

 private:
  void begin_list();
  void list();
  void list_thread_by_thread();
  void list_shortest();
  bool stays(StepNumber step) const;
  bool may_begin_with_step(const Turn& turn, StepNumber step) const;
  // Adds steps to the shortest sequence: of each thread, all up to the number in `up_to`. False: it
  // had them all.
  bool reach(std::span<const TraceOrder::Time> up_to);
  bool is_reached(StepNumber step) const {
    return order_.number_in_thread(step) <= reached_[index(order_.thread_of(step))];
  }
  void append(ActionNumber action, StepNumber step, ThreadId thread);
  // The first step of a thread in the reversal's sequence; no_step: the thread has none but
  // `second`.
  StepNumber first_step_of(ThreadId thread) const;
  std::uint32_t first_item_of(ThreadId thread) const {
    return index(thread) < first_items_.size() ? first_items_[index(thread)] : no_item;
  }
  Turn second_turn() const;
  // The number of the second step's action. It is asked for seldom, as that takes time.
  ActionNumber second_action();
  bool conflicts_with_any(ActionNumber number);
  bool may_begin_with_item(std::size_t place) const;
  bool comes_before(const Item& one, const Item& other) const;

  const TraceOrder& order_;
  Actions& actions_;
  const std::vector<ActionNumber>& action_of_step_;
  const Reversal* reversal_ = nullptr;
  static constexpr ActionNumber no_action = UINT32_MAX;

  bool is_listed_ = true;
  bool is_shortest_ = false;
  bool is_whole_ = true;  // nothing was removed
  std::vector<Item> items_;
  std::vector<std::uint32_t> first_items_;  // by thread: the first that was not removed
  std::vector<std::uint32_t> last_items_;   // likewise; of those that are in first_items_
  ThreadId second_thread_{};
  ActionNumber second_action_ = no_action;  // not asked for yet
  ActionSet set_;  // of the items that were not removed; the second step's is added with its number
  std::vector<StepNumber> steps_;  // scratch
  // For the shortest sequence, beside its second step:
  std::vector<TraceOrder::Time> reached_;  // by thread: how many of its steps, from its first
  bool second_comes_first_ = false;        // nothing has to come before it
  StepNumber relies_on_ = 0;
};

}  // namespace heddle
