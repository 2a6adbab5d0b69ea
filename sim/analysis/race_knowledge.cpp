// What each event makes of the rows: the rules of happens_before.cpp.

#include "sim/analysis/race_knowledge.hpp"

#include <algorithm>

#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

constexpr bool acquires(MemoryOrder order) {
  return order == MemoryOrder::acquire || order == MemoryOrder::acq_rel ||
         order == MemoryOrder::seq_cst;
}

constexpr bool releases(MemoryOrder order) {
  return order == MemoryOrder::release || order == MemoryOrder::acq_rel ||
         order == MemoryOrder::seq_cst;
}

}  // namespace

std::span<const std::size_t> RaceKnowledge::apply(std::span<const Event> events) {
  races_.clear();
  const bool is_atomically =
      !events.empty() && events.front().kind == OperationKind::atomically_begin;
  const std::size_t thread = events.empty() ? 0 : index(events.front().thread);
  if (is_atomically) join(own(thread), object_row(atomically_row));
  for (std::size_t place = 0; place < events.size(); ++place) {
    const Event& event = events[place];
    if (!is_plain_memory(event.kind)) {
      apply(event);
    } else if (access(event)) {
      races_.push_back(place);
    }
  }
  if (is_atomically) assign(object_row(atomically_row), own(thread));
  forget_known();
  return races_;
}

// Whether it races.
bool RaceKnowledge::access(const Event& event) {
  const std::size_t thread = index(event.thread);
  const std::size_t cell = objects_[index(event.object)].extra;
  const auto is_unknown = [&](std::size_t slot) {
    return has(accessed_.data(), slot) && !has(own(thread), slot);
  };
  bool races = is_unknown(write_slot(cell));
  if (event.kind == OperationKind::read) {
    set_accessed(read_slot(cell, thread), thread);
    return races;
  }
  for (std::size_t reader = 0; reader < threads_; ++reader) {
    const std::size_t slot = read_slot(cell, reader);
    races |= is_unknown(slot);
    if (has(accessed_.data(), slot)) forget(slot);
  }
  set_accessed(write_slot(cell), thread);
  return races;
}

void RaceKnowledge::apply(const Event& event) {
  const std::size_t thread = index(event.thread);
  const bool has_object = index(event.object) < objects_.size();
  const std::size_t row = has_object ? objects_[index(event.object)].row : 0;
  const std::size_t extra = has_object ? objects_[index(event.object)].extra : 0;
  const auto learn = [&](std::size_t from) { join(own(thread), object_row(from)); };
  const auto contribute = [&](std::size_t to) { join(object_row(to), own(thread)); };
  switch (event.kind) {
    case OperationKind::load:
      return load_from(thread, event);
    case OperationKind::store:
      return store(thread, event);
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
      return modify(thread, event);
    case OperationKind::compare_exchange:
      if (event.written.type == ValueType::nothing) return load_from(thread, event);
      return modify(thread, event);
    case OperationKind::fence:
      if (acquires(event.order)) {
        join(own(thread), unfenced(thread));
        clear(unfenced(thread));
      }
      if (releases(event.order)) assign(released(thread), own(thread));
      return;
    case OperationKind::try_lock:
      if (!event.value.is_true()) return;
      [[fallthrough]];
    case OperationKind::lock:
      learn(row);
      if (objects_[index(event.object)].kind == ObjectKind::rwlock) learn(extra);
      return;
    case OperationKind::unlock:
      return assign(object_row(row), own(thread));
    case OperationKind::lock_shared:
      return learn(row);
    case OperationKind::try_lock_shared:
      if (event.value.is_true()) learn(row);
      return;
    case OperationKind::unlock_shared:
      return contribute(extra);
    case OperationKind::wait: {
      const std::size_t mutex = objects_[index(event.mutex)].row;
      if (event.phase == Phase::enter) assign(object_row(mutex), own(thread));
      if (event.phase == Phase::leave) learn(mutex);
      return;
    }
    case OperationKind::acquire:
      if (event.way != Way::timeout) learn(row);
      return;
    case OperationKind::try_acquire:
      if (event.value.is_true()) learn(row);
      return;
    case OperationKind::release:
    case OperationKind::close:
    case OperationKind::once_end:
      return contribute(row);
    case OperationKind::arrive:
      return arrive(thread, event);
    case OperationKind::once_begin:
      if (!event.value.is_true()) learn(row);
      return;
    case OperationKind::send:
      return send(thread, event);
    case OperationKind::recv:
    case OperationKind::try_recv:
      return receive(thread, event);
    case OperationKind::spawn:
      if (event.value.type != ValueType::thread) return;  // there were too many
      lay_out(event.detail + 1);
      return assign(own(event.detail), own(thread));
    case OperationKind::join:
      // Nobody can join it again.
      join(own(thread), own(event.detail));
      if (event.detail != thread) clear(own(event.detail));
      return;
    case OperationKind::end:
      ended_[thread] = 1;
      clear(released(thread));
      clear(unfenced(thread));
      return;
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
      return;
  }
}

void RaceKnowledge::load_from(std::size_t thread, const Event& event) {
  const Row seen = acquires(event.order) ? own(thread) : unfenced(thread);
  join(seen, object_row(objects_[index(event.object)].row));
}

void RaceKnowledge::store(std::size_t thread, const Event& event) {
  const Row from = releases(event.order) ? own(thread) : released(thread);
  assign(object_row(objects_[index(event.object)].row), from);
}

void RaceKnowledge::modify(std::size_t thread, const Event& event) {
  load_from(thread, event);
  const Row from = releases(event.order) ? own(thread) : released(thread);
  join(object_row(objects_[index(event.object)].row), from);
}

void RaceKnowledge::arrive(std::size_t thread, const Event& event) {
  if (event.phase != Phase::enter && event.phase != Phase::whole) return;
  const Object& object = objects_[index(event.object)];
  std::vector<std::uint32_t>& waiting = waiting_[object.extra];
  const Row row = object_row(object.row);
  if (event.phase == Phase::enter) {
    waiting.push_back(static_cast<std::uint32_t>(thread));
    std::sort(waiting.begin(), waiting.end());
    return join(row, own(thread));
  }
  join(own(thread), row);
  for (const std::uint32_t other : waiting) join(own(other), own(thread));
  waiting.clear();
  clear(row);
}

void RaceKnowledge::send(std::size_t thread, const Event& event) {
  if (event.phase == Phase::leave) return;
  Channel& channel = channels_[objects_[index(event.object)].extra];
  if (channel.capacity > 0 && channel.sends >= channel.capacity &&
      !channel.receipts.senders.empty()) {
    join(own(thread), channel.receipts.bits.data());
    pop(channel.receipts);
  }
  if (channel.capacity > 0) channel.sends = std::min(channel.sends + 1, channel.capacity);
  const bool tells_sender = channel.capacity == 0;
  push(channel.messages, tells_sender ? static_cast<std::uint32_t>(thread) : 0, own(thread));
}

void RaceKnowledge::receive(std::size_t thread, const Event& event) {
  const Object& object = objects_[index(event.object)];
  if (event.value.type == ValueType::nothing) {
    const bool found_closed = event.kind == OperationKind::recv && event.way != Way::timeout;
    if (found_closed) join(own(thread), object_row(object.row));
    return;
  }
  Channel& channel = channels_[object.extra];
  if (channel.messages.senders.empty()) return;
  const std::uint32_t sender = channel.messages.senders.front();
  join(own(thread), channel.messages.bits.data());
  pop(channel.messages);
  if (channel.capacity > 0) push(channel.receipts, 0, own(thread));
  if (channel.capacity == 0) join(own(sender), own(thread));
}

}  // namespace heddle
