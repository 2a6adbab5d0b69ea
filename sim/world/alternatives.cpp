// Which alternatives there are, and how they are kept up to date by what changed.

#include <algorithm>

#include "sim/world/world.hpp"

namespace heddle {

void World::refresh(ThreadId thread) {
  Thread& state = this->thread(thread);
  if (state.pending == nullptr) return;
  const Able able = state.pending->kind == OperationKind::lock
                        ? able_to_lock(thread, *state.pending)
                        : this->able(thread, state);
  if (able == Able::several || rebuild_) [[unlikely]] {
    change_ways(thread, state, count_ways(thread, state, able));
    rebuild_ = true;
    attention_ = true;
    if (able == Able::no && waits_for_holders(state)) look_for_cycle(thread);
  } else if (able == Able::no) {
    if (state.ways != 0) change_ways(thread, state, 0);
    if (waits_for_holders(state)) look_for_cycle(thread);
  } else {
    if (state.ways != 1) change_ways(thread, state, 1);
    if (rebuild_) return;
    alternatives_[state.slot] = {thread, state.phase,
                                 able == Able::yes ? Way::normal : Way::timeout, 0, state.pending};
  }
}

// Makes room for so many alternatives of the thread; what is in the room is the caller's to fill
// in.
void World::change_ways(ThreadId thread, Thread& state, std::uint32_t ways) {
  const std::uint32_t before = state.ways;
  state.ways = ways;
  point_.threads += static_cast<std::size_t>(ways != 0) - static_cast<std::size_t>(before != 0);
  many_ways_ += static_cast<std::size_t>(ways > 1) - static_cast<std::size_t>(before > 1);
  if (rebuild_ || many_ways_ != 0 || before > 1) {
    rebuild_ = true;
    attention_ = true;
  } else if (ways == 0) {
    erase_alternative(state);
  } else if (before == 0) {
    insert_alternative(thread, state);
  }
}

// Both require that every thread has one alternative at most.
void World::insert_alternative(ThreadId thread, Thread& state) {
  std::size_t slot = alternatives_.size();
  alternatives_.emplace_back();
  for (; slot > 0 && alternatives_[slot - 1].thread > thread; --slot) {
    alternatives_[slot] = alternatives_[slot - 1];
    ++this->thread(alternatives_[slot].thread).slot;
  }
  alternatives_[slot].thread = thread;
  show_alternatives();
  state.slot = static_cast<std::uint32_t>(slot);
}

void World::erase_alternative(const Thread& state) {
  for (std::size_t slot = state.slot; slot + 1 < alternatives_.size(); ++slot) {
    alternatives_[slot] = alternatives_[slot + 1];
    --thread(alternatives_[slot].thread).slot;
  }
  alternatives_.pop_back();
  show_alternatives();
  if (alternatives_.empty()) attention_ = true;
}

// Before so many threads are let go on, or stopped. To build the alternatives anew takes less than
// to move them once for each: that would be quadratic in the number of threads.
void World::expect_changes(std::size_t threads) {
  constexpr std::size_t many_changes = 8;
  if (!has_many_threads() || threads < many_changes) return;
  rebuild_ = true;
  attention_ = true;
}

void World::refresh_all(ThreadSet threads) {
  if (has_many_threads()) expect_changes(threads.size());
  threads.for_each(thread_count_, [this](ThreadId thread) { refresh(thread); });
}

void World::refresh_subscribers(const Object& object) {
  if (!object.subscribers.empty()) refresh_all(object.subscribers);
}

void World::rebuild_alternatives() {
  rebuild_ = false;
  alternatives_.clear();
  for (std::size_t id = 0; id < thread_count_; ++id) {
    const ThreadId thread{static_cast<std::uint32_t>(id)};
    Thread& state = this->thread(thread);
    state.slot = static_cast<std::uint32_t>(alternatives_.size());
    if (state.ways != 0) append_alternatives(thread, state, able(thread, state));
  }
  show_alternatives();
}

void World::settle_alternatives() {
  for (std::size_t id = 0; id < thread_count_; ++id) {
    Thread& state = threads_[id];
    if (state.pending == nullptr && state.ways != 0) {
      change_ways(ThreadId{static_cast<std::uint32_t>(id)}, state, 0);
    }
  }
  if (rebuild_) rebuild_alternatives();
}

World::Able World::able(ThreadId thread, const Thread& state) const {
  const Operation& operation = *state.pending;
  const auto yes_if = [](bool able) { return able ? Able::yes : Able::no; };
  switch (operation.kind) {
    case OperationKind::lock:
    case OperationKind::try_lock:
    case OperationKind::lock_shared:
    case OperationKind::try_lock_shared:
      return able_to_lock(thread, operation);
    case OperationKind::wait:
      return able_to_wait(thread, state);
    case OperationKind::notify_one:
      return lists_[object(operation.object).storage].size() > 1 ? Able::several : Able::yes;
    case OperationKind::acquire:
      return yes_if(object(operation.object).count > 0);
    case OperationKind::try_acquire:
      return or_by_timeout(object(operation.object).count > 0, thread, operation);
    case OperationKind::arrive:
      return yes_if(state.phase == Phase::enter || state.passed);
    case OperationKind::once_begin: {
      const Object& once = object(operation.object);
      return yes_if(once.done || once.owner == nobody);
    }
    case OperationKind::send: {
      if (state.phase == Phase::leave) return yes_if(state.passed);
      const Object& channel = object(operation.object);
      return yes_if(channel.done || channels_[channel.storage].has_room());
    }
    case OperationKind::recv: {
      const Object& channel = object(operation.object);
      const bool now = channel.done || !channels_[channel.storage].empty();
      return operation.timeout_ns == no_timeout ? yes_if(now)
                                                : or_by_timeout(now, thread, operation);
    }
    case OperationKind::join: {
      const Thread& target = this->thread(operation.operand.thread());
      return yes_if(target.ended || target.joined);
    }
    case OperationKind::sleep:
      return yes_if(clock_.may_fire(thread, point_.clock_moves));
    case OperationKind::await:
      return yes_if(operation.condition->evaluate(*this) != Truth::no);
    case OperationKind::choose:
      return operation.operand.bits > 1 ? Able::several : Able::yes;
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
    case OperationKind::unlock:
    case OperationKind::unlock_shared:
    case OperationKind::notify_all:
    case OperationKind::release:
    case OperationKind::once_end:
    case OperationKind::try_recv:
    case OperationKind::close:
    case OperationKind::spawn:
    case OperationKind::yield:
    case OperationKind::end:
    case OperationKind::print:
    case OperationKind::create:
    case OperationKind::destroy:
    case OperationKind::access:
    case OperationKind::atomic_access:
    case OperationKind::atomically_begin:
    case OperationKind::atomically_end:
    case OperationKind::fail:
      return Able::yes;
  }
  return Able::no;
}

// For operations that fail rather than block where they have no time-out.
World::Able World::or_by_timeout(bool now, ThreadId thread, const Operation& operation) const {
  if (now || operation.timeout_ns == no_timeout) return Able::yes;
  return clock_.may_fire(thread, point_.clock_moves) ? Able::by_timeout : Able::no;
}

World::Able World::able_to_lock(ThreadId thread, const Operation& operation) const {
  const Object& lock = object(operation.object);
  if (lock.kind == ObjectKind::mutex && operation.kind == OperationKind::lock) {
    return lock.owner == nobody || lock.owner == thread ? Able::yes : Able::no;
  }
  const bool free = is_free(lock, thread, is_shared(operation.kind));
  if (holding_of(operation.kind) == Holds::tries) {
    return or_by_timeout(free || is_relocked_rwlock(lock, thread), thread, operation);
  }
  return free || is_held_by(lock, thread) ? Able::yes : Able::no;
}

World::Able World::able_to_wait(ThreadId thread, const Thread& state) const {
  switch (state.phase) {
    case Phase::enter:
      return Able::yes;
    case Phase::leave:
      return is_free(object(state.pending->mutex), thread, false) ? Able::yes : Able::no;
    case Phase::wake:
    case Phase::whole:
    case Phase::inside: {
      const bool timeout =
          state.pending->timeout_ns != no_timeout && clock_.may_fire(thread, point_.clock_moves);
      return timeout || spurious_left_ != 0 ? Able::several : Able::no;
    }
  }
  return Able::no;
}

std::uint32_t World::count_ways(ThreadId thread, const Thread& state, Able able) const {
  if (able != Able::several) return able == Able::no ? 0 : 1;
  const Operation& operation = *state.pending;
  switch (ways_of(operation.kind)) {
    case Ways::one:
      return 1;
    case Ways::waiters:
      return static_cast<std::uint32_t>(lists_[object(operation.object).storage].size());
    case Ways::numbers:
      return static_cast<std::uint32_t>(operation.operand.bits);
    case Ways::wake_ups: {
      const bool timeout =
          operation.timeout_ns != no_timeout && clock_.may_fire(thread, point_.clock_moves);
      return static_cast<std::uint32_t>(timeout) + static_cast<std::uint32_t>(spurious_left_ != 0);
    }
  }
  return 0;
}

void World::append_alternatives(ThreadId thread, const Thread& state, Able able) {
  Alternative alternative{thread, state.phase, Way::normal, 0, state.pending};
  const Operation& operation = *state.pending;
  if (able != Able::several) {
    if (able == Able::by_timeout) alternative.way = Way::timeout;
    alternatives_.push_back(alternative);
    return;
  }
  switch (ways_of(operation.kind)) {
    case Ways::one:
      alternatives_.push_back(alternative);
      break;
    case Ways::waiters:
      alternative.way = Way::waiter;
      for (const ThreadId waiter : lists_[object(operation.object).storage]) {
        alternative.detail = static_cast<std::uint32_t>(index(waiter));
        alternatives_.push_back(alternative);
      }
      break;
    case Ways::numbers:
      alternative.way = Way::datum;
      for (; alternative.detail < state.ways; ++alternative.detail) {
        alternatives_.push_back(alternative);
      }
      break;
    case Ways::wake_ups:
      if (operation.timeout_ns != no_timeout && clock_.may_fire(thread, point_.clock_moves)) {
        alternative.way = Way::timeout;
        alternatives_.push_back(alternative);
      }
      if (spurious_left_ != 0) {
        alternative.way = Way::spurious;
        alternatives_.push_back(alternative);
      }
      break;
  }
}

bool World::nothing_but_spurious() const {
  if (spurious_left_ == 0 || waiting_.empty()) return alternatives_.empty();
  return std::all_of(
      alternatives_.begin(), alternatives_.end(),
      [](const Alternative& alternative) { return alternative.way == Way::spurious; });
}

void World::subscribe(ThreadId thread, const Operation& operation) {
  switch (dependence_of(operation.kind)) {
    case DependsOn::its_mutex:
      object(operation.mutex).subscribers.insert(thread);
      break;
    case DependsOn::holder:
    case DependsOn::object:
      object(operation.object).subscribers.insert(thread);
      break;
    case DependsOn::thread:
      joining_.insert(thread);
      break;
    case DependsOn::memory:
      awaiting_.insert(thread);
      break;
    case DependsOn::clock:    // who starts a timer is among timed_
    case DependsOn::partner:  // refreshes this thread itself
    case DependsOn::nothing:
      break;
  }
}

// The operation is done: the thread is nobody's subscriber any more. Its alternatives stay in the
// list until it announces the next operation (it does before the list is looked at), which mostly
// takes their place.
void World::finish(ThreadId thread, const Operation& operation) {
  switch (dependence_of(operation.kind)) {
    case DependsOn::its_mutex:
      object(operation.mutex).subscribers.erase(thread, thread_count_);
      break;
    case DependsOn::holder:
    case DependsOn::object:
      object(operation.object).subscribers.erase(thread, thread_count_);
      break;
    case DependsOn::thread:
      joining_.erase(thread, thread_count_);
      break;
    case DependsOn::memory:
      awaiting_.erase(thread, thread_count_);
      break;
    case DependsOn::clock:
    case DependsOn::partner:
    case DependsOn::nothing:
      break;
  }
  if (operation.timeout_ns != no_timeout) cancel_timer(thread, operation);
}

}  // namespace heddle
