#pragma once
// Steps as a search by traces sees them: which thread takes which alternative, and what that
// touches. Each different step is an action. It is kept once, under a number, as there are few
// different ones and many places that name them. Knows no search.

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/number_table.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/trace/footprint.hpp"

namespace heddle {

// A step as it can be taken again.
struct Turn {
  ThreadId thread{};
  Way way = Way::normal;
  std::uint32_t detail = 0;
  // The step may go any way. A race can bring it to an earlier place, where it may go another way
  // than it did. All the ways that there are then have to be explored.
  bool any_way = false;
  // The step is the end of main, and nothing comes after it.
  bool is_last = false;

  bool is(const Alternative& alternative) const {
    return thread == alternative.thread &&
           (any_way || (way == alternative.way && detail == alternative.detail));
  }
  // Whether one step can be both.
  bool agrees_with(const Turn& other) const {
    return any_way || other.any_way || (way == other.way && detail == other.detail);
  }

  friend bool operator==(const Turn&, const Turn&) = default;
};

struct Action {
  Turn turn;
  Footprint footprint;
};

using ActionNumber = std::uint32_t;

// The actions of one search, numbered as they come.
class ActionTable {
 public:
  ActionNumber number_of(const Turn& turn, const Footprint& footprint);
  // The reference stays valid.
  const Action& operator[](ActionNumber number) const {
    return chunks_[number / chunk_size][number % chunk_size];
  }
  // Memory taken, roughly.
  std::size_t bytes() const { return size_ * sizeof(Action) + numbers_.bytes(); }

 private:
  static constexpr std::size_t chunk_size = 64;

  std::vector<std::vector<Action>> chunks_;  // of chunk_size each
  ActionNumber size_ = 0;
  NumberTable numbers_;
};

// Conflicts are remembered among the first actions only; for more it does not pay.
inline constexpr ActionNumber most_remembered = 1024;

// A set of actions, of which only those first ones are members.
class ActionSet {
 public:
  static constexpr std::size_t words = most_remembered / 64;

  void clear() {
    std::fill_n(bits_.begin(), used_, 0);
    used_ = 0;
    has_others_ = false;
  }
  void add(ActionNumber number) {
    const std::size_t word = number / 64;
    has_others_ = has_others_ || word >= words;
    if (word >= words) return;
    bits_[word] |= std::uint64_t{1} << (number % 64);
    used_ = std::max(used_, word + 1);
  }
  void remove(ActionNumber number) {
    if (number < most_remembered) bits_[number / 64] &= ~(std::uint64_t{1} << (number % 64));
  }
  std::span<const std::uint64_t> bits() const { return std::span(bits_).first(used_); }
  // Whether an action was added that is not among the first ones.
  bool has_others() const { return has_others_; }

 private:
  std::array<std::uint64_t, words> bits_{};
  std::size_t used_ = 0;
  bool has_others_ = false;
};

// A table of actions, and which of them conflict with each other. That is remembered.
class Actions {
 public:
  // The table must outlive this object.
  explicit Actions(ActionTable& table) : table_(table) {}

  ActionNumber number_of(const Turn& turn, const Footprint& footprint) {
    return table_.number_of(turn, footprint);
  }
  const Action& operator[](ActionNumber number) const { return table_[number]; }
  // Whether the footprints of the two conflict.
  bool conflict(ActionNumber one, ActionNumber other) {
    if (one >= most_remembered || other >= most_remembered) return work_out(one, other);
    if (one >= rows_.size()) rows_.resize(one + 1);
    const std::uint64_t bit = std::uint64_t{1} << (other % 64);
    Row& row = rows_[one];
    if ((row.known[other / 64] & bit) == 0) learn(row, one, other);
    return (row.conflicts[other / 64] & bit) != 0;
  }
  // Whether the action conflicts with any of the set. Requires that all of them are remembered.
  bool conflicts_with_any(ActionNumber number, const ActionSet& set);

 private:
  // What is known of one action's conflicts with each other one, as bits.
  struct Row {
    std::array<std::uint64_t, ActionSet::words> known{};
    std::array<std::uint64_t, ActionSet::words> conflicts{};
  };

  bool work_out(ActionNumber one, ActionNumber other) const {
    return heddle::conflict(table_[one].footprint, table_[other].footprint);
  }
  void learn(Row& row, ActionNumber one, ActionNumber other) const;

  ActionTable& table_;
  std::vector<Row> rows_;
};

}  // namespace heddle
