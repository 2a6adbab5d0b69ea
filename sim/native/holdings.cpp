#include "sim/native/holdings.hpp"

#include <algorithm>

namespace heddle::native {

bool Holdings::has(const Holding& holding) const {
  return std::find(all_.begin(), all_.end(), holding) != all_.end();
}

void Holdings::add(const Holding& holding) {
  all_.push_back(holding);
  publish(all_.size() - 1);
}

bool Holdings::remove(const Holding& holding) {
  const auto place = std::find(all_.begin(), all_.end(), holding);
  if (place == all_.end()) return false;
  *place = all_.back();
  all_.pop_back();
  publish(static_cast<std::size_t>(place - all_.begin()));
  return true;
}

// To be called when the entry at `position` has changed, or the number of entries.
void Holdings::publish(std::size_t position) {
  if (position < all_.size() && position < ThreadRecord::published_holdings) {
    record_.holdings[position].store(all_[position], std::memory_order_relaxed);
  }
  const std::size_t count = std::min(all_.size(), ThreadRecord::published_holdings);
  record_.holding_count.store(static_cast<std::uint32_t>(count), std::memory_order_release);
}

}  // namespace heddle::native
