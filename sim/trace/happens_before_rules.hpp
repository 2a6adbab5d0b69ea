#pragma once
// The rules of happens-before, stated once: what each event lets a thread learn, and what it passes
// on. docs/semantics.md lists them for people. They are the same whether knowledge is a vector
// clock (HappensBefore) or the set of accesses that can still be in a race (RaceKnowledge).
//
// `Knowledge` keeps the rows of what objects pass on, by number. It has:
//
//   row(object)                   its row
//   shared_row(object)            of a rwlock: the row of the shared unlocks
//   learn_exclusively(thread, object)   learns its row; of what may be a rwlock, both
//   row_of_access(event)          a std::optional: the row of the bytes that an atomic access to
//                                 the program's own memory begins at, if there is one
//   create(event)                 there is a new object
//   learn(thread, row)            the thread comes to know what the row holds
//   publish(thread, row)          the row becomes what the thread knows
//   contribute(thread, row)       the row comes to hold that beside what it held
//   clear(row)                    the row becomes empty
//   see(thread, row)              the thread learns it at its next acquire fence
//   acquire_fence(thread)         the thread learns what it saw since the last one
//   release_fence(thread)         what the thread knows now is its fenced knowledge
//   publish_fenced, contribute_fenced   as above, with the fenced knowledge
//   spawn(thread, child), join(thread, child), end(thread)
//   teach(thread, other)          the other thread comes to know what the thread knows
//   part(thread)                  what the thread does from now on is not known to those who learnt
//                                 from it before; publish(), contribute() and spawn() imply it
//   wait_at(barrier, thread); waiting_at(barrier): the threads, which may be cleared
//   capacity(channel), push_message(channel, thread), push_receipt(channel, thread)
//   learn_message(thread, channel)   a std::optional: the sender, if there is a message
//   learn_receipt(thread, channel)   of the place in the channel that a send takes, if it was taken
//                                 before

#include <cstddef>
#include <optional>

#include "sim/model/event.hpp"
#include "sim/model/program.hpp"

namespace heddle {

template <typename Knowledge>
class HappensBeforeRules {
 public:
  // What `atomically` blocks pass on to each other.
  static constexpr std::uint32_t atomically_row = 0;

  explicit HappensBeforeRules(Knowledge& knowledge) : knowledge_(knowledge) {}

  // Plain memory orders nothing; of `atomically`, only the two ends matter.
  void apply(const Event& event);

  void lock(std::size_t thread, ObjectId object) { knowledge_.learn_exclusively(thread, object); }
  void unlock(std::size_t thread, ObjectId object) {
    knowledge_.publish(thread, knowledge_.row(object));
  }
  // The accesses inside of an `atomically` lie between these two.
  void begin_atomically(std::size_t thread) { knowledge_.learn(thread, atomically_row); }
  void end_atomically(std::size_t thread) { knowledge_.publish(thread, atomically_row); }

 private:
  static constexpr bool acquires(MemoryOrder order) {
    return order == MemoryOrder::acquire || order == MemoryOrder::acq_rel ||
           order == MemoryOrder::seq_cst;
  }
  static constexpr bool releases(MemoryOrder order) {
    return order == MemoryOrder::release || order == MemoryOrder::acq_rel ||
           order == MemoryOrder::seq_cst;
  }

  std::uint32_t row_of(ObjectId object) const { return knowledge_.row(object); }

  void load(std::size_t thread, std::uint32_t row, MemoryOrder order);
  void store(std::size_t thread, std::uint32_t row, MemoryOrder order);
  void modify(std::size_t thread, std::uint32_t row, MemoryOrder order);
  void access_atomically(std::size_t thread, const Event& event);
  void fence(std::size_t thread, const Event& event);
  void arrive(std::size_t thread, const Event& event);
  void send(std::size_t thread, const Event& event);
  void receive(std::size_t thread, const Event& event);

  Knowledge& knowledge_;
};

template <typename Knowledge>
void HappensBeforeRules<Knowledge>::apply(const Event& event) {
  const std::size_t thread = index(event.thread);
  switch (event.kind) {
    case OperationKind::load:
      return load(thread, row_of(event.object), event.order);
    case OperationKind::store:
      return store(thread, row_of(event.object), event.order);
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
      return modify(thread, row_of(event.object), event.order);
    case OperationKind::compare_exchange:
      if (event.written.type == ValueType::nothing) {
        return load(thread, row_of(event.object), event.order);
      }
      return modify(thread, row_of(event.object), event.order);
    case OperationKind::atomic_access:
      return access_atomically(thread, event);
    case OperationKind::create:
      return knowledge_.create(event);
    case OperationKind::fence:
      return fence(thread, event);
    case OperationKind::lock:
      return lock(thread, event.object);
    case OperationKind::try_lock:
      if (event.value.is_true()) lock(thread, event.object);
      return;
    case OperationKind::unlock:
      return unlock(thread, event.object);
    case OperationKind::lock_shared:
      return knowledge_.learn(thread, row_of(event.object));
    case OperationKind::try_lock_shared:
      if (event.value.is_true()) knowledge_.learn(thread, row_of(event.object));
      return;
    case OperationKind::unlock_shared:
      return knowledge_.contribute(thread, knowledge_.shared_row(event.object));
    case OperationKind::wait:
      if (event.phase == Phase::enter) unlock(thread, event.mutex);
      if (event.phase == Phase::leave) lock(thread, event.mutex);
      return;
    case OperationKind::acquire:
      if (event.way != Way::timeout) knowledge_.learn(thread, row_of(event.object));
      return;
    case OperationKind::try_acquire:
      if (event.value.is_true()) knowledge_.learn(thread, row_of(event.object));
      return;
    case OperationKind::release:
    case OperationKind::close:
    case OperationKind::once_end:
      return knowledge_.contribute(thread, row_of(event.object));
    case OperationKind::arrive:
      return arrive(thread, event);
    case OperationKind::once_begin:
      if (!event.value.is_true()) knowledge_.learn(thread, row_of(event.object));
      return;
    case OperationKind::send:
      return send(thread, event);
    case OperationKind::recv:
    case OperationKind::try_recv:
      return receive(thread, event);
    case OperationKind::spawn:
      // Else there were too many threads.
      if (event.value.type == ValueType::thread) knowledge_.spawn(thread, event.detail);
      return;
    case OperationKind::join:
      return knowledge_.join(thread, event.detail);
    case OperationKind::end:
      return knowledge_.end(thread);
    case OperationKind::read:
    case OperationKind::write:
    case OperationKind::notify_one:
    case OperationKind::notify_all:
    case OperationKind::sleep:
    case OperationKind::yield:
    case OperationKind::print:
    case OperationKind::await:
    case OperationKind::choose:
    case OperationKind::atomically_begin:
    case OperationKind::atomically_end:
    case OperationKind::fail:
    case OperationKind::destroy:
    case OperationKind::access:
      return;
  }
}

template <typename Knowledge>
void HappensBeforeRules<Knowledge>::load(std::size_t thread, std::uint32_t row, MemoryOrder order) {
  if (acquires(order)) return knowledge_.learn(thread, row);
  // An acquire fence may yet order what this load saw.
  knowledge_.see(thread, row);
}

// A store ends the release sequences of earlier ones, also those of its own thread (since C++20).
template <typename Knowledge>
void HappensBeforeRules<Knowledge>::store(std::size_t thread, std::uint32_t row,
                                          MemoryOrder order) {
  if (releases(order)) return knowledge_.publish(thread, row);
  knowledge_.publish_fenced(thread, row);
}

// A read-modify-write goes on with the release sequence of what it read.
template <typename Knowledge>
void HappensBeforeRules<Knowledge>::modify(std::size_t thread, std::uint32_t row,
                                           MemoryOrder order) {
  load(thread, row, order);
  if (releases(order)) return knowledge_.contribute(thread, row);
  knowledge_.contribute_fenced(thread, row);
}

template <typename Knowledge>
void HappensBeforeRules<Knowledge>::access_atomically(std::size_t thread, const Event& event) {
  const std::optional<std::uint32_t> row = knowledge_.row_of_access(event);
  if (!row) return;
  switch (memory_effect_of(event)) {
    case MemoryEffect::read:
      return load(thread, *row, event.order);
    case MemoryEffect::write:
      return store(thread, *row, event.order);
    case MemoryEffect::read_and_write:
      return modify(thread, *row, event.order);
  }
}

template <typename Knowledge>
void HappensBeforeRules<Knowledge>::fence(std::size_t thread, const Event& event) {
  if (acquires(event.order)) knowledge_.acquire_fence(thread);
  if (releases(event.order)) knowledge_.release_fence(thread);
}

// The last thread to arrive teaches the others at once. Nothing can tell that from their learning
// it as they leave, since they are blocked. And a thread that leaves late cannot learn of the next
// round.
template <typename Knowledge>
void HappensBeforeRules<Knowledge>::arrive(std::size_t thread, const Event& event) {
  if (event.phase != Phase::enter && event.phase != Phase::whole) return;
  const std::uint32_t row = row_of(event.object);
  if (event.phase == Phase::enter) {
    knowledge_.wait_at(event.object, thread);
    return knowledge_.contribute(thread, row);
  }
  knowledge_.learn(thread, row);
  auto& waiting = knowledge_.waiting_at(event.object);
  for (const std::uint32_t other : waiting) knowledge_.teach(thread, other);
  waiting.clear();
  knowledge_.clear(row);
  knowledge_.part(thread);
}

template <typename Knowledge>
void HappensBeforeRules<Knowledge>::send(std::size_t thread, const Event& event) {
  if (event.phase == Phase::leave) return;
  const ObjectId channel = event.object;
  knowledge_.learn_receipt(thread, channel);
  knowledge_.push_message(channel, thread);
  knowledge_.part(thread);
}

template <typename Knowledge>
void HappensBeforeRules<Knowledge>::receive(std::size_t thread, const Event& event) {
  if (event.value.type == ValueType::nothing) {
    // A try_recv cannot tell a closed channel from an empty one, so it learns nothing.
    const bool found_closed = event.kind == OperationKind::recv && event.way != Way::timeout;
    if (found_closed) knowledge_.learn(thread, row_of(event.object));
    return;
  }
  const ObjectId channel = event.object;
  const std::optional<std::size_t> sender = knowledge_.learn_message(thread, channel);
  if (!sender) return;
  const std::int64_t capacity = knowledge_.capacity(channel);
  if (capacity == unbounded_capacity) return;
  if (capacity > 0) {
    knowledge_.push_receipt(channel, thread);
  } else if (*sender != thread) {
    // The sender is blocked until it has handed the message over; see arrive().
    knowledge_.teach(thread, *sender);
  }
  knowledge_.part(thread);
}

}  // namespace heddle
