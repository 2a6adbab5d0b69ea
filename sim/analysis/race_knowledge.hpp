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

#include "sim/model/created_objects.hpp"
#include "sim/model/event.hpp"
#include "sim/model/program.hpp"
#include "sim/trace/happens_before_rules.hpp"

namespace heddle {

class RaceKnowledge {
 public:
  // What threads create has room for so many objects, in all executions together. Those beyond are
  // not looked at.
  static constexpr std::size_t most_created_objects = 64;

  // The objects in the order of their ids. Nothing is kept of the span.
  explicit RaceKnowledge(std::span<const ObjectDeclaration> objects, bool creates_objects = false);

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
  struct Object {
    ObjectKind kind{};
    std::uint32_t row = 0;
    std::uint32_t extra = 0;  // rwlock: the row of the shared unlocks; barrier, channel: its
                              // number; plain: its number among the cells
    std::uint32_t cell = 0;   // plain, and what was created: its number among the cells
  };
  using Row = std::uint64_t*;

  static constexpr std::size_t rows_of_thread = 3;  // its own; its last release fence; what its
                                                    // relaxed loads saw since the acquire fence

  std::size_t slot(ObjectId object) const {
    return is_created(object) ? declared_ + created_.number(object) : index(object);
  }
  const Object& object_of(ObjectId id) const { return objects_[slot(id)]; }
  // Created objects are of one kind in one state and of another one in the next: each has what any
  // kind needs.
  std::uint32_t second_row(ObjectId id) const {
    return is_created(id) ? object_of(id).row + 1 : object_of(id).extra;
  }
  std::vector<std::uint32_t>& waiting_at(ObjectId id) {
    if (is_created(id)) return waiting_[declared_barriers_ + created_.number(id)];
    return waiting_[object_of(id).extra];
  }
  Channel& channel_of(ObjectId id) {
    if (is_created(id)) return channels_[declared_channels_ + created_.number(id)];
    return channels_[object_of(id).extra];
  }
  bool touch(ObjectId object, std::size_t thread, bool changes);
  bool touch_created(const Event& event);
  void lay_out(std::size_t threads);
  Row object_row(std::size_t row) { return bits_.data() + row * words_; }
  Row own(std::size_t thread) { return object_row(object_rows_ + rows_of_thread * thread); }
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
  std::uint32_t row(ObjectId object) const { return object_of(object).row; }
  std::uint32_t shared_row(ObjectId object) const { return second_row(object); }
  // What was created may be a rwlock in another state.
  void learn_exclusively(std::size_t thread, ObjectId object) {
    learn(thread, row(object));
    const bool may_be_rwlock = is_created(object) || object_of(object).kind == ObjectKind::rwlock;
    if (may_be_rwlock) learn(thread, second_row(object));
  }
  // No program whose memory is its own has states.
  static std::optional<std::uint32_t> row_of_access(const Event&) { return std::nullopt; }
  void create(const Event& event);
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
  void wait_at(ObjectId barrier, std::size_t thread);
  std::int64_t capacity(ObjectId channel) { return channel_of(channel).capacity; }
  void push_message(ObjectId channel, std::size_t thread);
  void push_receipt(ObjectId channel, std::size_t thread) {
    push(channel_of(channel).receipts, 0, own(thread));
  }
  std::optional<std::size_t> learn_message(std::size_t thread, ObjectId channel);
  void learn_receipt(std::size_t thread, ObjectId channel);

  void push(Queue& queue, std::uint32_t sender, const std::uint64_t* row) const;
  void pop(Queue& queue) const;
  void forget_known();

  std::vector<Object> objects_;  // by slot: the declared ones, then the created ones
  std::size_t declared_ = 0;
  std::size_t declared_channels_ = 0;
  std::size_t declared_barriers_ = 0;
  CreatedObjects created_;
  std::size_t cells_ = 0;
  std::size_t object_rows_ = 1;
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
