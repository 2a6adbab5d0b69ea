#pragma once
// Which steps commute. Every step leaves a footprint: what it touches, and how. Two steps of
// different threads are dependent where their footprints conflict; all others may be taken in
// either order, from whatever state, to the same end. The one place where dependence is defined:
// footprint.cpp has a row for each kind of access, with the reason. Knows no search.
//
// What lets a step happen at all, but can never come after it (the spawn of its thread, the end
// that a join waits for, the message that is received), is an order of another kind: see
// trace_order.hpp.

#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

#include "sim/model/created_objects.hpp"
#include "sim/model/event.hpp"
#include "sim/model/facts.hpp"
#include "sim/model/hash.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

// How a resource is touched. Two touches commute where both are `reads`, or both are of the same
// commuting class; else they conflict. Messages on channels have rules of their own.
enum class Touch : std::uint8_t {
  reads,
  adds,  // commute with each other: fetch_add and fetch_sub whose results nobody uses, ...
  ands,
  ors,
  xors,
  shares,   // the shared side of a rwlock: taken and released
  gives,    // permits to a semaphore
  waits,    // enters or leaves the set of waiters of a condition variable
  changes,  // commutes with nothing
  sends,    // the message with this number
  takes,    // the message with this number
  misses,   // finds that the message with this number is not there
  closes,
  finds_closed,  // and empty
};

inline constexpr std::uint32_t any_message = UINT32_MAX;
inline constexpr std::uint32_t no_message = UINT32_MAX - 1;

struct Access {
  std::uint32_t resource = 0;
  Touch touch{};
  // Of the message, from 0; any_message where it is not known. Of a block of memory: which bytes,
  // see packed(); 0: all.
  std::uint32_t number = 0;
  std::uint32_t makes_room = no_message;  // sends: the message that has to be taken first

  friend bool operator==(const Access&, const Access&) = default;
};

// Resources: first the declared objects, by ObjectId, then these, then the created objects, whose
// ids are larger than all numbers before.
enum class Shared : std::uint32_t {
  output,  // the order of lines
  end,     // what can be seen once main has ended
  spawns,  // the numbers of new threads
  groups,  // the first of the groups of invariants
};

// The kinds of access that a footprint is made of: the rows of the dependence relation. Tests drop
// one at a time and must notice.
enum class Row : std::uint8_t {
  read_cell,
  write_cell,
  modify_cell,
  take_lock,
  release_lock,
  fail_lock,
  share_lock,
  unshare_lock,
  enter_wait,
  leave_set_of_waiters,
  retake_mutex,
  wake_spuriously,
  notify,
  acquire_semaphore,
  release_semaphore,
  fail_semaphore,
  arrive,
  begin_once,
  find_once_done,
  end_once,
  send,
  receive,
  miss_message,
  close,
  find_closed,
  spawn,
  print,
  see_at_end,
  main_ends,
  break_invariant,
  destroy,
  read_block,
  write_block,
};
inline constexpr std::size_t rows = static_cast<std::size_t>(Row::write_block) + 1;

class Footprint {
 public:
  void clear() {
    count_ = 0;
    mask_ = 0;
    hash_ = 0;
    touches_all_ = false;
  }
  void add(const Access& access) {
    if (count_ < few) {
      // Member by member: what was put together a moment ago would be waited for.
      Access& added = few_[count_];
      added.resource = access.resource;
      added.touch = access.touch;
      added.number = access.number;
      added.makes_room = access.makes_room;
    } else {
      add_to_many(access);
    }
    ++count_;
    mask_ |= std::uint64_t{1} << (access.resource % 64);
    const std::uint64_t word = (std::uint64_t{access.number} << 32U) | (access.resource << 4U) |
                               static_cast<std::uint32_t>(access.touch);
    hash_ = mix(hash_, word);
  }
  std::size_t size() const { return count_; }
  bool is_empty() const { return count_ == 0 && !touches_all_; }
  const Access& operator[](std::size_t place) const {
    return place < few ? few_[place] : more_[place - few];
  }
  // It commutes with nothing: it ended the execution by a bug, or is a spurious wake-up, which is
  // only possible while something else can happen.
  void set_touches_all(bool all = true) { touches_all_ = all; }
  bool touches_all() const { return touches_all_; }
  // The same where footprints are equal.
  std::uint64_t hash() const { return hash_; }

  friend bool operator==(const Footprint& one, const Footprint& other) {
    if (one.hash_ != other.hash_ || one.count_ != other.count_ ||
        one.touches_all_ != other.touches_all_) {
      return false;
    }
    for (std::size_t place = 0; place < one.count_; ++place) {
      if (one[place] != other[place]) return false;
    }
    return true;
  }

  // Whether no resource is touched by both.
  bool is_apart_from(const Footprint& other) const { return (mask_ & other.mask_) == 0; }

 private:
  void add_to_many(const Access& access);

  static constexpr std::size_t few = 3;
  std::array<Access, few> few_{};
  std::vector<Access> more_;  // the first count_ - few
  std::uint32_t count_ = 0;
  bool touches_all_ = false;
  std::uint64_t mask_ = 0;  // bit (resource mod 64)
  std::uint64_t hash_ = 0;
};

constexpr bool concerns_messages(Touch touch) {
  switch (touch) {
    case Touch::sends:
    case Touch::takes:
    case Touch::misses:
    case Touch::closes:
    case Touch::finds_closed:
      return true;
    case Touch::reads:
    case Touch::adds:
    case Touch::ands:
    case Touch::ors:
    case Touch::xors:
    case Touch::shares:
    case Touch::gives:
    case Touch::waits:
    case Touch::changes:
      return false;
  }
  return false;
}

// Bytes of a block of memory as a number that is not 0. What is too long or too far from its
// beginning is all of it.
constexpr std::uint32_t packed(const Extent& extent) {
  constexpr std::uint32_t size_bits = 12;
  const bool fits = extent.size < (1U << size_bits) && extent.offset < (1U << (32U - size_bits));
  return fits ? extent.offset << size_bits | extent.size : 0;
}
constexpr Extent unpacked(std::uint32_t number) {
  constexpr std::uint32_t size_bits = 12;
  return {number >> size_bits, number & ((1U << size_bits) - 1)};
}
// Of two parts of one block.
constexpr bool overlap(std::uint32_t one, std::uint32_t other) {
  if (one == 0 || other == 0) return true;
  const Extent first = unpacked(one);
  const Extent second = unpacked(other);
  return first.offset < second.offset + second.size && second.offset < first.offset + first.size;
}
// Whether all of the second part is in the first.
constexpr bool contains(std::uint32_t one, std::uint32_t other) {
  if (one == 0) return true;
  if (other == 0) return false;
  const Extent outer = unpacked(one);
  const Extent inner = unpacked(other);
  return outer.offset <= inner.offset && inner.offset + inner.size <= outer.offset + outer.size;
}

// Of two accesses to the same resource that concern messages.
bool messages_conflict(const Access& one, const Access& other);
// Of two accesses to the same resource.
inline bool conflict(const Access& one, const Access& other) {
  if (concerns_messages(one.touch)) return messages_conflict(one, other);
  const bool touches_conflict = one.touch != other.touch || one.touch == Touch::changes;
  return touches_conflict && overlap(one.number, other.number);
}
// By what they touch alone.
bool accesses_conflict(const Footprint& one, const Footprint& other);
inline bool conflict(const Footprint& one, const Footprint& other) {
  return one.touches_all() || other.touches_all() || accesses_conflict(one, other);
}

// What the footprint of a step depends on beside its event.
struct StepContext {
  bool result_used = true;
  std::uint32_t message = 0;  // sends, takes, misses: its number
  bool channel_found_closed = false;
  // It has not happened at the place in question: what it touches at most, whichever way it goes.
  bool at_most = false;
};

// Makes footprints of the steps of one program.
class Footprints {
 public:
  explicit Footprints(const ProgramFacts& facts, std::bitset<rows> dropped = {});

  // Adds what the event touches. An event inside of an atomically or an await belongs to the
  // footprint of the step before it.
  void add(const Event& event, const StepContext& context, Footprint& footprint) const;
  // Adds what a block of memory operations may touch; all, where that is not known (null).
  void add_block(const CellUse* use, Footprint& footprint) const;
  // Adds what the await may read.
  void add_await(const Condition& condition, Footprint& footprint) const;
  std::uint32_t resource(Shared shared) const {
    return static_cast<std::uint32_t>(facts_.objects.size()) + static_cast<std::uint32_t>(shared);
  }
  const ProgramFacts& facts() const { return facts_; }
  // An object was created: what it is, in this execution.
  void learn(const Event& create);
  // Requires that it was declared, or learned.
  const ObjectDeclaration& declaration(ObjectId object) const {
    if (is_created_object(object)) [[unlikely]]
      return created_declarations_[created_.number(object)];
    return facts_.objects[index(object)].declaration;
  }
  // The objects that were ever created.
  const CreatedObjects& created() const { return created_; }

 private:
  void touch(Row row, const Access& access, Footprint& footprint) const {
    if (!dropped_[static_cast<std::size_t>(row)]) footprint.add(access);
  }
  void touch(Row row, ObjectId object, Touch how, Footprint& footprint,
             std::uint32_t number = 0) const {
    touch(row, {static_cast<std::uint32_t>(index(object)), how, number}, footprint);
  }
  void touch(Row row, Shared shared, Touch how, Footprint& footprint) const {
    touch(row, {resource(shared), how}, footprint);
  }
  void send(const Event& event, std::uint32_t message, Footprint& footprint) const;
  void change_cell(ObjectId cell, Touch touch, Footprint& footprint) const;
  void modify_cell(const Event& event, const StepContext& context, Footprint& footprint) const;

  const ProgramFacts& facts_;
  const std::bitset<rows> dropped_;
  const bool has_plain_cells_;
  CreatedObjects created_;
  std::vector<ObjectDeclaration> created_declarations_;  // by number
};

}  // namespace heddle
