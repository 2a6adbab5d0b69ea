#pragma once
// How many steps each thread took in the executions so far: all of them, or those on one object.
// The counts of a thread that is yet to be spawned belong to its spawner until then. It must not
// know what the counts are for.

#include <cstdint>
#include <map>
#include <vector>

#include "scheduler/saved_words.hpp"
#include "sim/model/event.hpp"
#include "sim/model/operation.hpp"

namespace heddle {

class StepCounts {
 public:
  // Whether the order of steps on the object can matter where the operation is one of them.
  // Giving a lock back is no choice: nobody else can come before it.
  static bool counts(OperationKind kind);

  void learn(const Execution& execution);

  std::uint64_t executions() const { return executions_; }
  // Objects on which steps of several threads conflicted, in order of their ids.
  const std::vector<ObjectId>& contested() const { return contested_; }
  // The sums over all executions, by ThreadId, each with those of all threads that it spawns.
  std::vector<std::uint64_t> of_all_steps() const;
  std::vector<std::uint64_t> of_object(ObjectId object) const;

  void save(std::vector<std::uint64_t>& words) const;
  void restore(SavedWords& words);

 private:
  struct OnObject {
    std::vector<std::uint64_t> steps;  // by ThreadId
    bool is_written = false;
  };

  void look_for_contested();
  std::vector<std::uint64_t> with_children(std::vector<std::uint64_t> steps) const;

  std::uint64_t executions_ = 0;
  std::vector<std::uint32_t> parents_;  // by ThreadId
  std::vector<std::uint64_t> steps_;    // by ThreadId
  std::map<ObjectId, OnObject> on_object_;
  std::vector<ObjectId> contested_;
};

}  // namespace heddle
