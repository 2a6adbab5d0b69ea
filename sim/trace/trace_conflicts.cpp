// After which earlier steps a step comes, and which of these it races with.

#include <algorithm>
#include <functional>

#include "sim/trace/trace_order.hpp"

namespace heddle {

void TraceOrder::order_by_enablers(const Step& step, Before& before) const {
  join(before, threads_[index(step.thread)].enabler);
  if (step.event.kind == OperationKind::join) {
    const std::size_t target = step.event.detail;
    if (target < threads_.size()) join(before, threads_[target].last());
  }
  for (const ObjectId object : {step.event.object, step.event.mutex}) {
    if (!is_created(object) || touched(object).empty()) continue;
    const StepNumber first = touched(object).front().step;
    if (steps_[first].event.kind == OperationKind::create) join(before, first);
  }
}

// The earlier steps whose access conflicts with this one, those that others hide left out.
void TraceOrder::gather(const Access& access, std::vector<StepNumber>& found) const {
  const std::vector<Touched>& list = touched_[place_of(access.resource)];
  for (std::size_t place = list.size(); place > 0;) {
    const Touched& earlier = list[--place];
    if (!conflict({access.resource, earlier.touch, earlier.number}, access)) {
      // Those of one class commute: so does the whole run of them. Not changes, of other bytes.
      if (earlier.touch == access.touch && access.touch != Touch::changes) place = earlier.run;
      continue;
    }
    found.push_back(earlier.step);
    if (hides_earlier(earlier, access)) break;
  }
  if (!concerns_messages(access.touch)) return;
  if (const StepNumber other = counterpart(access); other != no_step) found.push_back(other);
}

bool TraceOrder::hides_earlier(const Touched& later, const Access& mine) {
  switch (later.touch) {
    case Touch::changes:
      // Numbers of messages are no bytes.
      return concerns_messages(mine.touch) || contains(later.number, mine.number);
    case Touch::sends:
      return mine.touch == Touch::sends;
    case Touch::takes:
      return mine.touch == Touch::takes;  // not a close, which the others conflict with
    case Touch::reads:
    case Touch::adds:
    case Touch::ands:
    case Touch::ors:
    case Touch::xors:
    case Touch::shares:
    case Touch::gives:
    case Touch::waits:
    case Touch::misses:
    case Touch::closes:
    case Touch::finds_closed:
      return false;
  }
  return false;
}

StepNumber TraceOrder::counterpart(const Access& access) const {
  const ObjectId object{access.resource};
  if (!is_created(object) && index(object) >= footprints_.facts().objects.size()) return no_step;
  const ChannelState& channel = channels_[slot(object)];
  const std::int64_t capacity = footprints_.declaration(object).capacity;
  if (access.touch == Touch::takes && access.number < channel.sends.size()) {
    return channel.sends[access.number];
  }
  if (access.touch == Touch::sends && capacity > 0 && access.number >= capacity &&
      access.number - static_cast<std::size_t>(capacity) < channel.takes.size()) {
    return channel.takes[access.number - static_cast<std::size_t>(capacity)];
  }
  return no_step;
}

void TraceOrder::order_by_conflicts(const Step& step, StepNumber number, std::size_t blocked,
                                    Before& before) {
  const bool blocks = may_block(step);
  const bool happened = number != size();
  if (blocks || !happened) {
    // Not the instant: it may have waited for its turn since an earlier one.
    base_.assign(width_, 0);
    Before base{.clock = base_.data(), .latest = no_step};
    join(base, threads_[index(step.thread)].last());
    order_by_enablers(step, base);
  }
  if (blocks) find_turns(step, number, blocked, base_.data());
  found_.clear();
  for (std::size_t place = 0; place < step.footprint.size(); ++place) {
    gather(step.footprint[place], found_);
  }
  if (step.footprint.touches_all()) {
    // Before what it conflicts with by what it touches, it may end nothing: then only that counts.
    if (ends_all_ && happened && !blocks) order_by_accesses(number, before);
    for (const ThreadState& thread : threads_) {
      if (thread.steps.empty()) continue;
      // Whoever of those in the cycle came last: it is the same cycle.
      if (!ends_all_ || !is_in_cycle(thread.last())) found_.push_back(thread.last());
    }
  } else if (last_touching_all_ != no_step) {
    found_.push_back(last_touching_all_);
  }
  // From the last one back: one that another of them comes after is no race.
  std::ranges::sort(found_, std::greater<>());
  for (const StepNumber earlier : found_) {
    if (covers(before.clock, earlier)) continue;
    join(before, earlier);
    // Where it had to wait its turn, find_turns has seen to what has to do with that.
    if (!blocks && happened) {
      reversals_.push_back({earlier, number, blocked});
    } else if (!blocks || (!accesses_conflict(step.footprint, steps_[earlier].footprint) &&
                           able_without(step, earlier))) {
      take_turn(earlier, number, blocked);
    }
  }
}

// Of a step that ended everything: the races by what it touches, which are in found_.
void TraceOrder::order_by_accesses(StepNumber number, Before& before) {
  std::ranges::sort(found_, std::greater<>());
  const std::size_t first_race = reversals_.size();
  for (const StepNumber earlier : found_) {
    if (covers(before.clock, earlier)) continue;
    join(before, earlier);
    reversals_.push_back({.first = earlier, .second = number});
  }
  if (first_race == reversals_.size()) return;
  for (std::size_t race = first_race; race < reversals_.size(); ++race) {
    reversals_[race].base = bases_.size() / width_;
    reversals_[race].may_end_nothing = true;
  }
  bases_.insert(bases_.end(), before.clock, before.clock + width_);
}

// Whether the deadlock of some, which the step has brought about, could have come earlier for the
// others, or has come before something that they were able to do.
bool TraceOrder::cuts_others_off(const Step& step) {
  order_without_end(step);
  if (others_are_able_) return true;
  return std::ranges::any_of(threads_, [&](const ThreadState& thread) {
    return !thread.steps.empty() && !is_in_cycle(thread.last()) &&
           !covers(without_end_.data(), thread.last());
  });
}

// What the step comes after by what it touches, though it ends everything.
void TraceOrder::order_without_end(const Step& step) {
  without_end_.assign(width_, 0);
  Before before{.clock = without_end_.data(), .latest = no_step};
  join(before, threads_[index(step.thread)].last());
  order_by_enablers(step, before);
  found_.clear();
  for (std::size_t place = 0; place < step.footprint.size(); ++place) {
    gather(step.footprint[place], found_);
  }
  for (const StepNumber earlier : found_) join(before, earlier);
  without_end_[index(step.thread)] = step.number_in_thread;
  latest_without_end_ = before.latest;
}

// Whether no other step comes after it; asked once the execution is taken in.
bool TraceOrder::can_come_last(StepNumber step) const {
  for (StepNumber later = step + 1; later < size_; ++later) {
    if (before(step, later)) return false;
  }
  return true;
}

// Whether the cycle is not closed without the step, and all that comes after it.
bool TraceOrder::is_needed_by_cycle(StepNumber step) const {
  return std::ranges::any_of(cycle_, [&](ThreadId thread) {
    if (index(thread) >= threads_.size()) return false;
    const StepNumber last = threads_[index(thread)].last();
    return last != no_step && (last == step || before(step, last));
  });
}

// An example. Thread a holds m and joins b; b reads x and then, as it found 1, locks m. Both orders
// of a's last step before the join and of b's read close the same cycle. A third thread that writes
// x can come after the read, and before a's step: whether that commutes with the write, or is
// another read of x.
void TraceOrder::find_cut_off_races(const Alternative& other,
                                    std::vector<CutOffRace>& races) const {
  races.clear();
  const StepNumber last = size_ - 1;
  const Footprint footprint = at_most(other, no_step);
  const auto conflicts = [&](StepNumber step) {
    return accesses_conflict(footprint, steps_[step].footprint);
  };
  if (!conflicts(last) && steps_[last].note.was_able(other.thread, threads_.size())) return;
  Step step;
  step.thread = other.thread;
  step.event = event_of(other);
  std::vector<Time> clock(width_);
  Before before_it{.clock = clock.data(), .latest = no_step};
  if (index(other.thread) < threads_.size()) {
    join(before_it, threads_[index(other.thread)].last());
    order_by_enablers(step, before_it);
  }
  for (const ThreadId thread : cycle_) {
    if (thread == steps_[last].thread || index(thread) >= threads_.size()) continue;
    const StepNumber closer = threads_[index(thread)].last();
    if (closer == no_step || covers(clock.data(), closer) || !can_come_last(closer)) continue;
    if (conflicts(closer)) continue;
    races.push_back({.before = closer, .closes_cycle = true});
    break;  // all of them lead to the same steps
  }
  // From the last one back: one that another of them comes after is no race.
  for (StepNumber earlier = last; earlier-- > 0;) {
    if (!conflicts(earlier) || covers(clock.data(), earlier)) continue;
    join(before_it, earlier);
    if (!before(earlier, last) && is_needed_by_cycle(earlier)) races.push_back({earlier, false});
  }
}

bool TraceOrder::is_in_cycle(StepNumber step) const {
  return std::ranges::find(cycle_, steps_[step].thread) != cycle_.end();
}

}  // namespace heddle
