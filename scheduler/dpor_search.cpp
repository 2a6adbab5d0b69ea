#include "scheduler/dpor_search.hpp"

#include <algorithm>

#include "scheduler/explored_part.hpp"

namespace heddle {
namespace {

// A thread that main would kill, and that never comes to anything that can be seen, does not keep
// main from ending for longer than this.
constexpr std::size_t longest_wait_of_end = 100;
// Nor does a thread keep the others out.
constexpr std::uint32_t longest_row = 100;

}  // namespace

bool DporSearch::begin() {
  waits_ = false;
  if (is_of_no_use()) return false;
  if (!begun_) {
    begun_ = true;
    return true;
  }
  for (; depth_ > root_; --depth_) {
    Place& place = places_[depth_ - 1];
    if (place.pending == WakeupTrees::none) continue;
    if (!given_.empty() && given_.back().place == depth_ - 1) {
      waits_ = true;
      return false;
    }
    leave_branch(place);
    take_branch(place);
    return true;
  }
  return false;
}

// All that the last execution began with at the place, the last one, is explored.
void DporSearch::leave_branch(Place& place) {
  if (place.taken) place.done.push_back(taken_at(depth_ - 1));
  place.taken = false;
}

// The next execution takes the first of the branches that are pending at the place, the last one.
void DporSearch::take_branch(Place& place) {
  const WakeupTrees::Node branch = trees_.take_first(place.pending);
  place.current = table_[trees_[branch].action].turn;
  place.last_executions = executions_ - place.executions_before;
  place.executions_before = executions_;
  plan_ = trees_[branch].first_child;
  trees_.free(branch);
  branched_at_ = depth_ - 1;
  first_new_ = knowledge_ ? depth_ - 1 : 0;
}

std::optional<std::size_t> DporSearch::pick(const Point& point) {
  if (!knowledge_) meet(*point.facts);
  if (point.step == depth_) add_place(point);
  Place& place = places_[point.step];
  const auto choice = place_of(place, point);
  if (!choice) {
    depth_ = point.step;
    return std::nullopt;
  }
  place.taken = true;
  if (point.step >= first_new_) {
    order().expect(point, *choice);
    last_alternatives_.assign(point.alternatives.begin(), point.alternatives.end());
  }
  return choice;
}

void DporSearch::meet(const ProgramFacts& facts) {
  knowledge_.emplace(facts, dropped_, actions_, taken_);
  // Timers with slack, and spurious wake-ups on an idle clock, exclude each other in ways that no
  // footprint tells.
  const Settings& settings = facts.settings;
  every_order_ = settings.time == TimeModel::jitter ||
                 (settings.time == TimeModel::exact && settings.spurious_wakeups != 0);
  main_kills_ = settings.main_exit == MainExit::kill;
  wait_of_end_ = std::min(longest_wait_of_end, settings.step_limit / 4);
}

void DporSearch::add_place(const Point& point) {
  if (places_.size() == depth_) places_.emplace_back();
  Place& place = places_[depth_++];
  place.sleep.clear();
  place.done.clear();
  place.pending = WakeupTrees::none;
  place.row = 0;
  place.end_waits = 0;
  place.executions_before = executions_;
  place.last_executions = 0;
  if (plan_ == WakeupTrees::none) return choose(place, point);
  const WakeupTrees::Node branch = trees_.take_first(plan_);
  place.pending = plan_;
  place.current = table_[trees_[branch].action].turn;
  plan_ = trees_[branch].first_child;
  trees_.free(branch);
}

// Member by member: what is put together first, and copied, is waited for.
void DporSearch::take_turn(Turn& turn, const Alternative& alternative) const {
  turn.thread = alternative.thread;
  turn.way = alternative.way;
  turn.detail = alternative.detail;
  turn.any_way = false;
  turn.is_last = is_main_end(alternative);
}

// Freely: as few switches as may be, and main's end last, as it cuts off whoever is not done.
void DporSearch::choose(Place& place, const Point& point) {
  const Place* const before = depth_ > 1 ? &places_[depth_ - 2] : nullptr;
  std::size_t choice = point.alternatives.size();
  bool main_could_end = false;
  const bool rotates =
      before != nullptr &&
      (before->row >= longest_row || order()[static_cast<StepNumber>(depth_ - 2)].note.yields);
  for (std::size_t number = 0; number < point.alternatives.size(); ++number) {
    const Alternative& alternative = point.alternatives[number];
    if (is_main_end(alternative)) {
      main_could_end = true;
      continue;
    }
    const bool goes_on = alternative.thread == point.previous;
    if (goes_on && !rotates) {
      choice = number;
      break;
    }
    const bool first_other = choice == point.alternatives.size();
    // The next thread in turn, where the last one must not go on.
    const bool next_in_turn = rotates && alternative.thread > *point.previous &&
                              (first_other || point.alternatives[choice].thread <= *point.previous);
    if (first_other || next_in_turn) choice = number;
  }
  if (main_could_end) place.end_waits = before == nullptr ? 1 : before->end_waits + 1;
  if (choice == point.alternatives.size() || place.end_waits > wait_of_end_) {
    choice = place_of_main_end(point).value_or(choice);
  }
  const Alternative& chosen = point.alternatives[choice];
  take_turn(place.current, chosen);
  place.current.any_way = true;
  if (before != nullptr && chosen.thread == point.previous) place.row = before->row + 1;
  if (every_order_) add_all_others(place, point);
}

bool DporSearch::is_main_end(const Alternative& alternative) const {
  return main_kills_ && alternative.thread == main_thread &&
         alternative.operation->kind == OperationKind::end;
}

std::optional<std::size_t> DporSearch::place_of_main_end(const Point& point) const {
  for (std::size_t place = 0; place < point.alternatives.size(); ++place) {
    if (is_main_end(point.alternatives[place])) return place;
  }
  return std::nullopt;
}

// The number of an alternative as it may be at most.
ActionNumber DporSearch::untaken(const Alternative& alternative) {
  Turn turn;
  take_turn(turn, alternative);
  return actions_.number_of(
      turn, every_order_ ? Footprint{} : TraceOrder::at_most(order().footprints(), alternative));
}

void DporSearch::add_all_others(Place& place, const Point& point) {
  for (const Alternative& other : point.alternatives) {
    if (other.thread == place.current.thread) continue;
    trees_.append(place.pending, trees_.add(untaken(other)));
  }
}

// Where the place's turn is among the alternatives; the other ways of one that may go any way are
// left pending.
std::optional<std::size_t> DporSearch::place_of(Place& place, const Point& point) {
  std::optional<std::size_t> found;
  WakeupTrees::Node others = WakeupTrees::none;
  for (std::size_t number = 0; number < point.alternatives.size(); ++number) {
    const Alternative& alternative = point.alternatives[number];
    if (!place.current.is(alternative)) continue;
    if (!found) {
      found = number;
      if (!place.current.any_way) return found;
      continue;
    }
    trees_.append(others, trees_.add(untaken(alternative)));
  }
  if (found) {
    take_turn(place.current, point.alternatives[*found]);
    if (others != WakeupTrees::none) {
      trees_.append(others, place.pending);
      place.pending = others;
    }
  }
  return found;
}

void DporSearch::end(const Execution& execution) {
  ++executions_;
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
  if (order().ends_all()) add_what_was_cut_off();
  for (const Foregone& foregone : order().foregone()) take_instead(foregone);
  const auto reversals = order().reversals();
  decisions_.resize(std::min(decisions_.size(), order().kept_reversals()));
  decisions_.resize(reversals.size());
  for (std::size_t number = 0; number < reversals.size(); ++number) {
    reverse(reversals[number], decisions_[number]);
  }
}

// As little as lets the second step come first and keeps nobody asleep. That is mostly the same in
// all executions that have both steps in common.
void DporSearch::reverse(const Reversal& reversal, Decision& decision) {
  Reordering& sequence = knowledge_->sequence;
  if (!reversal.at_once || order().is_main_end(order().second_of(reversal))) {
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

// Who sleeps at the points that are new.
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

// The last step ended the execution for all: each thing that could have happened instead has to,
// and then that step, where it still can.
void DporSearch::add_what_was_cut_off() {
  const auto last = static_cast<StepNumber>(depth_ - 1);
  Reordering& sequence = knowledge_->sequence;
  for (const Alternative& other : last_alternatives_) {
    if (other.thread == places_[last].current.thread) continue;
    const ActionNumber number = untaken(other);
    sequence.begin();
    sequence.add(number);
    const bool is_apart = !accesses_conflict(actions_[number].footprint, order()[last].footprint);
    if (is_apart && !is_main_end(other)) sequence.add_step(last);
    explore(last);
  }
}

void DporSearch::take_instead(const Foregone& foregone) {
  knowledge_->sequence.begin();
  knowledge_->sequence.add(
      actions_.number_of({foregone.thread, foregone.way, 0, false, false}, foregone.footprint));
  explore(foregone.before);
}

// Notes that the sequence is to be explored from before the step, unless that was or will be done.
void DporSearch::explore(std::size_t step) {
  const Place& place = places_[step];
  const auto begins = [this](ActionNumber action) {
    return knowledge_->sequence.may_begin_with(action);
  };
  if (std::ranges::any_of(place.sleep, begins) || std::ranges::any_of(place.done, begins)) return;
  insert_at(step);
}

// Unless something covers it already.
void DporSearch::insert_at(std::size_t step) {
  Reordering& sequence = knowledge_->sequence;
  if (!insert(step, sequence)) notes_.push_back(sequence.noted(step));
}

Headway DporSearch::headway() const {
  if (depth_ == root_) return {.part = begun_ ? std::optional<double>(weight_) : std::nullopt};
  ExploredPart part;
  for (std::size_t number = root_; number < depth_; ++number)
    part.add_level(finished_at(number), branches_at(number));
  return {.part = weight_ * part.of_all(places_[depth_ - 1].taken)};
}

std::uint32_t DporSearch::finished_at(std::size_t number) const {
  const std::size_t before = number == root_ ? done_before_ : 0;
  return static_cast<std::uint32_t>(places_[number].done.size() - before);
}

std::uint32_t DporSearch::branches_at(std::size_t number) const {
  const Place& place = places_[number];
  return finished_at(number) + (place.taken || !begun_ ? 1 : 0) + trees_.length(place.pending);
}

}  // namespace heddle
