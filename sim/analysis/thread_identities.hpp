#pragma once
// Threads across executions. A ThreadId counts threads in the order of their creation, which a
// schedule may change; who spawned a thread, and as its how manieth, does not. Knows nothing of
// names.

#include <cstddef>
#include <cstdint>
#include <vector>

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
    std::vector<std::uint32_t>& children = children_[spawner.identity];
    if (spawner.spawned == children.size()) {
      children.push_back(static_cast<std::uint32_t>(children_.size()));
      children_.emplace_back();  // leaves `children` invalid
    }
    const std::uint32_t identity = children_[spawner.identity][spawner.spawned++];
    present_.push_back({.identity = identity, .spawned = 0});
  }

  // The number that the thread has in every execution.
  std::uint32_t of(std::size_t thread) {
    ensure_thread(thread);
    return present_[thread].identity;
  }

 private:
  struct Present {
    std::uint32_t identity;
    std::uint32_t spawned;  // how many threads it spawned in this execution
  };

  // Threads that nobody was seen to spawn count as main's children.
  void ensure_thread(std::size_t thread) {
    while (present_.size() <= thread) spawn(0, present_.size());
  }

  std::vector<Present> present_{{.identity = 0, .spawned = 0}};  // by ThreadId
  std::vector<std::vector<std::uint32_t>> children_ = {
      {}};  // by identity: the identities it spawned
};

}  // namespace heddle
