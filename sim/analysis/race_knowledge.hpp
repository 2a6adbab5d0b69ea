#pragma once
// Data races without history: what of happens-before the future can depend on, as a finite state.
// For searches that meet a state on many ways, where clocks would tell every way apart.
//
// Of every plain cell only the last write, and each thread's last read since, can be in a race yet:
// a slot for each. Every thread, and everything that passes happens-before on (locks, atomics,
// messages, ...), is a row: the set of slots whose access it knows of, that is, that happened
// before. Rows flow by the rules of happens_before_rules.hpp; a new access to a slot is known to
// its thread alone. An access races exactly where a conflicting slot is not known to its thread,
// which is what clocks would say, as a clock is only ever asked about accesses that are in a slot.
// A slot that all threads know, those that have ended left out, can never race again, and is
// forgotten.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/model/event.hpp"
#include "sim/model/program.hpp"
#include "sim/trace/happens_before_rules.hpp"
#include "sim/trace/synchronization_rows.hpp"

namespace heddle {

class RaceKnowledge {
 public:
  // The objects in the order of their ids. Nothing is kept of the span.
  explicit RaceKnowledge(std::span<const ObjectDeclaration> objects);

  // The beginning: main alone, nothing accessed.
  void reset();
  // Words that are equal exactly where the states are; and the reverse.
  void save(std::vector<std::uint64_t>& words) const;
  void load(std::span<const std::uint64_t> words);
  // For words that come from a file: whether load() can take them, where there may be so many
  // threads; and whether, once they are loaded, apply() can take the events.
  bool may_load(std::span<const std::uint64_t> words, std::size_t threads) const;
  bool may_apply(std::span<const Event> events) const;

  // Takes up the events of one step. Returns the places of those among them that race with an
  // earlier access; valid until the next call.
  std::span<const std::size_t> apply(std::span<const Event> events);

 private:
  friend class HappensBeforeRules<RaceKnowledge>;

  // A queue of rows, the front one first.
  struct Queue {
    std::vector<std::uint64_t> bits;  // words_ for each
    std::vector<std::uint32_t> senders;
  };
  struct Channel {
    std::int64_t capacity = 0;
    std::int64_t sends = 0;  // up to `capacity`
    Queue messages;
    Queue receipts;
  };
  using Row = std::uint64_t*;

  static constexpr std::size_t rows_of_thread = 3;  // its own; its last release fence; what its
                                                    // relaxed loads saw since the acquire fence

  void lay_out(std::size_t threads);
  Row object_row(std::size_t row) { return bits_.data() + row * words_; }
  Row own(std::size_t thread) { return object_row(rows_.rows() + rows_of_thread * thread); }
  Row released(std::size_t thread) { return own(thread) + words_; }
  Row unfenced(std::size_t thread) { return own(thread) + 2 * words_; }
  void join_rows(Row into, const std::uint64_t* from);
  void assign(Row into, const std::uint64_t* from);
  void clear_row(Row row) const;
  void mark(const std::uint64_t* row);
  bool may_be_filled(std::size_t row) const { return !marks_rows() || filled_[row] != 0; }
  // Whether rows are so long that it pays to know which of them are empty.
  bool marks_rows() const { return words_ >= 16; }
  void empty_rows(std::size_t rows);
  std::size_t write_slot(std::size_t cell) const { return cell; }
  std::size_t read_slot(std::size_t cell, std::size_t thread) const {
    return cells_ * (1 + thread) + cell;
  }
  static bool has(const std::uint64_t* row, std::size_t slot) {
    return (row[slot / 64] >> (slot % 64) & 1U) != 0;
  }
  template <typename Visit>
  void for_each_row(Visit visit);
  void forget(std::size_t slot);
  void set_accessed(std::size_t slot, std::size_t thread);

  bool access(const Event& event);

  // The knowledge that HappensBeforeRules asks for. What a thread does next is in no set but its
  // own, so parting takes nothing.
  const SynchronizationRows& rows() const { return rows_; }
  void part(std::size_t) {}
  void learn(std::size_t thread, std::size_t row) { join_rows(own(thread), object_row(row)); }
  void publish(std::size_t thread, std::size_t row) { assign(object_row(row), own(thread)); }
  void contribute(std::size_t thread, std::size_t row) { join_rows(object_row(row), own(thread)); }
  void clear(std::size_t row) { clear_row(object_row(row)); }
  void see(std::size_t thread, std::size_t row) { join_rows(unfenced(thread), object_row(row)); }
  void acquire_fence(std::size_t thread);
  void release_fence(std::size_t thread) { assign(released(thread), own(thread)); }
  void publish_fenced(std::size_t thread, std::size_t row) {
    assign(object_row(row), released(thread));
  }
  void contribute_fenced(std::size_t thread, std::size_t row) {
    join_rows(object_row(row), released(thread));
  }
  void spawn(std::size_t thread, std::size_t child);
  void join(std::size_t thread, std::size_t child);
  void end(std::size_t thread);
  void teach(std::size_t thread, std::size_t other) { join_rows(own(other), own(thread)); }
  void wait_at(std::uint32_t barrier, std::size_t thread);
  std::vector<std::uint32_t>& waiting_at(std::uint32_t barrier) { return waiting_[barrier]; }
  std::int64_t capacity(std::uint32_t channel) const { return channels_[channel].capacity; }
  void push_message(std::uint32_t channel, std::size_t thread);
  void push_receipt(std::uint32_t channel, std::size_t thread) {
    push(channels_[channel].receipts, 0, own(thread));
  }
  std::optional<std::size_t> learn_message(std::size_t thread, std::uint32_t channel);
  void learn_receipt(std::size_t thread, std::uint32_t channel);

  void push(Queue& queue, std::uint32_t sender, const std::uint64_t* row) const;
  void pop(Queue& queue) const;
  void forget_known();

  SynchronizationRows rows_;
  std::size_t cells_ = 0;
  std::size_t threads_ = 0;
  std::size_t words_ = 0;                // of a row
  std::vector<std::uint64_t> accessed_;  // the slots that hold an access
  std::vector<std::uint64_t> bits_;      // of the rows
  std::vector<std::uint8_t> filled_;     // by row, where marks_rows(): 0 where it is empty for sure
  std::vector<std::uint8_t> ended_;      // by thread
  std::vector<Channel> channels_;
  std::vector<std::vector<std::uint32_t>> waiting_;  // by barrier: the threads of the round
  std::vector<std::size_t> races_;
  std::vector<std::uint64_t> scratch_;
};

}  // namespace heddle
