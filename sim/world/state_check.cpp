// Whether words that come from a file can be the parts of a state. The checks are of two kinds:
// each part alone (may_load_object, may_load_rest), and the parts of one state together
// (is_consistent): a thread that waits is among the waiters, a holder exists, and the like.
// Whatever passes is safe to go on from.

#include <algorithm>

#include "sim/world/world.hpp"

namespace heddle {
namespace {

bool are_sorted_threads(std::span<const std::uint64_t> words, std::size_t threads) {
  for (std::size_t place = 0; place < words.size(); ++place) {
    if (words[place] >= threads) return false;
    if (place > 0 && words[place - 1] >= words[place]) return false;
  }
  return true;
}

bool is_owner(std::uint64_t word, std::size_t threads) {
  const std::uint64_t owner = word & UINT32_MAX;
  return owner == index(nobody) || owner < threads;
}

}  // namespace

bool World::may_load_object(ObjectId id, std::span<const std::uint64_t> words,
                            const ValueLimits& values) const {
  const Object& object = this->object(id);
  switch (object.kind) {
    case ObjectKind::plain:
    case ObjectKind::atomic:
      return words.size() == 2 && values.allow(words[0], words[1]) &&
             words[0] == static_cast<std::uint64_t>(initial_values_[index(id)].type);
    case ObjectKind::mutex:
      return words.size() == 1 && is_owner(words[0], values.threads);
    case ObjectKind::rwlock:
      return !words.empty() && is_owner(words[0], values.threads) &&
             are_sorted_threads(words.subspan(1), values.threads);
    case ObjectKind::condvar:
      return are_sorted_threads(words, values.threads);
    case ObjectKind::barrier:
      return are_sorted_threads(words, values.threads) &&
             static_cast<std::int64_t>(words.size()) < std::max<std::int64_t>(object.count, 1);
    case ObjectKind::semaphore:
      return words.size() == 1 && words[0] <= INT64_MAX;
    case ObjectKind::once:
      return words.size() == 1 && is_owner(words[0], values.threads) && words[0] >> 32U <= 1;
    case ObjectKind::channel: {
      if (words.size() < 2 || words.size() % 2 != 0 || words[0] > 1) return false;
      const Channel& channel = channels_[object.storage];
      if (!channel.may_hold((words.size() - 2) / 2)) return false;
      for (std::size_t at = 2; at < words.size(); at += 2) {
        if (!values.allow(words[at] & UINT32_MAX, words[at + 1])) return false;
        if (words[at] >> 32U >= values.threads) return false;
      }
      return true;
    }
    case ObjectKind::block:
      return words.empty();
  }
  return false;
}

bool World::may_load_rest(std::span<const std::uint64_t> words, std::size_t threads) const {
  return !words.empty() && words.front() <= settings_.spurious_wakeups &&
         clock_.may_load(words.subspan(1), threads);
}

bool World::fits_its_objects(const Operation& operation, std::size_t threads) const {
  if (operation.kind == OperationKind::join) {
    return operation.operand.type == ValueType::thread &&
           static_cast<std::uint64_t>(operation.operand.bits) < threads;
  }
  const auto exists = [&](ObjectId id) {
    if (!is_created(id)) return index(id) < initial_objects_.size();
    if (!created_.contains(id)) return false;
    const std::size_t slot = initial_objects_.size() + created_.number(id);
    return slot < objects_.size() && objects_[slot].life != Life::not_created;
  };
  if (operation.kind == OperationKind::destroy) {
    return is_created(operation.object) && exists(operation.object);
  }
  const EnumSet<ObjectKind> kinds = acts_on(operation.kind);
  if (kinds.empty()) return true;
  if (!exists(operation.object)) return false;
  if (!kinds.contains(object(operation.object).kind)) return false;
  if (operation.kind != OperationKind::wait) return true;
  return exists(operation.mutex) && object(operation.mutex).kind == ObjectKind::mutex;
}

bool World::is_consistent(std::size_t threads) const {
  if (threads > threads_.size()) return false;
  for (std::size_t id = 0; id < threads; ++id) {
    if (!is_thread_consistent(ThreadId{static_cast<std::uint32_t>(id)}, threads)) return false;
  }
  for (const Object& object : objects_) {
    if (object.life == Life::exists && !is_object_consistent(object, threads)) return false;
  }
  std::size_t waiters = 0;
  for (const Object& object : objects_) {
    if (object.kind == ObjectKind::condvar && object.life != Life::not_created)
      waiters += lists_[object.storage].size();
  }
  std::size_t waiting = 0;
  std::size_t timers = 0;
  for (std::size_t id = 0; id < threads; ++id) {
    const Thread& state = threads_[id];
    if (state.ended) continue;
    if (state.phase == Phase::wake) ++waiting;
    if (has_timer(state)) ++timers;
  }
  return waiters == waiting && clock_.may_have_timers(timers);
}

// As subscribe_loaded() sees it.
bool World::has_timer(const Thread& state) const {
  if (state.pending->timeout_ns == no_timeout) return false;
  return state.pending->kind != OperationKind::wait || state.phase == Phase::wake;
}

bool World::is_thread_consistent(ThreadId thread, std::size_t threads) const {
  const Thread& state = this->thread(thread);
  if (state.ended) return true;
  if (state.pending == nullptr) return false;
  // It does not use what was destroyed any more, or is let go on into its misuse.
  if (is_destroyed(state.pending->object) || is_destroyed(state.pending->mutex)) return true;
  if (!fits_its_objects(*state.pending, threads)) return false;
  if (has_timer(state) && !clock_.has_timer(thread)) return false;
  const Parts parts = parts_of(state.pending->kind);
  switch (state.phase) {
    case Phase::whole:
      return parts != Parts::two;
    case Phase::enter:
    case Phase::leave:
      if (parts == Parts::two_on_rendezvous) {
        return channels_[object(state.pending->object).storage].is_rendezvous();
      }
      return parts == Parts::two;
    case Phase::wake: {
      if (state.pending->kind != OperationKind::wait) return false;
      const ThreadList& waiters = lists_[object(state.pending->object).storage];
      return std::ranges::count(waiters, thread) == 1;
    }
    case Phase::inside:
      return false;
  }
  return false;
}

bool World::is_object_consistent(const Object& object, std::size_t threads) const {
  if (object.owner != nobody && index(object.owner) >= threads) return false;
  const auto is_at = [&](ThreadId thread, OperationKind kind, Phase phase) {
    if (index(thread) >= threads) return false;
    const Thread& state = this->thread(thread);
    return state.pending != nullptr && !state.ended && state.pending->kind == kind &&
           state.phase == phase && &this->object(state.pending->object) == &object;
  };
  switch (object.kind) {
    case ObjectKind::mutex:
      return (object.depth == 0) == (object.owner == nobody);
    case ObjectKind::rwlock: {
      const ThreadList& readers = lists_[object.storage];
      return (object.depth == 0) == (object.owner == nobody) &&
             std::ranges::all_of(readers, [&](ThreadId each) { return index(each) < threads; });
    }
    case ObjectKind::condvar:
      return std::ranges::all_of(lists_[object.storage], [&](ThreadId each) {
        return is_at(each, OperationKind::wait, Phase::wake);
      });
    case ObjectKind::barrier:
      return std::ranges::all_of(lists_[object.storage], [&](ThreadId each) {
        return is_at(each, OperationKind::arrive, Phase::leave);
      });
    case ObjectKind::channel: {
      const Channel& channel = channels_[object.storage];
      return !channel.is_rendezvous() ||
             std::ranges::all_of(channel.messages(), [&](const Message& message) {
               return is_at(message.sender, OperationKind::send, Phase::leave);
             });
    }
    case ObjectKind::plain:
    case ObjectKind::atomic:
    case ObjectKind::semaphore:
    case ObjectKind::once:
    case ObjectKind::block:
      return true;
  }
  return false;
}

}  // namespace heddle
