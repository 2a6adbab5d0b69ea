#pragma once
// Threads across executions. A ThreadId counts threads in the order of their creation, and a
// schedule may change that order. An identity does not depend on the schedule: it is made of the
// identity of the parent and the ordinal among the threads that this parent spawned. Knows nothing
// of names.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/model/hash.hpp"
#include "sim/model/ids.hpp"

namespace heddle {

class ThreadIdentities {
 public:
  // A new execution: only main exists.
  void begin() {
    present_.clear();
    present_.push_back({.identity = 0, .spawned = 0});
  }

  void spawn(std::size_t parent, std::size_t child) {
    ensure_thread(parent);
    if (child != present_.size()) return;
    Present& spawner = present_[parent];
    const std::uint64_t identity = child_of(spawner.identity, ++spawner.spawned);
    present_.push_back({.identity = identity, .spawned = 0});
  }

  // The same for this thread in every execution and in every process; different for different
  // threads, except by chance.
  std::uint64_t of(std::size_t thread) {
    ensure_thread(thread);
    return present_[thread].identity;
  }

 private:
  struct Present {
    std::uint64_t identity;
    std::uint32_t spawned;  // how many threads it spawned in this execution
  };

  static std::uint64_t child_of(std::uint64_t parent, std::uint64_t number) {
    return mix(mix(parent, number), number);
  }

  // Threads that nobody was seen to spawn count as main's children.
  void ensure_thread(std::size_t thread) {
    while (present_.size() <= thread) spawn(0, present_.size());
  }

  std::vector<Present> present_{{.identity = 0, .spawned = 0}};  // by ThreadId
};

}  // namespace heddle
