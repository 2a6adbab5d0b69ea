#pragma once
// A deadlock in words: which threads are at fault, and which wait behind them.

#include <string>
#include <vector>

#include "sim/explain/deadlock_causes.hpp"
#include "sim/model/program.hpp"
#include "sim/world/world.hpp"

namespace heddle {

struct DeadlockText {
  std::string message;
  std::vector<std::string> threads;  // at fault
  std::vector<std::string> at;       // where each is; where it took the lock that it left behind
};

// `world` must be at the end of the execution that deadlocked.
DeadlockText describe(const DeadlockCause& cause, const World& world, Program& program);

}  // namespace heddle
