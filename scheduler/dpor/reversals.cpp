// What a search by traces learns from an execution: the sequences that are to be explored.

#include <algorithm>

#include "scheduler/dpor/search.hpp"

namespace heddle {

void DporSearch::end(const Execution& execution) {
  ++executions_;
  // The plan led into the tail, where all orders are one.
  while (plan_ != WakeupTrees::none) trees_.free_all(trees_.take_first(plan_));
  if (!knowledge_ || every_order_) return;
  order().take_in(execution);
  taken_.resize(std::min(taken_.size(), branched_at_));
  for (std::size_t place = taken_.size(); place < depth_; ++place) {
    const Step& step = order()[static_cast<StepNumber>(place)];
    const Alternative& taken = step.note.taken;
    taken_.push_back(actions_.number_of(
        {taken.thread, taken.way, taken.detail, false, order().is_main_end(step)}, step.footprint));
  }
  put_to_sleep();
  if (order().cuts_off()) add_what_was_cut_off();
  for (const Foregone& foregone : order().foregone()) take_instead(foregone);
  const ActionNumber ending = taken_.empty() ? 0 : taken_.back();
  if (order().ends_by_cycle()) {
    taken_.back() = without_its_end(ending);
    add_what_other_closers_cut_off(execution.pending);
  }
  const auto reversals = order().reversals();
  decisions_.resize(std::min(decisions_.size(), order().kept_reversals()));
  decisions_.resize(reversals.size());
  for (std::size_t number = 0; number < reversals.size(); ++number) {
    reverse(reversals[number], decisions_[number]);
  }
  if (order().ends_by_cycle()) taken_.back() = ending;
}

// The same step, if it does not end everything; and if it does.
ActionNumber DporSearch::without_its_end(ActionNumber ending) {
  Footprint footprint = actions_[ending].footprint;
  footprint.set_touches_all(false);
  return actions_.number_of(actions_[ending].turn, footprint);
}

ActionNumber DporSearch::with_its_end(ActionNumber step) {
  Footprint footprint = actions_[step].footprint;
  footprint.set_touches_all();
  return actions_.number_of(actions_[step].turn, footprint);
}

// The shortest sequence in which the second step comes first and nobody stays asleep. It is mostly
// the same in all executions that have both steps in common.
void DporSearch::reverse(const Reversal& reversal, Decision& decision) {
  Reordering& sequence = knowledge_->sequence;
  const Step& second = order().second_of(reversal);
  // An atomically may go another way than it did. Then other steps may have to come before it.
  const bool goes_one_way = second.event.kind != OperationKind::atomically_begin;
  // A cycle of waits needs all steps that brought its threads there.
  const bool closes_cycle = order().ends_without(reversal.second, reversal.first);
  if (!reversal.at_once || !goes_one_way || closes_cycle || order().is_main_end(second)) {
    sequence.begin(reversal);
    return explore(reversal.first);
  }
  if (decision.relies_on <= first_new_) return;
  if (decision.asleep != Decision::nobody) {
    sequence.begin(reversal);
    const auto first_other = static_cast<StepNumber>(first_new_);
    if (sequence.waker_of(decision.asleep, first_other) == no_step) return;
    decision.asleep = Decision::nobody;
  }
  const Place& place = places_[reversal.first];
  sequence.begin_shortest(reversal);
  if (!wakes_all(place.sleep, decision) || !wakes_all(place.done, decision)) return;
  decision.relies_on = sequence.relies_on();
  insert_at(reversal.first);
}

bool DporSearch::wakes_all(const std::vector<ActionNumber>& sleepers, Decision& decision) {
  Reordering& sequence = knowledge_->sequence;
  for (const ActionNumber sleeper : sleepers) {
    if (!sequence.may_begin_with(sleeper) || sequence.wake(sleeper)) continue;
    decision.asleep = sleeper;
    return false;
  }
  return true;
}

// Finds the threads that sleep at the new points.
void DporSearch::put_to_sleep() {
  for (std::size_t number = branched_at_; number + 1 < depth_; ++number) {
    const Place& here = places_[number];
    Place& next = places_[number + 1];
    next.sleep.clear();
    const ActionNumber taken = taken_[number];
    for (const auto* const list : {&here.sleep, &here.done}) {
      for (const ActionNumber sleeper : *list) {
        if (actions_[sleeper].turn.thread == actions_[taken].turn.thread) continue;
        if (!actions_.conflict(sleeper, taken)) next.sleep.push_back(sleeper);
      }
    }
  }
}

// The last step ended the execution for all threads. So each step that could have been taken
// instead has to be explored, with that last step after it if it is still possible. It is not if
// the limit on steps is reached.
void DporSearch::add_what_was_cut_off() {
  const auto last = static_cast<StepNumber>(depth_ - 1);
  Reordering& sequence = knowledge_->sequence;
  for (const Alternative& other : last_alternatives_) {
    if (other.thread == places_[last].current.thread) continue;
    // In its place, at the limit, it would be the last one too.
    const bool ends_all = order().is_truncated() && order().ends_all();
    const ActionNumber number = untaken(other, last, ends_all);
    sequence.begin();
    sequence.add(number);
    const bool is_apart = !accesses_conflict(actions_[number].footprint, order()[last].footprint);
    if (is_apart && !is_main_end(other) && !order().is_truncated()) sequence.add_step(last);
    explore(last);
  }
}

// The last step closed a cycle of waits. Had it come before the last step of another thread of the
// cycle, that one would have closed it, and cut off others at another point.
void DporSearch::add_what_other_closers_cut_off(std::span<const Alternative> pending) {
  const auto size = static_cast<StepNumber>(depth_);
  Reordering& sequence = knowledge_->sequence;
  std::vector<TraceOrder::CutOffRace> races;
  for (const Alternative& other : pending) {
    order().find_cut_off_races(other, races);
    for (const TraceOrder::CutOffRace& race : races) {
      sequence.begin();
      for (StepNumber step = race.before + 1; step < size; ++step) {
        if (!order().before(race.before, step)) sequence.add_step(step);
      }
      sequence.add(untaken(other));
      if (race.closes_cycle) sequence.add(with_its_end(taken_[race.before]));
      explore(race.before);
    }
  }
}

void DporSearch::take_instead(const Foregone& foregone) {
  knowledge_->sequence.begin();
  knowledge_->sequence.add(
      actions_.number_of({foregone.thread, foregone.way, 0, false, false}, foregone.footprint));
  explore(foregone.before);
}

// Notes that the sequence is to be explored from the point before the step, unless that was done or
// will be.
void DporSearch::explore(std::size_t step) {
  const Place& place = places_[step];
  const auto begins = [this](ActionNumber action) {
    return knowledge_->sequence.may_begin_with(action);
  };
  if (std::ranges::any_of(place.sleep, begins) || std::ranges::any_of(place.done, begins)) return;
  insert_at(step);
}

// Inserts the sequence, unless a branch covers it already.
void DporSearch::insert_at(std::size_t step) {
  Reordering& sequence = knowledge_->sequence;
  if (!insert(step, sequence)) add_note(sequence.noted(step));
}

}  // namespace heddle
