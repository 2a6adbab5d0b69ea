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
    if (!is_plain_memory(event.kind)) {
      rules.apply(event);
    } else if (access(event)) {
      races_.push_back(place);
    }
  }
  if (is_atomically) rules.end_atomically(thread);
  forget_known();
  return races_;
}

// Whether it races.
bool RaceKnowledge::access(const Event& event) {
  const std::size_t thread = index(event.thread);
  const std::size_t cell = rows_[event.object].extra;
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
void RaceKnowledge::wait_at(std::uint32_t barrier, std::size_t thread) {
  std::vector<std::uint32_t>& waiting = waiting_[barrier];
  waiting.push_back(static_cast<std::uint32_t>(thread));
  std::sort(waiting.begin(), waiting.end());
}

// Who sent it matters only where the sender waits for it to be received.
void RaceKnowledge::push_message(std::uint32_t number, std::size_t thread) {
  Channel& channel = channels_[number];
  if (channel.capacity > 0) channel.sends = std::min(channel.sends + 1, channel.capacity);
  const bool tells_sender = channel.capacity == 0;
  push(channel.messages, tells_sender ? static_cast<std::uint32_t>(thread) : 0, own(thread));
}

std::optional<std::size_t> RaceKnowledge::learn_message(std::size_t thread, std::uint32_t channel) {
  Queue& messages = channels_[channel].messages;
  if (messages.senders.empty()) return std::nullopt;
  const std::uint32_t sender = messages.senders.front();
  join_rows(own(thread), messages.bits.data());
  pop(messages);
  return sender;
}

void RaceKnowledge::learn_receipt(std::size_t thread, std::uint32_t number) {
  Channel& channel = channels_[number];
  const bool is_full = channel.capacity > 0 && channel.sends >= channel.capacity;
  if (!is_full || channel.receipts.senders.empty()) return;
  join_rows(own(thread), channel.receipts.bits.data());
  pop(channel.receipts);
}

}  // namespace heddle
