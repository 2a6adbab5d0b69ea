#include "sim/explain/failure_message.hpp"

#include <algorithm>
#include <span>

#include "sim/explain/descriptions.hpp"
#include "sim/explain/history.hpp"
#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

std::string condition_text(std::span<const Condition* const> conditions, const World& world,
                           const Failure& failure) {
  const auto found = std::ranges::find(conditions, failure.site, &Condition::site);
  return found == conditions.end() ? std::string(failure.message)
                                   : (*found)->text_with_values(world);
}

// The operation by which the thread failed; null where it was none.
const Event* failed_step(const World& world, const Failure& failure) {
  const auto events = world.events();
  if (events.empty()) return nullptr;
  const Event& last = events.back();
  const bool is_it = last.thread == failure.thread && last.site == failure.site;
  return is_it && !is_memory(last.kind) ? &last : nullptr;
}

// Who is inside of an operation on the object.
std::string inside_text(ObjectId object, const World& world, const Texts& texts) {
  std::string text;
  for (std::uint32_t id = 0; id < world.thread_count(); ++id) {
    const Operation* const pending = world.pending(ThreadId{id});
    if (pending == nullptr || pending->object != object) continue;
    const Phase phase = world.phase(ThreadId{id});
    if (phase != Phase::wake && phase != Phase::leave) continue;
    text +=
        (text.empty() ? "; it is waited in by " : " and ") + world.thread_name(ThreadId{id}, texts);
  }
  return text;
}

// Of the step that failed: that an object of it was destroyed before, and where; else nothing.
std::string destroyed_before(const World& world, const Program& program, const Failure& failure,
                             const Texts& texts) {
  const auto events = world.events();
  if (events.empty() || events.back().thread != failure.thread) return {};
  const Event& step = events.back();
  for (const ObjectId object : {step.mutex, step.object}) {
    if (!is_created(object)) continue;
    const Event* const destroyed = destruction(events.first(events.size() - 1), object);
    if (destroyed == nullptr) continue;
    return object_name(object, world, program, texts) + ": " + std::string(failure.message) +
           ", by " + world.thread_name(destroyed->thread, texts) + " at " +
           program.site_name(destroyed->site);
  }
  return {};
}

// What made the operation a misuse.
std::string grounds(const Event& step, const World& world, const Program& program,
                    const Texts& texts) {
  const auto by = [&](const Event& event) {
    return world.thread_name(event.thread, texts) + " at " + program.site_name(event.site);
  };
  switch (step.kind) {
    case OperationKind::join: {
      const ThreadId joined{step.detail};
      const Event* const before = first_join(world.events(), joined);
      if (before == nullptr || before == &step) return {};
      return ": " + world.thread_name(joined, texts) + ", by " + by(*before);
    }
    case OperationKind::wait: {
      const std::string holders = holders_text(step.mutex, world, program, texts);
      return " " + object_name(step.mutex, world, program, texts) +
             (holders.empty() ? ", which nobody holds" : ", held by " + holders);
    }
    case OperationKind::destroy: {
      const std::string holders = holders_text(step.object, world, program, texts);
      return holders.empty() ? inside_text(step.object, world, texts)
                             : "; it is held by " + holders;
    }
    case OperationKind::unlock:
    case OperationKind::unlock_shared: {
      const std::string holders = holders_text(step.object, world, program, texts);
      return holders.empty() ? "; nobody holds it" : "; it is held by " + holders;
    }
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
    case OperationKind::try_lock:
    case OperationKind::lock_shared:
    case OperationKind::try_lock_shared:
    case OperationKind::notify_one:
    case OperationKind::notify_all:
    case OperationKind::acquire:
    case OperationKind::release:
    case OperationKind::try_acquire:
    case OperationKind::arrive:
    case OperationKind::once_begin:
    case OperationKind::once_end:
    case OperationKind::send:
    case OperationKind::recv:
    case OperationKind::try_recv:
    case OperationKind::close:
    case OperationKind::spawn:
    case OperationKind::sleep:
    case OperationKind::yield:
    case OperationKind::end:
    case OperationKind::print:
    case OperationKind::await:
    case OperationKind::choose:
    case OperationKind::atomically_begin:
    case OperationKind::atomically_end:
    case OperationKind::fail:
    case OperationKind::create:
    case OperationKind::access:
    case OperationKind::atomic_access: {
      const Event* const taken =
          lock_taken(world.events().first(world.events().size() - 1), step.object, step.thread);
      return taken == nullptr ? "" : ", since " + program.site_name(taken->site);
    }
  }
  return {};
}

}  // namespace

std::string failure_message(const World& world, const Program& program, const Failure& failure,
                            const Texts& texts) {
  const std::string message(failure.message);
  switch (failure.status) {
    case Status::assertion:
      return "assertion failed: " + program.failure_text(failure, world, world.events());
    case Status::invariant:
      return "invariant does not hold: " + condition_text(program.invariants(), world, failure);
    case Status::finally:
      return "does not hold at the end: " + condition_text(program.finally(), world, failure);
    case Status::panic: {
      const Event* const step = failed_step(world, failure);
      if (step == nullptr || step->object == no_object) {
        return program.failure_text(failure, world, world.events());
      }
      return object_name(step->object, world, program, texts) + ": " + message;
    }
    case Status::misuse: {
      const std::string destroyed = destroyed_before(world, program, failure, texts);
      if (!destroyed.empty()) return destroyed;
      const Event* const step = failed_step(world, failure);
      if (step == nullptr) return message;
      const std::string what = message + grounds(*step, world, program, texts);
      return step->object == no_object
                 ? what
                 : object_name(step->object, world, program, texts) + ": " + what;
    }
    case Status::completed:
    case Status::deadlock:
    case Status::fault:
    case Status::truncated:
    case Status::abandoned:
    case Status::crash:
      return message;
  }
  return message;
}

}  // namespace heddle
