#include "sim/world/world.hpp"

#include <algorithm>

namespace heddle {
namespace {

// Of one atomically, also where nothing limits the steps.
constexpr std::size_t most_operations_inside = 100'000;

// Whether it is a timer that goes off or a wake-up for no reason, rather than a thread going on.
bool needs_no_thread(const Alternative& alternative) {
  return waits_for_clock(alternative.operation->kind) || alternative.way == Way::timeout ||
         alternative.way == Way::spurious;
}

}  // namespace

World::World(std::span<const ObjectDeclaration> objects, const Settings& settings)
    : settings_(settings),
      inside_limit_(std::min(settings.step_limit, most_operations_inside)),
      clock_(settings.time) {
  threads_.reserve(settings.thread_limit);
  for (const ObjectDeclaration& declaration : objects) {
    initial_objects_.push_back(make(declaration));
    initial_values_.push_back(declaration.initial);
  }
  declared_channels_ = channels_.size();
  declared_lists_ = lists_.size();
  reset();
}

void World::reset() {
  values_ = initial_values_;
  objects_ = initial_objects_;
  if (channels_.size() != declared_channels_ || lists_.size() != declared_lists_) forget_created();
  for (Channel& channel : channels_) channel.clear();
  for (ThreadList& list : lists_) list.clear();
  alternatives_.clear();
  clock_.reset();
  output_.clear();
  failure_ = Failure{};
  cycle_.clear();
  static_cast<WorldScalars&>(*this) = WorldScalars{};
  spurious_left_ = settings_.spurious_wakeups;
  look_at_ = next_look(0, settings_.step_limit);
}

void World::announce_slowly(ThreadId thread, Thread& state, const Operation& operation) {
  const bool begins = state.ways == 0;
  state.phase = Phase::whole;
  switch (parts_of(operation.kind)) {
    case Parts::two:
      state.phase = Phase::enter;
      break;
    case Parts::two_on_rendezvous:
      if (channels_[object(operation.object).storage].is_rendezvous()) state.phase = Phase::enter;
      [[fallthrough]];
    case Parts::whole:
    case Parts::no_point:
      subscribe(thread, operation);
      if (operation.timeout_ns != no_timeout) start_timer(thread, operation);
      break;
  }
  refresh(thread);
  note_whether_it_can_go_on(thread, state);
  if (!begins) return;
  if (is_always_able(operation.kind) && is_return(operation.kind, state)) --returns_;
  state.could_go_on = false;  // nobody goes before a step that was not there
}

void World::note_whether_it_can_go_on(ThreadId thread, Thread& state) {
  const Operation& operation = *state.pending;
  if (operation.kind == OperationKind::wait) {
    state.could_go_on = state.ways != 0 && state.phase != Phase::wake;
  } else if (gives_way(operation.kind)) {
    state.could_go_on = false;
  } else {
    state.could_go_on =
        state.ways != 0 && (operation.timeout_ns == no_timeout || able(thread, state) == Able::yes);
  }
}

std::size_t World::preemptions() const {
  std::size_t count = returns_;
  for (std::uint32_t id = 0; live_threads_ != 0 && id < thread_count_; ++id) {
    const Thread& state = threads_[id];
    if (state.pending == nullptr || point_.previous == ThreadId{id}) continue;
    count += static_cast<std::size_t>(is_return(state.pending->kind, state));
  }
  return count;
}

bool World::settle_slowly() {
  const bool has_jitter = settings_.time == TimeModel::jitter;
  // With jitter the clock may move although there are alternatives.
  attention_ = settings_.spurious_wakeups != 0 || has_jitter;
  if (over_) return false;
  if (!cycle_.empty()) {
    fail({Status::deadlock, cycle_.front(), thread(cycle_.front()).pending->site, "wait cycle"});
    return false;
  }
  if (rebuild_) rebuild_alternatives();
  // With exact time the clock moves once no timer is due. With jitter a timer that may be due now
  // may also be due later; the clock itself knows which timers cannot be late any more.
  if (has_jitter ? std::ranges::all_of(alternatives_, needs_no_thread) : nothing_but_spurious()) {
    if (!point_.clock_moves && clock_.has_timers()) {
      point_.clock_moves = true;
      refresh_all(timed_);
      if (rebuild_) rebuild_alternatives();
    }
    if (nothing_but_spurious()) {
      const auto stuck = blocked();
      fail({Status::deadlock, stuck.front().thread, stuck.front().operation->site,
            "no thread can go on"});
      return false;
    }
  }
  return point_.step < look_at_ || look();
}

// Whether the execution goes on.
bool World::look() {
  const ThreadId thread = previous().value_or(main_thread);
  if (point_.step >= settings_.step_limit) {
    fail({Status::truncated, thread, no_site, "the limit on steps"});
    return false;
  }
  const std::string_view reason = watch_ == nullptr ? "" : watch_->reason_to_end();
  if (!reason.empty()) {
    fail({Status::truncated, thread, no_site, reason});
    return false;
  }
  look_at_ = next_look(point_.step, settings_.step_limit);
  return true;
}

// The same, inside of an atomically, which is one step however long it takes.
bool World::look_inside() {
  const ThreadId thread = previous().value_or(main_thread);
  const std::size_t done = event_count_ - inside_begin_;
  if (done >= inside_limit_) {
    fail({Status::truncated, thread, no_site, "the limit on steps, inside of one atomically"});
    return false;
  }
  const std::string_view reason = watch_ == nullptr ? "" : watch_->reason_to_end();
  if (!reason.empty()) {
    fail({Status::truncated, thread, no_site, reason});
    return false;
  }
  look_inside_at_ = next_look(done, inside_limit_);
  return true;
}

// An access to a block of which none was destroyed yet, and no clock runs: what apply_slowly would
// do, without what cannot concern it.
bool World::apply_block_access(const Alternative& taken) {
  const Operation& operation = *taken.operation;
  Thread& state = thread(taken.thread);
  ++point_.step;
  returns_ += static_cast<std::size_t>(point_.previous != taken.thread);
  point_.previous = taken.thread;
  spawned_ = nobody;
  state.pending = nullptr;
  state.result.type = ValueType::nothing;
  finished_operation_ = &operation;
  may_race_ |= operation.kind == OperationKind::access;
  perform_access(operation, log(taken.thread, operation));
  return true;
}

bool World::apply_slowly(std::size_t choice) {
  if (is_block_access(alternatives_[choice].operation->kind) && destroyed_ == 0 &&
      settings_.time == TimeModel::unbounded) {
    return apply_block_access(alternatives_[choice]);
  }
  Alternative taken;  // the alternatives change meanwhile
  copy(taken, alternatives_[choice]);
  Thread& state = thread(taken.thread);
  ++point_.step;
  if (point_.previous != taken.thread && is_return(taken.operation->kind, state)) ++returns_;
  point_.previous = taken.thread;
  spawned_ = nobody;
  state.pending = nullptr;  // it runs: whoever looks at the threads concerned leaves it out
  if (settings_.time != TimeModel::unbounded) move_clock(taken);
  Event& event = log(taken.thread, *taken.operation);
  event.phase = taken.phase;
  event.way = taken.way;
  event.detail = taken.detail;
  const bool finished =
      destroyed_ == 0 ? perform(taken, state, event) : perform_after_destroy(taken, state, event);
  if (over_) return false;
  if (finished) {
    finished_operation_ = taken.operation;
    if (!is_always_able(taken.operation->kind)) finish(taken.thread, *taken.operation);
  } else if (!state.ended) {
    state.pending = taken.operation;
    refresh(taken.thread);
    note_whether_it_can_go_on(taken.thread, state);
  }
  return finished;
}

bool World::perform(const Alternative& taken, Thread& state, Event& event) {
  const Operation& operation = *taken.operation;
  state.result = Value{};
  switch (operation.kind) {
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
      state.result = access(operation, event);
      return true;
    case OperationKind::fence:
    case OperationKind::yield:
    case OperationKind::sleep:
      return true;
    case OperationKind::lock:
    case OperationKind::try_lock:
    case OperationKind::lock_shared:
    case OperationKind::try_lock_shared:
      return perform_lock(taken, state, event);
    case OperationKind::unlock:
    case OperationKind::unlock_shared:
      return perform_unlock(taken, event);
    case OperationKind::wait:
      return perform_wait(taken, state, event);
    case OperationKind::notify_one:
    case OperationKind::notify_all:
      perform_notify(taken, event);
      return true;
    case OperationKind::acquire:
    case OperationKind::release:
    case OperationKind::try_acquire:
      perform_semaphore(taken, state, event);
      return true;
    case OperationKind::arrive:
      return perform_arrive(taken, state, event);
    case OperationKind::once_begin:
    case OperationKind::once_end:
      perform_once(taken, state, event);
      return true;
    case OperationKind::send:
      return perform_send(taken, state, event);
    case OperationKind::recv:
    case OperationKind::try_recv:
      perform_recv(taken, state, event);
      return true;
    case OperationKind::close:
      perform_close(taken);
      return true;
    case OperationKind::spawn:
      perform_spawn(taken, state, event);
      return true;
    case OperationKind::join:
      perform_join(taken, event);
      return true;
    case OperationKind::end:
      perform_end(taken, state);
      return false;
    case OperationKind::print:
      perform_print(operation, event);
      return true;
    case OperationKind::await:
      perform_await(taken);
      return true;
    case OperationKind::choose:
      state.result = Value::of(std::int64_t{taken.detail});
      event.value = state.result;
      return true;
    case OperationKind::create:
      perform_create(taken, state, event);
      return true;
    case OperationKind::destroy:
      perform_destroy(taken, event);
      return true;
    case OperationKind::access:
      may_race_ = true;
      perform_access(operation, event);
      return true;
    case OperationKind::atomic_access:
      perform_access(operation, event);
      return true;
    case OperationKind::atomically_begin:
      inside_ = true;
      inside_known_ = operation.use != nullptr;
      inside_begin_ = event_count_;
      look_inside_at_ = next_look(0, inside_limit_);
      return true;
    case OperationKind::atomically_end:
    case OperationKind::fail:
      break;  // never announced: they take effect at once
  }
  return true;
}

Value World::perform_inside(ThreadId thread, const Operation& operation) {
  if (operation.kind == OperationKind::atomically_end) {
    inside_ = false;
    return {};
  }
  if (event_count_ - inside_begin_ >= look_inside_at_ && !look_inside()) return {};
  constexpr EnumSet steps{OperationKind::create, OperationKind::destroy, OperationKind::access,
                          OperationKind::atomic_access};
  ensure(!steps.contains(operation.kind),
         "an operation inside of an atomically that must be a step");
  Event& event = log(thread, operation);
  event.phase = Phase::inside;
  if (destroyed_ != 0 && is_destroyed(operation.object)) {
    fail_as_destroyed(event);
    return {};
  }
  if (is_created(operation.object)) {
    ensure(!inside_known_, "an atomically touches a cell that was not known to be touched");
  }
  return is_memory(operation.kind) ? access(operation, event) : Value{};
}

void World::report(ThreadId thread, MemoryEffect effect, Value shown,
                   std::optional<MemoryOrder> order) {
  ensure(event_count_ != 0, "an effect on memory before the first step");
  Event& event = events_[event_count_ - 1];
  ensure(is_block_access(event.kind) && event.thread == thread,
         "an effect on memory of a step that is no access");
  ensure(!writes(effect) || memory_effect_of(event) != MemoryEffect::read,
         "a write to memory that was to be read only");
  event.detail = static_cast<std::uint32_t>(effect);
  event.written = shown;
  if (order) event.order = *order;
}

void World::fail(const Failure& failure) {
  if (over_) return;
  over_ = true;
  attention_ = true;
  failure_ = failure;
}

bool World::check_invariants(std::span<const Condition* const> invariants) {
  const Broken broken = first_broken(invariants, *this);
  if (broken.condition == nullptr) return true;
  fail({broken.faults ? Status::fault : Status::invariant, previous().value_or(main_thread),
        broken.condition->site(), broken.message()});
  return false;
}

void World::abandon() { fail({Status::abandoned, previous().value_or(main_thread), no_site, {}}); }

void World::fail_at(const Event& event, Status status, std::string_view message) {
  fail({status, event.thread, event.site, message});
}

bool World::take_memory_changed() {
  const bool changed = memory_changed_;
  memory_changed_ = false;
  return changed;
}

}  // namespace heddle
