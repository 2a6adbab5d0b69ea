#pragma once
// What is in a channel besides its messages: the clock that each was sent at, and that each was
// received at, in order. Knows channels by number, and threads as lanes; what the clocks order is
// decided by HappensBefore.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/trace/lane_table.hpp"

namespace heddle {

class MessageClocks {
 public:
  // `capacity` as in ObjectDeclaration. Returns the channel's number.
  std::uint32_t add_channel(std::int64_t capacity);
  void set_capacity(std::uint32_t channel, std::int64_t capacity) {
    channels_[channel].capacity = capacity;
  }
  std::int64_t capacity(std::uint32_t channel) const { return channels_[channel].capacity; }

  // Empties every channel.
  void begin();
  void widen(std::size_t lanes) { clocks_.widen(lanes); }

  // A message was sent by `sender`, who then knew `clocks`.
  void push_message(std::uint32_t channel, std::uint32_t sender, const Clock* clocks);
  // A message was received by a thread that then knew `clocks`.
  void push_receipt(std::uint32_t channel, const Clock* clocks);

  struct Message {
    const Clock* clocks;  // valid until the next push; null where there was none
    std::uint32_t sender;
  };
  // Takes out the message that was sent first.
  Message pop_message(std::uint32_t channel);
  // Whether the next send waits for a receipt to make room: all `capacity` places were taken
  // before.
  bool send_needs_receipt(std::uint32_t channel);
  // Takes out the first receipt; null where there is none.
  const Clock* pop_receipt(std::uint32_t channel);

 private:
  static constexpr std::uint32_t none = UINT32_MAX;

  // A singly linked list of rows.
  struct Queue {
    std::uint32_t first = none;
    std::uint32_t last = none;
  };
  struct Channel {
    std::int64_t capacity = 0;
    std::int64_t sends = 0;
    Queue messages;
    Queue receipts;
    std::uint64_t execution = 0;  // in which the three above were last used
  };
  struct Node {
    std::uint32_t next = none;
    std::uint32_t sender = 0;
  };

  Channel& present(std::uint32_t channel);
  void push(Queue& queue, std::uint32_t sender, const Clock* clocks);
  std::uint32_t pop(Queue& queue);

  std::vector<Channel> channels_;
  LaneTable<Clock> clocks_;
  std::vector<Node> nodes_;    // one for each row of clocks_
  std::uint32_t used_ = 0;     // rows from here on were not used in this execution
  std::uint32_t free_ = none;  // a list of used rows that are free again
  std::uint64_t execution_ = 0;
};

}  // namespace heddle
