#include "sim/explain/descriptions.hpp"

#include "sim/explain/history.hpp"
#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

// A thread that holds the lock, and since where.
std::string holder_text(ThreadId holder, ObjectId lock, const World& world, const Program& program,
                        const Texts& texts) {
  std::string text = world.thread_name(holder, texts);
  if (world.has_ended(holder)) text += " (which has ended)";
  const Event* const taken = lock_taken(world.events(), lock, holder);
  return taken == nullptr ? text : text + " since " + program.site_name(taken->site);
}

std::string awaited_text(const Condition& condition, const World& world) {
  const std::string text = condition.text_with_values(world);
  return text.empty() ? "a condition that does not hold" : text;
}

std::string held_by(const World::Blocked& blocked, ObjectId lock, const World& world,
                    Program& program) {
  std::string text;
  for (const ThreadId holder : blocked.holders) {
    text += text.empty() ? ", held by " : " and ";
    text += holder == blocked.thread ? "itself"
                                     : holder_text(holder, lock, world, program, program.texts());
  }
  return text;
}

// Why nobody wakes it.
std::string lost_text(const World::Blocked& blocked, const World& world, Program& program) {
  if (blocked.phase != Phase::wake) return {};
  const ObjectId condvar = blocked.operation->object;
  const Event* const lost = lost_notification(world.events(), condvar, blocked.thread);
  if (lost == nullptr) return {};
  return ", after " + std::string(name(lost->kind)) + " by " +
         world.thread_name(lost->thread, program.texts()) + " at " + program.site_name(lost->site) +
         " found nobody waiting";
}

}  // namespace

std::string object_name(ObjectId object, const World& world, const Program& program,
                        const Texts& texts) {
  return is_created(object) ? world.created_name(object, texts) : program.object_name(object);
}

std::string holders_text(ObjectId lock, const World& world, const Program& program,
                         const Texts& texts) {
  std::string text;
  for (const ThreadId holder : world.holders_of(lock)) {
    text += text.empty() ? "" : " and ";
    text += holder_text(holder, lock, world, program, texts);
  }
  return text;
}

std::string describe(const World::Blocked& blocked, const World& world, Program& program) {
  const Operation& operation = *blocked.operation;
  const Texts& texts = program.texts();
  const auto object = [&] { return object_name(operation.object, world, program, texts); };
  switch (operation.kind) {
    case OperationKind::lock:
    case OperationKind::try_lock:
      return "waits to lock " + object() + held_by(blocked, operation.object, world, program);
    case OperationKind::lock_shared:
    case OperationKind::try_lock_shared:
      return "waits to lock " + object() + " shared" +
             held_by(blocked, operation.object, world, program);
    case OperationKind::wait:
      if (blocked.phase == Phase::leave) {
        return "waits to lock " + object_name(operation.mutex, world, program, texts) + " again" +
               held_by(blocked, operation.mutex, world, program);
      }
      return "waits for a notification of " + object() + lost_text(blocked, world, program);
    case OperationKind::acquire:
    case OperationKind::try_acquire:
      return "waits for a permit of " + object();
    case OperationKind::arrive:
      return "waits at " + object() + " for more threads to arrive";
    case OperationKind::once_begin:
      return "waits for the first call of " + object() + " to end" +
             held_by(blocked, operation.object, world, program);
    case OperationKind::send:
      return blocked.phase == Phase::leave ? "waits for its message on " + object() + " to be taken"
                                           : "waits for room in " + object();
    case OperationKind::recv:
      return "waits for a message on " + object();
    case OperationKind::join: {
      const ThreadId target = operation.operand.thread();
      return "waits for the end of " +
             (target == blocked.thread ? std::string("itself") : world.thread_name(target, texts));
    }
    case OperationKind::await:
      return "awaits " + awaited_text(*operation.condition, world);
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
    case OperationKind::notify_one:
    case OperationKind::notify_all:
    case OperationKind::release:
    case OperationKind::once_end:
    case OperationKind::try_recv:
    case OperationKind::close:
    case OperationKind::spawn:
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
  return "cannot go on";
}

std::string describe_access(const Event& event, const World& world, Program& program) {
  std::string_view what = name(event.kind);
  if (is_block_access(event.kind)) what = writes(memory_effect_of(event)) ? "write" : "read";
  return std::string(what) + " by " + world.thread_name(event.thread, program.texts()) + " at " +
         program.site_name(event.site);
}

std::string to_text(const Value& value, const Texts& texts) {
  switch (value.type) {
    case ValueType::nothing:
      return "nothing";
    case ValueType::integer:
      return std::to_string(value.bits);
    case ValueType::boolean:
      return value.is_true() ? "true" : "false";
    case ValueType::text:
      return "'" + std::string(texts[value.text()]) + "'";
    case ValueType::thread:
    case ValueType::threads:
      return "thread";
  }
  return {};
}

}  // namespace heddle
