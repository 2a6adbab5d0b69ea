#pragma once
// The locals of one thread body: their slots, the types that their values can have, and the places
// where they may be unassigned. It is filled in a first pass over the body, since a loop may read a
// local that only its end assigns. Knows no statements.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/static_type.hpp"

namespace heddle::scenario {

class LocalTable {
 public:
  // The first pass. The slot of `name`; a new one if the name has none yet.
  Slot add(std::string_view name);
  // The statement at `offset` of the file assigns a value of that type to `slot`, or a copy of
  // `source`.
  void add_assignment(Slot slot, std::size_t offset, StaticType type);
  void add_copy(Slot slot, std::size_t offset, std::string_view source);
  void add_handle(Slot slot, std::size_t offset, StaticType type);
  // The local need not be read: the language asks for its name. A loop variable is one.
  void need_no_read(Slot slot) { locals_[slot].is_read = true; }
  // Ends the first pass.
  void settle();

  std::optional<Slot> find(std::string_view name) const;
  const std::vector<std::string>& names() const { return names_; }
  std::vector<std::string_view> candidates() const { return {names_.begin(), names_.end()}; }
  StaticType type(Slot slot) const { return locals_[slot].type; }
  // Whether a spawn stores its handle there.
  bool holds_handle(Slot slot) const { return locals_[slot].holds_handle; }
  // The second pass.
  void record_read(Slot slot) { locals_[slot].is_read = true; }
  // The locals that are assigned and never read, in the order in which they were added.
  std::vector<Slot> unread() const;
  // The offset of its first assignment.
  std::size_t first_assignment(Slot slot) const { return locals_[slot].assignments.front(); }
  // Whether something between two offsets of the file assigns to it.
  bool assigned_within(Slot slot, std::size_t begin, std::size_t end) const;
  // True once for each name.
  bool first_complaint(std::string_view name) { return complained_.emplace(name).second; }

 private:
  struct Local {
    StaticType type = StaticType::none;
    bool holds_handle = false;
    bool is_read = false;
    std::vector<std::size_t> assignments;  // offsets, sorted by settle
    std::vector<Slot> copies;              // who is assigned a copy of it
  };

  std::vector<std::string> names_;
  std::vector<Local> locals_;
  std::unordered_map<std::string, Slot> slots_;
  std::vector<std::pair<Slot, std::string>> pending_copies_;
  std::unordered_set<std::string> complained_;
};

// Follows the statements in the order in which they would first be reached. It finds reads of
// locals that certainly happen before any assignment. Loops: an assignment anywhere in a loop may
// come before a read in it. The exception is a read that every way through the loop reaches before
// any assignment that follows it in the text.
class AssignmentFlow {
 public:
  explicit AssignmentFlow(const LocalTable& locals) : locals_(locals) {}

  // Sizes itself to the locals, of which the first `parameters` are assigned.
  void begin(std::uint32_t parameters);
  void assign(Slot slot);
  // Whether a read of the local at this place cannot come after an assignment.
  bool certainly_unassigned(Slot slot) const;

  // A loop whose statement has that extent in the file.
  void enter_loop(std::size_t begin, std::size_t end) { loops_.push_back({begin, end, ++region_}); }
  void leave_loop() {
    loops_.pop_back();
    --region_;
  }
  // Begins something that may be passed over: a branch, the right side of && and ||.
  void enter_condition() { ++region_; }
  void leave_condition() { --region_; }

  // For branches of which one is taken. `mark` comes before the first one. `rewind`, between two,
  // forgets the assignments of the one before and returns them. `restore`, after the last,
  // remembers them again.
  std::size_t mark() const { return log_.size(); }
  std::vector<Slot> rewind(std::size_t mark);
  void restore(const std::vector<Slot>& slots);

 private:
  struct Loop {
    std::size_t begin;
    std::size_t end;
    std::size_t region;
  };

  const LocalTable& locals_;
  std::vector<bool> assigned_;
  std::vector<Slot> log_;  // in the order in which they were first assigned
  std::vector<Loop> loops_;
  std::size_t region_ = 0;
};

}  // namespace heddle::scenario
