// Mutexes and rwlocks.

#include <algorithm>

#include "sim/world/world.hpp"

namespace heddle {
namespace {

constexpr std::string_view relock = "locked by the thread that already holds it";
constexpr std::string_view not_held = "unlocked by a thread that does not hold it";

bool contains(const ThreadList& list, ThreadId thread) {
  return std::find(list.begin(), list.end(), thread) != list.end();
}

}  // namespace

// Whether `thread` could take the lock now.
bool World::is_free(const Object& lock, ThreadId thread, bool shared) const {
  if (lock.kind == ObjectKind::mutex) {
    return lock.owner == nobody || (lock.recursive && lock.owner == thread);
  }
  if (lock.owner != nobody) return false;
  const ThreadList& readers = lists_[lock.storage];
  return shared ? !contains(readers, thread) : readers.empty();
}

bool World::is_held_by(const Object& lock, ThreadId thread) const {
  if (lock.owner == thread) return true;
  return lock.kind == ObjectKind::rwlock && contains(lists_[lock.storage], thread);
}

// Locking a rwlock that one holds is a misuse even where it is only tried; a mutex is not free
// then.
bool World::is_relocked_rwlock(const Object& lock, ThreadId thread) const {
  return lock.kind == ObjectKind::rwlock && is_held_by(lock, thread);
}

void World::take(Object& lock, ThreadId thread, bool shared) {
  if (shared) {
    lists_[lock.storage].push_back(thread);
  } else {
    lock.owner = thread;
    ++lock.depth;
  }
  refresh_subscribers(lock);
}

// One level of a mutex, or the exclusive side of a rwlock.
void World::release_one(Object& lock) {
  if (--lock.depth == 0) lock.owner = nobody;
  refresh_subscribers(lock);
}

bool World::perform_lock(const Alternative& taken, Thread& state, Event& event) {
  const OperationKind kind = taken.operation->kind;
  const bool shared = is_shared(kind);
  const bool tries = holding_of(kind) == Holds::tries;
  Object& lock = object(taken.operation->object);
  const bool free = taken.way != Way::timeout && is_free(lock, taken.thread, shared);
  if (!free && (!tries || is_relocked_rwlock(lock, taken.thread))) {
    fail_at(event, Status::misuse, relock);
    return true;
  }
  if (tries) {
    state.result = Value::of(free);
    event.value = state.result;
  }
  if (free) take(lock, taken.thread, shared);
  return true;
}

bool World::perform_unlock(const Alternative& taken, Event& event) {
  Object& lock = object(taken.operation->object);
  if (taken.operation->kind == OperationKind::unlock) {
    if (lock.owner != taken.thread) {
      fail_at(event, Status::misuse, not_held);
    } else {
      release_one(lock);
    }
    return true;
  }
  ThreadList& readers = lists_[lock.storage];
  const auto place = std::find(readers.begin(), readers.end(), taken.thread);
  if (place == readers.end()) {
    fail_at(event, Status::misuse, not_held);
  } else {
    readers.erase(place);
    refresh_subscribers(lock);
  }
  return true;
}

}  // namespace heddle
