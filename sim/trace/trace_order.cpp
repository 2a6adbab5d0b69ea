#include "sim/trace/trace_order.hpp"

#include <algorithm>

#include "sim/model/operation_table.hpp"

namespace heddle {
void StepNote::see(const Point& point, std::size_t choice) {
  copy(taken, point.alternatives[choice]);
  const Operation& operation = *taken.operation;
  condition = operation.condition;
  use = operation.use;
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
  declared_resources_ = footprints_.resource(Shared::groups) + groups;
  touched_.resize(declared_resources_);
  channels_.resize(facts.objects.size());
  threads_.resize(1);
  instant_.resize(width_);
  waiting_.resize(facts.objects.size());
}

// Before it happens, a create has no object; but it is known which one it will be.
Event TraceOrder::event_of(const Alternative& alternative) const {
  const Operation& operation = *alternative.operation;
  Event event{.thread = alternative.thread,
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
  if (event.kind == OperationKind::create) {
    const std::size_t thread = index(event.thread);
    const std::uint32_t ordinal = thread < threads_.size() ? threads_[thread].created : 0;
    if (thread < most_creators && ordinal < most_created) {
      event.object = created_object(event.thread, ordinal);
    }
  }
  if (is_block_access(event.kind)) {
    note({operation.offset, operation.size},
         operation.operand.is_true() ? MemoryEffect::read_and_write : MemoryEffect::read, event);
  }
  return event;
}

// It was created just now, or in an earlier execution as something else perhaps.
void TraceOrder::meet_object(const Event& create) {
  footprints_.learn(create);
  const std::size_t created = footprints_.created().size();
  if (touched_.size() >= declared_resources_ + created) return;
  touched_.resize(declared_resources_ + created);
  channels_.resize(footprints_.facts().objects.size() + created);
  waiting_.resize(footprints_.facts().objects.size() + created);
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
  const bool is_early = execution.status() != Status::deadlock || !cycle_.empty();
  const bool has_tail = execution.decided != execution.steps;
  const bool has_steps = execution.steps != 0 && !has_tail;
  const bool fails = is_bug(execution.status()) && is_early && has_steps;
  is_truncated_ = execution.status() == Status::truncated && has_steps;
  const bool counts = is_truncated_ && footprints_.facts().settings.step_limit <= short_limit;
  ends_all_ = false;
  is_misuse_ = execution.status() == Status::misuse;
  std::size_t position = size_ == 0 ? 0 : steps_[size_ - 1].position + steps_[size_ - 1].events;
  while (size_ < execution.decided) {
    const bool last = size_ + 1 == execution.decided;
    ends_all_ =
        last && (counts || (fails && execution.events[position].kind != OperationKind::end));
    position = add_step(execution.events, position);
  }
  if (has_tail) return;
  for (const Alternative& waiting : execution.blocked) add_blocked(waiting);
  if (cuts_off()) add_just_made_able(execution.pending);
  // A spurious wake-up that did not happen, as nothing else could.
  if (execution.status() != Status::deadlock) return;
  for (const Alternative& pending : execution.pending) {
    if (pending.way == Way::spurious) add_blocked(pending);
  }
}

// The last step ended the execution, and made them able in the same moment: before it, they waited.
// Those that were able before are the search's to explore instead of that step.
void TraceOrder::add_just_made_able(std::span<const Alternative> pending) {
  const StepNote& last = steps_[size_ - 1].note;
  const ThreadId* before = nullptr;  // the alternatives of one thread are side by side
  for (const Alternative& alternative : pending) {
    const bool is_another_way = before != nullptr && *before == alternative.thread;
    before = &alternative.thread;
    if (is_another_way || last.was_able(alternative.thread, threads_.size())) continue;
    add_blocked({.thread = alternative.thread,
                 .phase = alternative.phase,
                 .operation = alternative.operation});
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
  if (event.kind == OperationKind::create && event.object != no_object) meet_object(event);
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
  if (ends_by_cycle()) {
    // Its races are known. What it comes after is asked for where the cycle is not closed.
    std::ranges::copy(without_end_, clock(number));
    entry.latest_before = latest_without_end_;
  }
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
  step.note.operand = waiting.operation->operand;
  step.note.condition = waiting.operation->condition;
  step.note.use = waiting.operation->use;
  step.note.result_used = waiting.operation->result_used;
  step.note.timed = waiting.operation->timeout_ns != no_timeout;
  step.note.due_at_once = waiting.operation->timeout_ns == 0;
  step.number_in_thread = static_cast<Time>(thread.steps.size() + 1);
  StepContext context;
  find_context(step, context);
  step.footprint = at_most(step, context.message, no_step);
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
  if (!sends && result_of(step.event.kind) != Result::message) return;
  const ChannelState& channel = channels_[slot(step.event.object)];
  context.message = static_cast<std::uint32_t>(sends ? channel.sends.size() : channel.takes.size());
  const ObjectDeclaration& declaration = footprints_.declaration(step.event.object);
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

Footprint TraceOrder::at_most(const Step& step, std::uint32_t message, StepNumber without) const {
  Footprint footprint;
  if (step.footprint.touches_all()) footprint.set_touches_all();
  if (step.event.kind == OperationKind::atomically_begin) {
    footprints_.add_block(step.note.use, footprint);
    return footprint;
  }
  if (step.note.condition != nullptr) {
    footprints_.add_await(*step.note.condition, footprint);
    return footprint;
  }
  StepContext context;
  context.result_used = step.note.result_used;
  context.at_most = true;
  context.message = message;
  Event event = step.event;
  // What it did was what it found there; elsewhere it may do all that it might have done.
  if (is_block_access(event.kind) && step.note.operand.is_true()) {
    note(extent_of(event), MemoryEffect::read_and_write, event);
  }
  if (without != no_step) foresee(step, without, event, context);
  footprints_.add(event, context, footprint);
  return footprint;
}

std::uint32_t TraceOrder::message_without(const Step& step, StepNumber number,
                                          StepNumber without) const {
  const bool sends = step.event.kind == OperationKind::send;
  if (!sends && result_of(step.event.kind) != Result::message) return 0;
  const ChannelState& channel = channels_[slot(step.event.object)];
  const std::vector<StepNumber>& list = sends ? channel.sends : channel.takes;
  const std::uint32_t message = staying(list, without);
  const bool is_own = std::binary_search(list.begin(), list.begin() + message, number);
  return is_own ? message - 1 : message;
}

Footprint TraceOrder::at_most(const Reversal& reversal) const {
  const StepNumber first = reversal.first;
  const StepNumber second = reversal.second;
  const Step& step = second_of(reversal);
  const bool is_left_out = second == size() || before(first, second);
  Footprint footprint =
      at_most(step, message_without(step, second, first), is_left_out ? first : no_step);
  const bool is_known = step.event.kind != OperationKind::atomically_begin || step.note.use;
  if (reversal.may_end_nothing && is_known) footprint.set_touches_all(false);
  return footprint;
}

Footprint TraceOrder::at_most(const Alternative& alternative, StepNumber instead_of) const {
  Step step;
  step.thread = alternative.thread;
  step.event = event_of(alternative);
  step.note.operand = alternative.operation->operand;
  step.note.timed = alternative.operation->timeout_ns != no_timeout;
  step.note.result_used = alternative.operation->result_used;
  step.note.condition = alternative.operation->condition;
  step.note.use = alternative.operation->use;
  const std::uint32_t message =
      instead_of == no_step ? any_message : message_without(step, no_step, instead_of);
  return at_most(step, message, instead_of);
}

}  // namespace heddle
