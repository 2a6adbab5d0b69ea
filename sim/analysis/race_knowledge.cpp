// What each event makes of the rows.

#include "sim/analysis/race_knowledge.hpp"

#include <algorithm>

#include "sim/model/operation_table.hpp"

namespace heddle {
std::span<const std::size_t> RaceKnowledge::apply(std::span<const Event> events) {
  races_.clear();
  const bool is_atomically =
      !events.empty() && events.front().kind == OperationKind::atomically_begin;
  const std::size_t thread = events.empty() ? 0 : index(events.front().thread);
  HappensBeforeRules<RaceKnowledge> rules(*this);
  if (is_atomically) rules.begin_atomically(thread);
  for (std::size_t place = 0; place < events.size(); ++place) {
    const Event& event = events[place];
    if (is_plain_memory(event.kind)) {
      if (access(event)) races_.push_back(place);
      continue;
    }
    if (touch_created(event)) races_.push_back(place);
    // Of what was created beyond the limit nothing is kept.
    if (event.object == no_object || slot(event.object) < objects_.size()) rules.apply(event);
  }
  if (is_atomically) rules.end_atomically(thread);
  forget_known();
  return races_;
}

// Whether it races.
bool RaceKnowledge::access(const Event& event) {
  return touch(event.object, index(event.thread), event.kind == OperationKind::write);
}

bool RaceKnowledge::touch(ObjectId id, std::size_t thread, bool changes) {
  if (slot(id) >= objects_.size()) return false;
  const std::size_t cell = object_of(id).cell;
  const auto is_unknown = [&](std::size_t slot) {
    return has(accessed_.data(), slot) && !has(own(thread), slot);
  };
  bool races = is_unknown(write_slot(cell));
  if (!changes) {
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

// As Analysis::touch_created() does it. Whether the use, the coming or the going of an object
// races.
bool RaceKnowledge::touch_created(const Event& event) {
  const std::size_t thread = index(event.thread);
  if (event.kind == OperationKind::create) create(event);
  bool races = false;
  if (is_created(event.mutex) && event.phase != Phase::wake) {
    races |= touch(event.mutex, thread, false);
  }
  if (is_created(event.object) && event.phase != Phase::leave) {
    const bool changes =
        event.kind == OperationKind::create || event.kind == OperationKind::destroy;
    races |= touch(event.object, thread, changes);
  }
  return races;
}

void RaceKnowledge::acquire_fence(std::size_t thread) {
  join_rows(own(thread), unfenced(thread));
  clear_row(unfenced(thread));
}

void RaceKnowledge::spawn(std::size_t thread, std::size_t child) {
  lay_out(child + 1);
  assign(own(child), own(thread));
}

void RaceKnowledge::join(std::size_t thread, std::size_t child) {
  teach(child, thread);
  // Nobody can join it again.
  if (child != thread) clear_row(own(child));
}

void RaceKnowledge::end(std::size_t thread) {
  ended_[thread] = 1;
  clear_row(released(thread));
  clear_row(unfenced(thread));
}

// In order of threads, as it does not matter who came first.
void RaceKnowledge::wait_at(ObjectId barrier, std::size_t thread) {
  std::vector<std::uint32_t>& waiting = waiting_at(barrier);
  waiting.push_back(static_cast<std::uint32_t>(thread));
  std::sort(waiting.begin(), waiting.end());
}

// Who sent it matters only where the sender waits for it to be received.
void RaceKnowledge::push_message(ObjectId object, std::size_t thread) {
  Channel& channel = channel_of(object);
  if (channel.capacity > 0) channel.sends = std::min(channel.sends + 1, channel.capacity);
  const bool tells_sender = channel.capacity == 0;
  push(channel.messages, tells_sender ? static_cast<std::uint32_t>(thread) : 0, own(thread));
}

std::optional<std::size_t> RaceKnowledge::learn_message(std::size_t thread, ObjectId channel) {
  Queue& messages = channel_of(channel).messages;
  if (messages.senders.empty()) return std::nullopt;
  const std::uint32_t sender = messages.senders.front();
  join_rows(own(thread), messages.bits.data());
  pop(messages);
  return sender;
}

void RaceKnowledge::learn_receipt(std::size_t thread, ObjectId object) {
  Channel& channel = channel_of(object);
  const bool is_full = channel.capacity > 0 && channel.sends >= channel.capacity;
  if (!is_full || channel.receipts.senders.empty()) return;
  join_rows(own(thread), channel.receipts.bits.data());
  pop(channel.receipts);
}

}  // namespace heddle
