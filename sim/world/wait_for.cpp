// Who waits for whom: cycles of threads that can never go on, found when they close, while others
// still run. The waits are of the AND kind (a thread goes on only once every holder has let go), so
// a cycle is a deadlock; see E. Knapp, "Deadlock detection in distributed databases" (ACM Computing
// Surveys 1987), section 2.

#include <algorithm>

#include "sim/world/world.hpp"

namespace heddle {

// Whether a thread that is not able waits for threads that are known.
bool World::waits_for_holders(const Thread& state) const {
  const OperationKind kind = state.pending->kind;
  switch (dependence_of(kind)) {
    case DependsOn::holder:
      return blocking_of(kind) == Blocks::may;  // else its time-out helps
    case DependsOn::thread:
      return true;
    case DependsOn::its_mutex:
      return state.phase == Phase::leave;
    case DependsOn::nothing:
    case DependsOn::object:
    case DependsOn::partner:
    case DependsOn::clock:
    case DependsOn::memory:
      return false;
  }
  return false;
}

void World::holders(const Thread& state, std::vector<ThreadId>& found) const {
  const Operation& operation = *state.pending;
  if (!waits_for_holders(state)) return;
  if (operation.kind == OperationKind::join) {
    found.push_back(operation.operand.thread());
    return;
  }
  const ObjectId id = operation.kind == OperationKind::wait ? operation.mutex : operation.object;
  const Object& held = object(id);
  if (held.owner != nobody) found.push_back(held.owner);
  if (held.kind == ObjectKind::rwlock && !is_shared(operation.kind)) {
    const ThreadList& readers = lists_[held.storage];
    found.insert(found.end(), readers.begin(), readers.end());
  }
}

std::vector<ThreadId> World::holders_of(ObjectId lock) const {
  std::vector<ThreadId> found;
  const Object& held = object(lock);
  if (held.owner != nobody) found.push_back(held.owner);
  if (held.kind == ObjectKind::rwlock) {
    const ThreadList& readers = lists_[held.storage];
    found.insert(found.end(), readers.begin(), readers.end());
  }
  return found;
}

// Whether it waits, and time alone will not help.
bool World::is_stuck(ThreadId thread) const {
  const Thread& state = this->thread(thread);
  return state.pending != nullptr && state.ways == 0 && waits_for_holders(state);
}

void World::look_for_cycle(ThreadId from) {
  if (!cycle_.empty()) return;
  // Nearly always the holder still runs: then there is no cycle, and nothing to search.
  const Operation& operation = *thread(from).pending;
  const ObjectId held = operation.kind == OperationKind::wait ? operation.mutex : operation.object;
  const ThreadId holder =
      operation.kind == OperationKind::join ? operation.operand.thread() : object(held).owner;
  if (holder != nobody && !is_stuck(holder)) return;
  std::vector<ThreadId> path;
  std::vector<ThreadId> seen;
  if (reaches(from, from, path, seen)) {
    cycle_ = std::move(path);
    attention_ = true;
  }
}

// Depth first; `path` is from where the search began to `from`.
bool World::reaches(ThreadId from, ThreadId target, std::vector<ThreadId>& path,
                    std::vector<ThreadId>& seen) const {
  const Thread& state = thread(from);
  if (!is_stuck(from)) return false;
  std::vector<ThreadId> next;
  holders(state, next);
  path.push_back(from);
  for (const ThreadId holder : next) {
    if (holder == target) return true;
    if (std::find(seen.begin(), seen.end(), holder) != seen.end()) continue;
    seen.push_back(holder);
    if (reaches(holder, target, path, seen)) return true;
  }
  path.pop_back();
  return false;
}

void World::append_blocked(std::vector<Alternative>& waiting) const {
  for (std::size_t id = 0; id < thread_count_; ++id) {
    const Thread& state = threads_[id];
    if (state.pending == nullptr || state.ways != 0) continue;
    waiting.push_back(
        {ThreadId{static_cast<std::uint32_t>(id)}, state.phase, Way::normal, 0, state.pending});
  }
}

std::vector<World::Blocked> World::blocked() const {
  std::vector<Blocked> result;
  for (std::size_t id = 0; id < thread_count_; ++id) {
    const Thread& state = threads_[id];
    if (state.ended || state.pending == nullptr) continue;
    if (state.ways != 0 && !(state.phase == Phase::wake)) continue;
    Blocked blocked{ThreadId{static_cast<std::uint32_t>(id)}, state.pending, state.phase, {}};
    holders(state, blocked.holders);
    result.push_back(std::move(blocked));
  }
  return result;
}

}  // namespace heddle
