// What a step changes of what is known (who waits where, which messages there are, what lets whom
// go on), and how that is changed back where the search goes on from before it.

#include <algorithm>

#include "sim/trace/trace_order.hpp"

namespace heddle {

void TraceOrder::apply(const Step& step, StepNumber number) {
  const Event& event = step.event;
  ThreadState& thread = threads_[index(step.thread)];
  if (thread.enabler != no_step) let_go_on(step.thread, no_step);
  thread.steps.push_back(number);
  if (step.footprint.touches_all()) last_touching_all_ = number;
  for (std::size_t place = 0; place < step.footprint.size(); ++place) {
    const Access& access = step.footprint[place];
    std::vector<Touched>& list = touched_[place_of(access.resource)];
    auto run = static_cast<std::uint32_t>(list.size());
    if (run != 0 && list.back().touch == access.touch) run = list.back().run;
    list.push_back({number, access.touch, access.number, run});
  }
  if (event.kind == OperationKind::spawn) return let_go_on(ThreadId{event.detail}, number);
  if (event.object == no_object) return;
  ChannelState& channel = channels_[slot(event.object)];
  const std::vector<ThreadId>& waiting = waiting_[slot(event.object)];
  const auto place_of = [&](ThreadId waiter) {
    return static_cast<std::size_t>(std::ranges::find(waiting, waiter) - waiting.begin());
  };
  switch (event.kind) {
    case OperationKind::wait:
      if (event.phase == Phase::enter) add_waiter(event.object, event.thread);
      if (event.phase == Phase::wake) remove_waiter(event.object, place_of(event.thread));
      if (event.way == Way::spurious) spend_spurious(step, number);
      break;
    case OperationKind::notify_one:
      if (waiting.empty()) break;
      notify(ThreadId{event.detail}, step, number);
      remove_waiter(event.object, place_of(ThreadId{event.detail}));
      break;
    case OperationKind::notify_all:
      for (const ThreadId waiter : waiting) notify(waiter, step, number);
      while (!waiting.empty()) remove_waiter(event.object, waiting.size() - 1);
      break;
    case OperationKind::arrive:
      if (event.phase == Phase::enter) add_waiter(event.object, event.thread);
      if (event.phase != Phase::whole) break;
      for (const ThreadId other : waiting) let_go_on(other, number);
      while (!waiting.empty()) remove_waiter(event.object, waiting.size() - 1);
      break;
    case OperationKind::send:
      if (event.phase != Phase::leave && !step.is_misuse) channel.sends.push_back(number);
      break;
    case OperationKind::recv:
    case OperationKind::try_recv: {
      if (event.value.type == ValueType::nothing) break;
      const StepNumber sent = channel.sends[channel.takes.size()];
      channel.takes.push_back(number);
      const ObjectDeclaration& declaration = footprints_.declaration(event.object);
      if (declaration.capacity == 0) let_go_on(steps_[sent].thread, number);
      break;
    }
    case OperationKind::close:
      channel.closes.push_back(number);
      break;
    case OperationKind::create:
      thread.created = ordinal_of(event.object) + 1;
      break;
    case OperationKind::read:
    case OperationKind::write:
    case OperationKind::load:
    case OperationKind::store:
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
    case OperationKind::compare_exchange:
    case OperationKind::fence:
    case OperationKind::lock:
    case OperationKind::unlock:
    case OperationKind::try_lock:
    case OperationKind::lock_shared:
    case OperationKind::unlock_shared:
    case OperationKind::try_lock_shared:
    case OperationKind::acquire:
    case OperationKind::release:
    case OperationKind::try_acquire:
    case OperationKind::once_begin:
    case OperationKind::once_end:
    case OperationKind::spawn:
    case OperationKind::join:
    case OperationKind::sleep:
    case OperationKind::yield:
    case OperationKind::end:
    case OperationKind::print:
    case OperationKind::await:
    case OperationKind::choose:
    case OperationKind::atomically_begin:
    case OperationKind::atomically_end:
    case OperationKind::fail:
    case OperationKind::destroy:
    case OperationKind::access:
    case OperationKind::atomic_access:
      break;
  }
}

void TraceOrder::let_go_on(ThreadId thread, StepNumber number) {
  ThreadState& state = thread_state(thread);
  if (state.enabler == number) return;
  enabler_changes_.push_back({thread, state.enabler});
  state.enabler = number;
}

void TraceOrder::add_waiter(ObjectId object, ThreadId thread) {
  std::vector<ThreadId>& waiting = waiting_[slot(object)];
  waiter_changes_.push_back({object, thread, waiting.size(), true});
  waiting.push_back(thread);
}

// Nobody, where the place is behind the last one.
void TraceOrder::remove_waiter(ObjectId object, std::size_t place) {
  std::vector<ThreadId>& waiting = waiting_[slot(object)];
  if (place == waiting.size()) return;
  waiter_changes_.push_back({object, waiting[place], place, false});
  waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(place));
}

void TraceOrder::notify(ThreadId waiter, const Step& step, StepNumber number) {
  if ((step.note.able >> (index(waiter) % 64) & 1U) != 0) {
    if (steps_[threads_[index(waiter)].last()].note.timed) forego(waiter, Way::timeout, number);
    if (spurious_ < footprints_.facts().settings.spurious_wakeups) {
      forego(waiter, Way::spurious, number);
    }
  }
  let_go_on(waiter, number);
}

// The last one takes it from all others.
void TraceOrder::spend_spurious(const Step& step, StepNumber number) {
  if (++spurious_ < footprints_.facts().settings.spurious_wakeups) return;
  const std::size_t declared = footprints_.facts().objects.size();
  for (std::size_t place = 0; place < waiting_.size(); ++place) {
    const ObjectId object = place < declared ? static_cast<ObjectId>(place)
                                             : footprints_.created().id(place - declared);
    if (footprints_.declaration(object).kind != ObjectKind::condvar) continue;
    for (const ThreadId waiter : waiting_[place]) {
      if (waiter != step.thread) forego(waiter, Way::spurious, number);
    }
  }
}

void TraceOrder::forego(ThreadId waiter, Way way, StepNumber number) {
  Event wake = steps_[threads_[index(waiter)].last()].event;
  wake.phase = Phase::wake;
  wake.way = way;
  Foregone& foregone = foregone_.emplace_back();
  foregone.before = number;
  foregone.thread = waiter;
  foregone.way = way;
  footprints_.add(wake, {}, foregone.footprint);
}
void TraceOrder::forget_from(StepNumber first) {
  const Mark& mark = marks_[first];
  reversals_.resize(mark.reversals);
  kept_reversals_ = mark.reversals;
  bases_.resize(mark.bases);
  foregone_.resize(mark.foregone);
  last_touching_all_ = mark.last_touching_all;
  last_of_instant_ = mark.last_of_instant;
  spurious_ = mark.spurious;
  while (size_ > first) undo_effects(steps_[--size_]);
  for (; enabler_changes_.size() > mark.enablers; enabler_changes_.pop_back()) {
    const EnablerChange& change = enabler_changes_.back();
    threads_[index(change.thread)].enabler = change.before;
  }
  for (; waiter_changes_.size() > mark.waiters; waiter_changes_.pop_back()) {
    const WaiterChange& change = waiter_changes_.back();
    std::vector<ThreadId>& waiting = waiting_[slot(change.object)];
    const auto place = waiting.begin() + static_cast<std::ptrdiff_t>(change.place);
    change.came ? void(waiting.erase(place)) : void(waiting.insert(place, change.thread));
  }
  if (instants_.size() > mark.instants) {
    std::copy_n(instants_.begin() + static_cast<std::ptrdiff_t>(mark.instants), width_,
                instant_.begin());
    instants_.resize(mark.instants);
  }
}

void TraceOrder::undo_effects(const Step& step) {
  threads_[index(step.thread)].steps.pop_back();
  for (std::size_t place = 0; place < step.footprint.size(); ++place) {
    touched_[place_of(step.footprint[place].resource)].pop_back();
  }
  const Event& event = step.event;
  if (event.object == no_object) return;
  ChannelState& channel = channels_[slot(event.object)];
  switch (event.kind) {
    case OperationKind::create:
      threads_[index(step.thread)].created = ordinal_of(event.object);
      break;
    case OperationKind::send:
      if (event.phase != Phase::leave && !step.is_misuse) channel.sends.pop_back();
      break;
    case OperationKind::recv:
    case OperationKind::try_recv:
      if (event.value.type != ValueType::nothing) channel.takes.pop_back();
      break;
    case OperationKind::close:
      channel.closes.pop_back();
      break;
    case OperationKind::read:
    case OperationKind::write:
    case OperationKind::load:
    case OperationKind::store:
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
    case OperationKind::compare_exchange:
    case OperationKind::fence:
    case OperationKind::lock:
    case OperationKind::unlock:
    case OperationKind::try_lock:
    case OperationKind::lock_shared:
    case OperationKind::unlock_shared:
    case OperationKind::try_lock_shared:
    case OperationKind::wait:
    case OperationKind::notify_one:
    case OperationKind::notify_all:
    case OperationKind::acquire:
    case OperationKind::release:
    case OperationKind::try_acquire:
    case OperationKind::arrive:
    case OperationKind::once_begin:
    case OperationKind::once_end:
    case OperationKind::spawn:
    case OperationKind::join:
    case OperationKind::sleep:
    case OperationKind::yield:
    case OperationKind::end:
    case OperationKind::print:
    case OperationKind::await:
    case OperationKind::choose:
    case OperationKind::atomically_begin:
    case OperationKind::atomically_end:
    case OperationKind::fail:
    case OperationKind::destroy:
    case OperationKind::access:
    case OperationKind::atomic_access:
      break;
  }
}

}  // namespace heddle
