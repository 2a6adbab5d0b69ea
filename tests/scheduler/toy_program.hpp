#pragma once
// A program of the simplest kind, for tests of schedulers: threads that take a given number of
// steps, each able at any time. It must not know any strategy.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/scheduler.hpp"

namespace heddle::testing {

// A step of a thread: its operation, and in how many ways it can go (at least one).
struct ToyStep {
  OperationKind kind = OperationKind::write;
  std::uint32_t ways = 1;
};

class ToyProgram {
 public:
  explicit ToyProgram(std::vector<std::vector<ToyStep>> threads);

  // Threads that take so many plain steps.
  static ToyProgram of_lengths(const std::vector<std::size_t>& lengths);

  // One execution after the scheduler's begin() was true. A letter stands for each step: "abA1" is
  // a step of thread 0, one of thread 1, and a step of thread 0 that could go several ways and went
  // the way numbered 1. Nothing if the scheduler abandons the execution.
  std::optional<std::string> run(Scheduler& scheduler) const;

  // All executions until begin() is false, at most `limit`.
  std::vector<std::string> run_all(Scheduler& scheduler, std::size_t limit = 1'000'000) const;

 private:
  std::vector<std::vector<ToyStep>> threads_;
  std::vector<std::vector<Operation>> operations_;
};

}  // namespace heddle::testing
