#include "scheduler/trace_order.hpp"

#include <algorithm>
#include <functional>

namespace heddle {
namespace {

// The event that the operation would leave, as far as that is known before.
Event event_of(const Alternative& alternative) {
  const Operation& operation = *alternative.operation;
  return {.thread = alternative.thread,
          .object = operation.object,
          .mutex = operation.mutex,
          .site = operation.site,
          .kind = operation.kind,
          .phase = alternative.phase,
          .way = alternative.way,
          .order = operation.order,
          .detail = alternative.detail,
          .value = {},
          .written = {}};
}

}  // namespace

void StepNote::see(const Point& point, std::size_t choice) {
  copy(taken, point.alternatives[choice]);
  const Operation& operation = *taken.operation;
  condition = operation.condition;
  copy(operand, operation.operand);
  able = 0;
  for (const Alternative& each : point.alternatives) {
    able |= std::uint64_t{1} << (index(each.thread) % 64);
  }
  result_used = operation.result_used;
  timed = operation.timeout_ns != no_timeout;
  due_at_once = operation.timeout_ns == 0;
  yields = operation.kind == OperationKind::yield;
  clock_moves = point.clock_moves;
}

TraceOrder::TraceOrder(const ProgramFacts& facts, std::bitset<rows> dropped)
    : footprints_(facts, dropped) {
  std::uint32_t groups = 0;
  for (const ObjectFacts& object : facts.objects) {
    if (object.invariant_group != no_group) groups = std::max(groups, object.invariant_group + 1);
  }
  touched_.resize(footprints_.resource(Shared::groups) + groups);
  channels_.resize(facts.objects.size());
  threads_.resize(1);
  instant_.resize(width_);
  waiting_.resize(facts.objects.size());
}

void TraceOrder::add_threads(std::size_t count) {
  if (count > width_) widen(count);
  threads_.resize(count);
}

void TraceOrder::add_room(std::size_t steps) {
  const std::size_t room = std::max(steps, 2 * steps_.size());
  steps_.resize(room);
  positions_.resize(room);
  marks_.resize(room);
  clocks_.resize(room * width_);
}

void TraceOrder::expect(const Point& point, std::size_t choice) {
  if (point.step < size_) forget_from(static_cast<StepNumber>(point.step));
  if (steps_.size() <= point.step) add_room(point.step + 1);
  steps_[point.step].note.see(point, choice);
}

void TraceOrder::take_in(const Execution& execution) {
  events_ = execution.events;
  blocked_.clear();
  // A deadlock of all cuts nothing off, one of some the others; what is looked at once the program
  // has ended cuts nothing off either.
  cycle_ = execution.cycle;
  others_are_able_ = std::ranges::any_of(execution.pending, [](const Alternative& alternative) {
    return alternative.way != Way::spurious;
  });
  const bool cuts_off = execution.status() != Status::deadlock || !cycle_.empty();
  const bool fails = is_bug(execution.status()) && cuts_off && execution.steps != 0;
  ends_all_ = false;
  is_misuse_ = execution.status() == Status::misuse;
  std::size_t position = size_ == 0 ? 0 : steps_[size_ - 1].position + steps_[size_ - 1].events;
  while (size_ < execution.steps) {
    const bool last = size_ + 1 == execution.steps;
    ends_all_ = last && fails && execution.events[position].kind != OperationKind::end;
    position = add_step(execution.events, position);
  }
  for (const Alternative& waiting : execution.blocked) add_blocked(waiting);
  // A spurious wake-up that did not happen, as nothing else could.
  if (execution.status() != Status::deadlock) return;
  for (const Alternative& pending : execution.pending) {
    if (pending.way == Way::spurious) add_blocked(pending);
  }
}

// More threads than rows have room for.
void TraceOrder::widen(std::size_t threads) {
  const std::size_t wide = std::max(2 * width_, (threads + lanes - 1) / lanes * lanes);
  for (std::vector<Time>* const table : {&clocks_, &bases_, &instant_, &instants_}) {
    const std::size_t count = table->size() / width_;
    std::vector<Time> wider(count * wide);
    for (std::size_t row = 0; row < count; ++row) {
      std::copy_n(table->begin() + static_cast<std::ptrdiff_t>(row * width_), width_,
                  wider.begin() + static_cast<std::ptrdiff_t>(row * wide));
    }
    *table = std::move(wider);
  }
  width_ = wide;
}

void TraceOrder::join(Time* clock, StepNumber step) const {
  if (step == no_step) return;
  const Time* other = this->clock(step);
  for (std::size_t block = 0; block < width_; block += lanes) {
    Time* const to = clock + block;
    const Time* const from = other + block;
    for (std::size_t lane = 0; lane < lanes; ++lane)
      to[lane] = to[lane] < from[lane] ? from[lane] : to[lane];
  }
}

std::size_t TraceOrder::add_step(std::span<const Event> events, std::size_t position) {
  const Event& event = events[position];
  std::size_t next = position + 1;
  while (next < events.size() && events[next].phase == Phase::inside) ++next;
  ThreadState& thread = thread_state(event.thread);
  const StepNumber number = size_;
  Mark& mark = marks_[number];
  mark.reversals = reversals_.size();
  mark.bases = bases_.size();
  mark.foregone = foregone_.size();
  mark.enablers = enabler_changes_.size();
  mark.waiters = waiter_changes_.size();
  mark.instants = instants_.size();
  mark.last_touching_all = last_touching_all_;
  mark.last_of_instant = last_of_instant_;
  mark.spurious = spurious_;
  Step& step = steps_[number];
  if (step.note.clock_moves) begin_instant();
  ++size_;
  step.thread = event.thread;
  step.event = event;
  step.position = static_cast<std::uint32_t>(position);
  step.events = static_cast<std::uint32_t>(next - position);
  step.number_in_thread = static_cast<Time>(thread.steps.size() + 1);
  Position& entry = positions_[number];
  entry.thread = step.thread;
  entry.number_in_thread = step.number_in_thread;
  step.footprint.clear();
  make_footprint(step, events.subspan(position + 1, next - position - 1));
  if (ends_all_ && !cycle_.empty()) ends_all_ = cuts_others_off(step);
  if (ends_all_) step.footprint.set_touches_all();
  step.is_misuse = ends_all_ && is_misuse_;
  Before before{.clock = clock(number), .latest = no_step};
  begin(before, thread.last());
  order_by_enablers(step, before);
  const bool is_apart = step.footprint.is_empty() && last_touching_all_ == no_step;
  if (!is_apart || may_block(step)) order_by_conflicts(step, number, 0, before);
  before.clock[index(step.thread)] = step.number_in_thread;
  entry.latest_before = before.latest;
  apply(step, number);
  return next;
}

// The clock moves before the next step.
void TraceOrder::begin_instant() {
  instants_.insert(instants_.end(), instant_.begin(), instant_.end());
  for (const ThreadState& state : threads_) join(instant_.data(), state.last());
  last_of_instant_ = size_ == 0 ? no_step : size_ - 1;
}

void TraceOrder::add_blocked(const Alternative& waiting) {
  const ThreadState& thread = thread_state(waiting.thread);
  const std::size_t place = blocked_.size();
  Step& step = blocked_.emplace_back();
  step.thread = waiting.thread;
  step.event = event_of(waiting);
  step.note.taken = waiting;
  step.note.condition = waiting.operation->condition;
  step.note.result_used = waiting.operation->result_used;
  step.note.timed = waiting.operation->timeout_ns != no_timeout;
  step.note.due_at_once = waiting.operation->timeout_ns == 0;
  step.number_in_thread = static_cast<Time>(thread.steps.size() + 1);
  StepContext context;
  find_context(step, context);
  step.footprint = at_most(footprints_, step, context.message);
  std::vector<Time> clock(width_);
  Before before{.clock = clock.data(), .latest = no_step};
  begin(before, thread.last());
  order_by_enablers(step, before);
  if (may_block(step) || waiting.way == Way::spurious) {
    order_by_conflicts(step, size(), place, before);
  }
}

// Into what the caller has, as a value that is returned would be waited for.
void TraceOrder::find_context(const Step& step, StepContext& context) const {
  context.result_used = step.note.result_used;
  const bool sends = step.event.kind == OperationKind::send;
  if (!sends && step.event.kind != OperationKind::recv &&
      step.event.kind != OperationKind::try_recv) {
    return;
  }
  const ChannelState& channel = channels_[index(step.event.object)];
  context.message = static_cast<std::uint32_t>(sends ? channel.sends.size() : channel.takes.size());
  const ObjectDeclaration& declaration =
      footprints_.facts().objects[index(step.event.object)].declaration;
  context.channel_found_closed = step.event.kind == OperationKind::recv &&
                                 step.event.way != Way::timeout &&
                                 std::ssize(channel.closes) >= declaration.count;
}

void TraceOrder::make_footprint(Step& step, std::span<const Event> inside) {
  if (step.note.condition != nullptr) {
    return footprints_.add_await(*step.note.condition, step.footprint);
  }
  StepContext context;
  find_context(step, context);
  footprints_.add(step.event, context, step.footprint);
  for (const Event& access : inside) footprints_.add(access, {}, step.footprint);
}

Footprint TraceOrder::at_most(const Footprints& footprints, const Step& step,
                              std::uint32_t message) {
  if (step.event.kind == OperationKind::atomically_begin) return step.footprint;
  Footprint footprint;
  if (step.footprint.touches_all()) footprint.set_touches_all();
  if (step.note.condition != nullptr) {
    footprints.add_await(*step.note.condition, footprint);
    return footprint;
  }
  StepContext context;
  context.result_used = step.note.result_used;
  context.at_most = true;
  context.message = message;
  footprints.add(step.event, context, footprint);
  return footprint;
}

Footprint TraceOrder::at_most(const Reversal& reversal) const {
  const bool was_blocked = reversal.second == size();
  const Step& step = was_blocked ? blocked_[reversal.blocked] : steps_[reversal.second];
  std::uint32_t message = 0;
  const bool sends = step.event.kind == OperationKind::send;
  if (sends || step.event.kind == OperationKind::recv ||
      step.event.kind == OperationKind::try_recv) {
    const ChannelState& channel = channels_[index(step.event.object)];
    const std::vector<StepNumber>& list = sends ? channel.sends : channel.takes;
    message = staying(list, reversal.first);
    if (std::binary_search(list.begin(), list.begin() + message, reversal.second)) --message;
  }
  Footprint footprint = at_most(footprints_, step, message);
  if (reversal.may_end_nothing) footprint.set_touches_all(false);
  return footprint;
}

Footprint TraceOrder::at_most(const Footprints& footprints, const Alternative& alternative) {
  Step step;
  step.thread = alternative.thread;
  step.event = event_of(alternative);
  step.note.result_used = alternative.operation->result_used;
  step.note.condition = alternative.operation->condition;
  return at_most(footprints, step, any_message);
}

void TraceOrder::order_by_enablers(const Step& step, Before& before) const {
  join(before, threads_[index(step.thread)].enabler);
  if (step.event.kind == OperationKind::join) {
    const std::size_t target = step.event.detail;
    if (target < threads_.size()) join(before, threads_[target].last());
  }
}

// The earlier steps whose access conflicts with this one, those that others hide left out.
void TraceOrder::gather(const Access& access, std::vector<StepNumber>& found) const {
  const std::vector<Touched>& list = touched_[access.resource];
  for (std::size_t place = list.size(); place > 0;) {
    const Touched& earlier = list[--place];
    if (!conflict({access.resource, earlier.touch, earlier.number}, access)) {
      // Those of one class commute: so does the whole run of them.
      if (earlier.touch == access.touch) place = earlier.run;
      continue;
    }
    found.push_back(earlier.step);
    if (hides_earlier(earlier.touch, access.touch)) break;
  }
  if (access.touch < Touch::sends) return;
  if (const StepNumber other = counterpart(access); other != no_step) found.push_back(other);
}

bool TraceOrder::hides_earlier(Touch later, Touch mine) {
  switch (later) {
    case Touch::changes:
      return true;
    case Touch::sends:
      return mine == Touch::sends;
    case Touch::takes:
      return mine == Touch::takes;  // not a close, which the others conflict with
    default:
      return false;
  }
}

StepNumber TraceOrder::counterpart(const Access& access) const {
  if (access.resource >= channels_.size()) return no_step;
  const ChannelState& channel = channels_[access.resource];
  const std::int64_t capacity = footprints_.facts().objects[access.resource].declaration.capacity;
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
  if (others_are_able_) return true;
  std::vector<Time> clock(width_, 0);
  Before before{.clock = clock.data(), .latest = no_step};
  join(before, threads_[index(step.thread)].last());
  order_by_enablers(step, before);
  found_.clear();
  for (std::size_t place = 0; place < step.footprint.size(); ++place) {
    gather(step.footprint[place], found_);
  }
  for (const StepNumber earlier : found_) join(clock.data(), earlier);
  return std::ranges::any_of(threads_, [&](const ThreadState& thread) {
    return !thread.steps.empty() && !is_in_cycle(thread.last()) &&
           !covers(clock.data(), thread.last());
  });
}

bool TraceOrder::is_in_cycle(StepNumber step) const {
  return std::ranges::find(cycle_, steps_[step].thread) != cycle_.end();
}

}  // namespace heddle
