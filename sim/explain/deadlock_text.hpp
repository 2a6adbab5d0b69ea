#pragma once
// A deadlock in words: who is at fault, and who waits behind.

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

// `world` is at the end of the execution whose deadlock it is.
DeadlockText describe(const DeadlockCause& cause, const World& world, Program& program);

}  // namespace heddle
