#include "sim/scenario/local_table.hpp"

#include <algorithm>
#include <iterator>

namespace heddle::scenario {

Slot LocalTable::add(std::string_view name) {
  const auto [place, is_new] = slots_.emplace(name, static_cast<Slot>(names_.size()));
  if (is_new) {
    names_.emplace_back(name);
    locals_.emplace_back();
  }
  return place->second;
}

void LocalTable::add_assignment(Slot slot, std::size_t offset, StaticType type) {
  Local& local = locals_[slot];
  local.assignments.push_back(offset);
  local.type = join(local.type, type);
}

void LocalTable::add_copy(Slot slot, std::size_t offset, std::string_view source) {
  locals_[slot].assignments.push_back(offset);
  pending_copies_.emplace_back(slot, source);
}

void LocalTable::add_handle(Slot slot, std::size_t offset, StaticType type) {
  add_assignment(slot, offset, type);
  locals_[slot].holds_handle = true;
}

// A type climbs at most two steps (none, one type, unknown), so the work is linear in the number of
// copies.
void LocalTable::settle() {
  for (const auto& [slot, source] : pending_copies_) {
    if (const std::optional<Slot> from = find(source)) locals_[*from].copies.push_back(slot);
  }
  pending_copies_.clear();
  std::vector<Slot> changed;
  for (Slot slot = 0; slot < locals_.size(); ++slot) {
    std::sort(locals_[slot].assignments.begin(), locals_[slot].assignments.end());
    changed.push_back(slot);
  }
  while (!changed.empty()) {
    const Slot from = changed.back();
    changed.pop_back();
    for (const Slot to : locals_[from].copies) {
      const StaticType joined = join(locals_[to].type, locals_[from].type);
      if (joined == locals_[to].type) continue;
      locals_[to].type = joined;
      changed.push_back(to);
    }
  }
}

std::optional<Slot> LocalTable::find(std::string_view name) const {
  const auto found = slots_.find(std::string(name));
  if (found == slots_.end()) return std::nullopt;
  return found->second;
}

std::vector<Slot> LocalTable::unread() const {
  std::vector<Slot> slots;
  for (Slot slot = 0; slot < locals_.size(); ++slot) {
    if (!locals_[slot].is_read && !locals_[slot].assignments.empty()) slots.push_back(slot);
  }
  return slots;
}

bool LocalTable::assigned_within(Slot slot, std::size_t begin, std::size_t end) const {
  const std::vector<std::size_t>& assignments = locals_[slot].assignments;
  const auto first = std::lower_bound(assignments.begin(), assignments.end(), begin);
  return first != assignments.end() && *first < end;
}

void AssignmentFlow::begin(std::uint32_t parameters) {
  assigned_.assign(locals_.names().size(), false);
  for (Slot slot = 0; slot < parameters; ++slot) assign(slot);
}

void AssignmentFlow::assign(Slot slot) {
  if (assigned_[slot]) return;
  assigned_[slot] = true;
  log_.push_back(slot);
}

bool AssignmentFlow::certainly_unassigned(Slot slot) const {
  if (assigned_[slot]) return false;
  return std::none_of(loops_.begin(), loops_.end(), [&](const Loop& loop) {
    return region_ > loop.region && locals_.assigned_within(slot, loop.begin, loop.end);
  });
}

std::vector<Slot> AssignmentFlow::rewind(std::size_t mark) {
  const auto first = log_.begin() + static_cast<std::ptrdiff_t>(mark);
  std::vector<Slot> forgotten(first, log_.end());
  log_.erase(first, log_.end());
  for (const Slot slot : forgotten) assigned_[slot] = false;
  return forgotten;
}

void AssignmentFlow::restore(const std::vector<Slot>& slots) {
  for (const Slot slot : slots) assign(slot);
}

}  // namespace heddle::scenario
