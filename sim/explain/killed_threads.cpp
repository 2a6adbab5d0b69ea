#include "sim/explain/killed_threads.hpp"

#include <string_view>

#include "sim/explain/descriptions.hpp"

namespace heddle {
namespace {

// Whether the first part of the thread's operation, which it can always perform, leads into a wait.
bool leads_into_wait(const World& world, ThreadId thread) {
  return world.phase(thread) == Phase::enter;
}

// Whether it needs another thread to go on.
bool waits(const World& world, ThreadId thread) {
  const Operation* const pending = world.pending(thread);
  if (pending == nullptr || pending->timeout_ns != no_timeout) return false;
  // A wake-up for no reason is nothing that one may count on.
  return !world.is_able(thread) || leads_into_wait(world, thread) ||
         world.phase(thread) == Phase::wake;
}

// The object by which another thread could help; none where it may be any.
ObjectId awaited_object(const World& world, ThreadId thread) {
  const Operation& pending = *world.pending(thread);
  const bool relocks = pending.kind == OperationKind::wait && world.phase(thread) == Phase::leave;
  return relocks ? pending.mutex : pending.object;
}

// What nobody was left for.
std::string_view help(const Operation& pending, Phase phase) {
  switch (pending.kind) {
    case OperationKind::wait:
      return phase == Phase::leave ? "unlocked it" : "notified it";
    case OperationKind::acquire:
      return "released one";
    case OperationKind::arrive:
      return "arrived";
    case OperationKind::send:
      return "received it";
    case OperationKind::recv:
      return "sent one";
    case OperationKind::await:
      return "made it true";
    case OperationKind::lock:
    case OperationKind::lock_shared:
      return "unlocked it";
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
    case OperationKind::try_lock:
    case OperationKind::unlock_shared:
    case OperationKind::try_lock_shared:
    case OperationKind::notify_one:
    case OperationKind::notify_all:
    case OperationKind::release:
    case OperationKind::try_acquire:
    case OperationKind::once_begin:
    case OperationKind::once_end:
    case OperationKind::try_recv:
    case OperationKind::close:
    case OperationKind::spawn:
    case OperationKind::join:
    case OperationKind::sleep:
    case OperationKind::yield:
    case OperationKind::end:
    case OperationKind::print:
    case OperationKind::choose:
    case OperationKind::atomically_begin:
    case OperationKind::atomically_end:
    case OperationKind::fail:
    case OperationKind::create:
    case OperationKind::destroy:
    case OperationKind::access:
    case OperationKind::atomic_access:
      break;
  }
  return "let it go on";
}

}  // namespace

bool KilledThreads::may_use(ThreadId thread, ObjectId object) {
  const std::uint64_t key =
      (std::uint64_t{index(world_->label(thread))} << 32U) | std::uint64_t{index(object)};
  const auto known = uses_.find(key);
  if (known != uses_.end()) return known->second;
  return uses_.emplace(key, is_created(object) || program_.may_use(thread, object)).first->second;
}

// Two that stand before the same do not help each other, but at a barrier.
bool KilledThreads::may_help(ThreadId helper, ThreadId waiting) {
  const Operation& operation = *world_->pending(waiting);
  const Operation& other = *world_->pending(helper);
  const bool is_same = other.kind == operation.kind && other.object == operation.object &&
                       operation.kind != OperationKind::arrive && waits(*world_, helper);
  if (is_same) return false;
  const ObjectId object = awaited_object(*world_, waiting);
  return object == no_object || may_use(helper, object);
}

// Whoever can take a step may go on, and whom one of those may help. A thread before an operation
// of two parts takes the first one, by which it may help others; but it goes on only where somebody
// helps it, too.
void KilledThreads::look_at(const World& world) {
  world_ = &world;
  const std::size_t threads = world.thread_count();
  may_go_on_.assign(threads, false);
  const auto is_live = [&](std::uint32_t id) {
    return !world.has_ended(ThreadId{id}) && world.pending(ThreadId{id}) != nullptr;
  };
  bool any_waits = false;
  for (std::uint32_t id = 0; id < threads; ++id) {
    if (!is_live(id)) continue;
    may_go_on_[id] = !waits(world, ThreadId{id});
    any_waits = any_waits || !may_go_on_[id];
  }
  const auto helped = [&](std::uint32_t waiting) {
    for (std::uint32_t id = 0; id < threads; ++id) {
      if (id == waiting || !is_live(id)) continue;
      const bool acts = may_go_on_[id] || leads_into_wait(world, ThreadId{id});
      if (acts && may_help(ThreadId{id}, ThreadId{waiting})) return true;
    }
    return false;
  };
  for (bool changed = any_waits; changed;) {
    changed = false;
    for (std::uint32_t id = 0; id < threads; ++id) {
      if (!is_live(id) || may_go_on_[id] || !helped(id)) continue;
      may_go_on_[id] = true;
      changed = true;
    }
  }
}

bool KilledThreads::has_leaked(ThreadId thread) const { return !may_go_on_[index(thread)]; }

std::string KilledThreads::message(ThreadId thread) const {
  const World& world = *world_;
  const std::string cut =
      "main's end cuts " + world.thread_name(thread, program_.texts()) + " short, which ";
  if (!waits(world, thread)) return cut + "was still at work";
  World::Blocked waiting{thread, world.pending(thread), world.phase(thread), {}};
  for (const World::Blocked& blocked : world.blocked()) {
    if (blocked.thread == thread) waiting = blocked;
  }
  const bool sends = waiting.operation->kind == OperationKind::send;
  const bool comes_to_wait = leads_into_wait(world, thread);
  if (comes_to_wait && sends) waiting.phase = Phase::leave;
  return cut + (comes_to_wait ? "next " : "") + describe(waiting, world, program_) +
         (has_leaked(thread) ? "; nobody was left who could have " +
                                   std::string(help(*waiting.operation, waiting.phase))
                             : "; others were still at work");
}

}  // namespace heddle
