#include "scheduler/contested_places.hpp"

#include <algorithm>

#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

// Of one object, in one execution: more teach nothing new.
constexpr std::size_t most_accesses = 64;
constexpr std::size_t most_sites = 10'000'000;

bool gives_back(OperationKind kind) { return holding_of(kind) == Holds::gives_back; }

}  // namespace

bool ContestedPlaces::has(const Operation& operation) const {
  return !gives_back(operation.kind) && index(operation.site) < is_contested_.size() &&
         is_contested_[index(operation.site)];
}

void ContestedPlaces::learn(const Execution& execution) {
  accesses_.clear();
  holdings_.clear();
  for (const Event& event : execution.events) {
    if (event.object == no_object) continue;
    std::vector<ObjectId>& holds = holdings_[event.thread];
    if (gives_back(event.kind)) {
      std::erase(holds, event.object);
      continue;
    }
    std::vector<Access>& accesses = accesses_[event.object];
    const bool is_known = std::ranges::any_of(accesses, [&](const Access& access) {
      return access.site == event.site && access.thread == event.thread;
    });
    if (!is_known && accesses.size() < most_accesses) {
      accesses.push_back({.site = event.site,
                          .thread = event.thread,
                          .reads_only = reads_memory_only(event.kind),
                          .locks = holds});
    }
    if (holding_of(event.kind) == Holds::takes) {
      holds.insert(std::ranges::lower_bound(holds, event.object), event.object);
    }
  }
  for (const auto& [object, accesses] : accesses_) {
    for (const Access& one : accesses) {
      if (std::ranges::any_of(accesses,
                              [&](const Access& other) { return conflict(one, other); })) {
        mark(one.site);
      }
    }
  }
}

bool ContestedPlaces::conflict(const Access& one, const Access& other) {
  if (one.thread == other.thread || (one.reads_only && other.reads_only)) return false;
  return std::ranges::none_of(
      one.locks, [&](ObjectId lock) { return std::ranges::binary_search(other.locks, lock); });
}

void ContestedPlaces::mark(SiteId site) {
  if (index(site) >= most_sites) return;
  if (index(site) >= is_contested_.size()) is_contested_.resize(index(site) + 1);
  is_contested_[index(site)] = true;
}

void ContestedPlaces::save(std::vector<std::uint64_t>& words) const {
  words.push_back(static_cast<std::uint64_t>(std::ranges::count(is_contested_, true)));
  for (std::size_t site = 0; site < is_contested_.size(); ++site) {
    if (is_contested_[site]) words.push_back(site);
  }
}

void ContestedPlaces::restore(SavedWords& words) {
  is_contested_.clear();
  for (std::uint64_t left = words.next(words.left()); left > 0; --left) {
    mark(static_cast<SiteId>(words.next(most_sites - 1)));
  }
}

}  // namespace heddle
