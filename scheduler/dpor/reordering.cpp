#include "scheduler/dpor/reordering.hpp"

#include <algorithm>

namespace heddle {
namespace {

// If more steps than these follow, it pays to look at each thread's steps by halves.
constexpr std::size_t long_execution = 256;

}  // namespace

Reordering::Reordering(const TraceOrder& order, Actions& actions,
                       const std::vector<ActionNumber>& action_of_step)
    : order_(order), actions_(actions), action_of_step_(action_of_step) {}

void Reordering::begin() {
  reversal_ = nullptr;
  is_whole_ = true;
  is_shortest_ = false;
  set_.clear();
  begin_list();
}

void Reordering::begin_list() {
  is_listed_ = true;
  items_.clear();
  first_items_.assign(order_.thread_count(), no_item);
  last_items_.resize(first_items_.size());
}

void Reordering::begin(const Reversal& reversal) {
  is_shortest_ = false;
  is_whole_ = true;
  set_.clear();
  reversal_ = &reversal;
  second_thread_ = order_.second_of(reversal).thread;
  second_action_ = no_action;
  is_listed_ = false;
}

void Reordering::begin_shortest(const Reversal& reversal) {
  begin(reversal);
  is_shortest_ = true;
  // The steps before the race are no part of the sequence.
  const auto before = order_.steps_up_to(reversal.first);
  reached_.assign(before.begin(), before.end());
  second_comes_first_ = !reach(order_.steps_up_to_second(reversal));
  relies_on_ = reversal.second + 1;
}

bool Reordering::reach(std::span<const TraceOrder::Time> up_to) {
  bool is_more = false;
  for (std::size_t thread = 0; thread < up_to.size(); ++thread) {
    const TraceOrder::Time before = reached_[thread];
    if (up_to[thread] <= before) continue;
    const auto steps = order_.steps_of(ThreadId{static_cast<std::uint32_t>(thread)});
    const auto step = [steps](TraceOrder::Time number) {
      return steps[static_cast<std::size_t>(number - 1)];
    };
    TraceOrder::Time number = up_to[thread];
    if (step(number) == reversal_->second) --number;
    reached_[thread] = number;
    for (; number > before && step(number) > reversal_->first; --number) {
      set_.add(action_of_step_[step(number)]);
      is_more = true;
    }
  }
  return is_more;
}

bool Reordering::wake(ActionNumber number) {
  const StepNumber step = waker_of(number, reversal_->first + 1);
  if (step == no_step) return false;
  reach(order_.steps_up_to(step));
  relies_on_ = std::max(relies_on_, step + 1);
  return true;
}

StepNumber Reordering::waker_of(ActionNumber number, StepNumber from) const {
  const Turn& turn = actions_[number].turn;
  if (turn.thread == second_thread_) return no_step;
  if (const StepNumber own = first_step_of(turn.thread); own != no_step) {
    return may_begin_with_step(turn, own) ? no_step : own;
  }
  for (StepNumber step = from; step < order_.size(); ++step) {
    if (actions_.conflict(number, action_of_step_[step]) && stays(step)) return step;
  }
  return no_step;
}

void Reordering::add(ActionNumber action) { append(action, no_step, actions_[action].turn.thread); }

void Reordering::add_step(StepNumber step) {
  append(action_of_step_[step], step, order_.thread_of(step));
}

void Reordering::append(ActionNumber action, StepNumber step, ThreadId thread) {
  const auto place = static_cast<std::uint32_t>(items_.size());
  const std::size_t number = index(thread);
  if (number >= first_items_.size()) {
    first_items_.resize(number + 1, no_item);
    last_items_.resize(number + 1);
  }
  if (first_items_[number] == no_item) {
    first_items_[number] = place;
  } else {
    items_[last_items_[number]].next_of_thread = place;
  }
  last_items_[number] = place;
  items_.push_back({.action = action, .step = step});
  set_.add(action);
}

void Reordering::list() {
  begin_list();
  if (is_shortest_) {
    list_shortest();
  } else if (order_.size() - reversal_->first > long_execution) {
    list_thread_by_thread();
  } else {
    for (StepNumber step = reversal_->first + 1; step < order_.size(); ++step) {
      if (stays(step)) add_step(step);
    }
  }
  add(second_action());
}

// Whether a step after the race's first one is in the sequence, and is not its second one.
bool Reordering::stays(StepNumber step) const {
  if (order_.before(reversal_->first, step) || step == reversal_->second) return false;
  if (order_.ends_without(step, reversal_->first)) return false;
  return step + 1 != order_.size() || !order_.is_main_end(order_[step]);
}

void Reordering::list_shortest() {
  steps_.clear();
  for (std::size_t thread = 0; thread < reached_.size(); ++thread) {
    const auto steps = order_.steps_of(ThreadId{static_cast<std::uint32_t>(thread)});
    for (auto place = static_cast<std::size_t>(reached_[thread]); place > 0; --place) {
      const StepNumber step = steps[place - 1];
      if (step <= reversal_->first) break;
      steps_.push_back(step);
    }
  }
  std::ranges::sort(steps_);
  for (const StepNumber step : steps_) add_step(step);
}

void Reordering::list_thread_by_thread() {
  const StepNumber first = reversal_->first;
  steps_.clear();
  for (std::size_t thread = 0; thread < order_.thread_count(); ++thread) {
    const auto steps = order_.steps_of(ThreadId{static_cast<std::uint32_t>(thread)});
    const auto from = std::ranges::upper_bound(steps, first);
    const auto to = std::partition_point(
        from, steps.end(), [&](StepNumber step) { return !order_.before(first, step); });
    std::copy_if(from, to, std::back_inserter(steps_),
                 [&](StepNumber step) { return stays(step); });
  }
  std::ranges::sort(steps_);
  for (const StepNumber step : steps_) add_step(step);
}

StepNumber Reordering::first_step_of(ThreadId thread) const {
  const auto steps = order_.steps_of(thread);
  const StepNumber first = reversal_->first;
  // From the end: mostly, few steps come after a race.
  auto next = steps.end();
  if (steps.size() > long_execution) {
    next = std::ranges::upper_bound(steps, first);
  } else {
    while (next != steps.begin() && *(next - 1) > first) --next;
  }
  if (next == steps.end() || *next == reversal_->second) return no_step;
  if (order_.before(first, *next) || order_.ends_without(*next, first)) return no_step;
  return order_.is_main_end(order_[*next]) ? no_step : *next;
}

Turn Reordering::second_turn() const {
  const Step& second = order_.second_of(*reversal_);
  // A time-out and a spurious wake-up depend on different steps, so each is an action of its own.
  const bool wakes = second.event.kind == OperationKind::wait && second.event.phase == Phase::wake;
  return {second.thread, wakes ? second.event.way : Way::normal, 0, !wakes,
          order_.is_main_end(second)};
}

ActionNumber Reordering::second_action() {
  if (second_action_ == no_action) {
    second_action_ = actions_.number_of(second_turn(), order_.at_most(*reversal_));
  }
  return second_action_;
}

bool Reordering::may_begin_with(ActionNumber number) {
  const Turn& turn = actions_[number].turn;
  if (reversal_ != nullptr && is_whole_) {
    const StepNumber step = first_step_of(turn.thread);
    if (step != no_step && (!is_shortest_ || is_reached(step))) {
      return may_begin_with_step(turn, step);
    }
    if (turn.thread == second_thread_ && !turn.agrees_with(second_turn())) return false;
    if (is_shortest_) {
      if (turn.thread == second_thread_) return second_comes_first_;
      return !turn.is_last && !conflicts_with_any(number);
    }
  }
  if (!is_listed_) list();
  const std::uint32_t place = first_item_of(turn.thread);
  if (place != no_item) {
    return turn.agrees_with(actions_[items_[place].action].turn) && may_begin_with_item(place);
  }
  // Nothing comes after main's end.
  return !turn.is_last && !conflicts_with_any(number);
}

// A step of the sequence is an initial if all steps that it comes after are before the race. For a
// step that does not come after the race's first step only comes after such steps.
bool Reordering::may_begin_with_step(const Turn& turn, StepNumber step) const {
  const StepNumber latest = order_.latest_before(step);
  return (latest == no_step || latest < reversal_->first) &&
         turn.agrees_with(actions_[action_of_step_[step]].turn);
}

bool Reordering::conflicts_with_any(ActionNumber number) {
  if (is_shortest_ && !is_listed_) set_.add(second_action());
  if (number < most_remembered && !set_.has_others()) {
    return actions_.conflicts_with_any(number, set_);
  }
  return std::ranges::any_of(items(), [&](const Item& item) {
    return !item.removed && actions_.conflict(number, item.action);
  });
}

bool Reordering::may_begin_with_item(std::size_t place) const {
  for (std::size_t earlier = 0; earlier < place; ++earlier) {
    if (!items_[earlier].removed && comes_before(items_[earlier], items_[place])) return false;
  }
  return true;
}

bool Reordering::comes_before(const Item& one, const Item& other) const {
  if (one.step != no_step && other.step != no_step) return order_.before(one.step, other.step);
  if (one.step != no_step && reversal_ != nullptr) {
    // Without the first step, the second one may touch more.
    return order_.is_in_base(one.step, *reversal_) || actions_.conflict(one.action, other.action);
  }
  return actions_.conflict(one.action, other.action);
}

NotedSequence Reordering::noted(std::size_t from) {
  NotedSequence sequence{.from = from, .steps = {}};
  std::vector<bool> is_seen;  // by thread
  for (const Item& item : items()) {
    NotedStep& step = sequence.steps.emplace_back();
    step.action = item.action;
    is_seen.assign(first_items_.size(), false);
    for (std::size_t place = sequence.steps.size() - 1; place > 0; --place) {
      const Item& earlier = items_[place - 1];
      const std::size_t thread = index(actions_[earlier.action].turn.thread);
      if (is_seen[thread] || !comes_before(earlier, item)) continue;
      is_seen[thread] = true;
      step.after.push_back(static_cast<std::uint32_t>(place - 1));
    }
  }
  return sequence;
}

void Reordering::remove(ActionNumber number) {
  if (!is_listed_) list();
  is_whole_ = false;
  const ThreadId thread = actions_[number].turn.thread;
  const std::uint32_t place = first_item_of(thread);
  if (place == no_item) return;
  Item& item = items_[place];
  item.removed = true;
  first_items_[index(thread)] = item.next_of_thread;
  for (std::uint32_t next = item.next_of_thread; next != no_item;
       next = items_[next].next_of_thread) {
    if (items_[next].action == item.action) return;
  }
  set_.remove(item.action);
}

}  // namespace heddle
