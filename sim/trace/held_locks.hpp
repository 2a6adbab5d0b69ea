#pragma once
// Which locks each thread holds, as the events of one execution tell. Only the bookkeeping: others
// decide what follows from holding a lock.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/ids.hpp"

namespace heddle {

struct HeldLock {
  ObjectId object{};
  SiteId site = no_site;    // where it was locked
  std::uint32_t depth = 1;  // of a recursive mutex
  bool shared = false;
};

class HeldLocks {
 public:
  // Nobody holds anything.
  void begin() {
    for (std::size_t thread = 0; thread < thread_count_; ++thread) held_[thread].clear();
    thread_count_ = 0;
  }

  // Must be called before anything is asked of a thread.
  void start_threads(std::size_t count) {
    if (count <= thread_count_) return;
    thread_count_ = count;
    if (held_.size() < count) held_.resize(count);
  }

  // In the order of locking.
  std::span<const HeldLock> of(std::size_t thread) const { return held_[thread]; }

  // Either side of a rwlock.
  bool holds(std::size_t thread, ObjectId object) const {
    for (const HeldLock& lock : held_[thread]) {
      if (lock.object == object) return true;
    }
    return false;
  }

  bool holds_exclusively(std::size_t thread, ObjectId object) const {
    for (const HeldLock& lock : held_[thread]) {
      if (lock.object == object) return !lock.shared;
    }
    return false;
  }

  // If the thread holds the lock already, the lock goes one level deeper.
  void add(std::size_t thread, ObjectId object, SiteId site, bool shared) {
    for (HeldLock& lock : held_[thread]) {
      if (lock.object == object) {
        ++lock.depth;
        return;
      }
    }
    held_[thread].push_back({.object = object, .site = site, .depth = 1, .shared = shared});
  }

  // Releases one level; does nothing if the lock is not held.
  void remove(std::size_t thread, ObjectId object) {
    std::vector<HeldLock>& held = held_[thread];
    for (std::size_t i = held.size(); i-- > 0;) {
      if (held[i].object != object) continue;
      if (--held[i].depth == 0) held.erase(held.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
  }

 private:
  std::vector<std::vector<HeldLock>> held_;  // by ThreadId
  std::size_t thread_count_ = 0;             // of this execution
};

}  // namespace heddle
