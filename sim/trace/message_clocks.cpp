#include "sim/trace/message_clocks.hpp"

namespace heddle {

std::uint32_t MessageClocks::add_channel(std::int64_t capacity) {
  channels_.push_back({.capacity = capacity, .sends = 0, .messages = {}, .receipts = {}});
  return static_cast<std::uint32_t>(channels_.size() - 1);
}

void MessageClocks::begin() {
  ++execution_;
  used_ = 0;
  free_ = none;
}

// Channels are emptied when they are first used, so that unused ones cost nothing.
MessageClocks::Channel& MessageClocks::present(std::uint32_t channel) {
  Channel& found = channels_[channel];
  if (found.execution != execution_) {
    found.execution = execution_;
    found.sends = 0;
    found.messages = {};
    found.receipts = {};
  }
  return found;
}

void MessageClocks::push(Queue& queue, std::uint32_t sender, const Clock* clocks) {
  std::uint32_t row = free_;
  if (row != none) {
    free_ = nodes_[row].next;
  } else {
    row = used_++;
    if (row == nodes_.size()) {
      nodes_.emplace_back();
      clocks_.add_rows(1);
    }
  }
  assign(clocks_.row(row), clocks, clocks_.width());
  nodes_[row] = {.next = none, .sender = sender};
  if (queue.first == none) {
    queue.first = row;
  } else {
    nodes_[queue.last].next = row;
  }
  queue.last = row;
}

std::uint32_t MessageClocks::pop(Queue& queue) {
  const std::uint32_t row = queue.first;
  if (row == none) return none;
  queue.first = nodes_[row].next;
  nodes_[row].next = free_;
  free_ = row;
  return row;
}

void MessageClocks::push_message(std::uint32_t channel, std::uint32_t sender, const Clock* clocks) {
  Channel& found = present(channel);
  ++found.sends;
  push(found.messages, sender, clocks);
}

void MessageClocks::push_receipt(std::uint32_t channel, const Clock* clocks) {
  push(present(channel).receipts, 0, clocks);
}

MessageClocks::Message MessageClocks::pop_message(std::uint32_t channel) {
  const std::uint32_t row = pop(present(channel).messages);
  if (row == none) return {.clocks = nullptr, .sender = 0};
  return {.clocks = clocks_.row(row), .sender = nodes_[row].sender};
}

bool MessageClocks::send_needs_receipt(std::uint32_t channel) {
  const Channel& found = present(channel);
  return found.capacity > 0 && found.sends >= found.capacity;
}

const Clock* MessageClocks::pop_receipt(std::uint32_t channel) {
  const std::uint32_t row = pop(present(channel).receipts);
  return row == none ? nullptr : clocks_.row(row);
}

}  // namespace heddle
