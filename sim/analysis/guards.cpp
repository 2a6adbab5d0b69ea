#include "sim/analysis/guards.hpp"

namespace heddle {

Guards::Guards(std::size_t objects, std::span<const Guard> guards)
    : none_(guards.empty()), first_guard_(objects, no_guard) {
  for (const Guard& guard : guards) {
    std::uint32_t& first = first_guard_[index(guard.cell)];
    links_.push_back({.mutex = guard.mutex, .next = first});
    first = static_cast<std::uint32_t>(links_.size() - 1);
  }
}

void Guards::check_guards(const Event& event, std::size_t position, const HeldLocks& held,
                          std::uint32_t first) {
  for (std::uint32_t i = first; i != no_guard; i = links_[i].next) {
    const ObjectId mutex = links_[i].mutex;
    if (held.holds_exclusively(index(event.thread), mutex)) continue;
    has_violation_ = true;
    const bool is_new = seen_.insert(
        {std::uint64_t{index(event.object)} << 32 | index(mutex),
         std::uint64_t{index(event.site)} << 32 | static_cast<std::uint64_t>(event.kind)},
        execution_);
    if (is_new) {
      violations_.push_back({.cell = event.object, .mutex = mutex, .event = position});
    }
  }
}

}  // namespace heddle
