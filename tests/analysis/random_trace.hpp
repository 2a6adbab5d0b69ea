#pragma once
// Random traces that could have happened, from a seed: for tests that compare two analyses.

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "scheduler/generator.hpp"
#include "tests/analysis/trace.hpp"

namespace heddle::testing {

// A lock is held by one thread, and a message is sent before it is received. The values in memory
// do not matter.
class RandomTrace {
 public:
  RandomTrace(std::uint64_t seed, std::uint32_t thread_limit, std::size_t length);

  Trace& trace() { return trace_; }

 private:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(generator_.below(bound)); }
  template <std::size_t Size>
  ObjectId any_of(const std::array<ObjectId, Size>& of) {
    return of.at(below(Size));
  }

  void step(std::uint32_t thread);
  void step_mutex(std::uint32_t thread, ObjectId lock);
  void step_shared_lock(std::uint32_t thread);
  void step_atomic(std::uint32_t thread);
  void step_channel(std::uint32_t thread, ObjectId channel);
  void step_semaphore_or_once(std::uint32_t thread);
  void step_thread(std::uint32_t thread);

  Generator generator_;
  const std::uint32_t thread_limit_;
  std::uint32_t threads_ = 1;
  std::vector<std::uint32_t> alive_{0};
  std::map<ObjectId, std::uint32_t> holders_;
  std::set<std::uint32_t> readers_;
  std::map<ObjectId, std::size_t> messages_;
  bool once_done_ = false;
  Trace trace_;
};

}  // namespace heddle::testing
