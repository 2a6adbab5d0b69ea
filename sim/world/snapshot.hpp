#pragma once
// A point of an execution, to come back to without taking the steps before it again. Its storage is
// kept from one use to the next.

#include <cstddef>
#include <vector>

#include "sim/world/world.hpp"

namespace heddle {

class World::Snapshot {
 public:
  std::size_t step() const { return scalars_.point_.step; }
  std::size_t thread_count() const { return scalars_.thread_count_; }

 private:
  friend class World;

  WorldScalars scalars_;
  std::vector<Value> values_;
  std::vector<Object> objects_;
  std::vector<Channel> channels_;
  std::vector<ThreadList> lists_;
  std::vector<Thread> threads_;
  std::vector<Alternative> alternatives_;
  VirtualClock clock_{TimeModel::unbounded};
  std::size_t output_size_ = 0;
};

}  // namespace heddle
