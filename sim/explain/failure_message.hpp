#pragma once
// What is said of the failure by which an execution ended, with the values that made it one. Which
// failures are the same is decided elsewhere, and must not depend on these words.

#include <string>

#include "sim/model/event.hpp"
#include "sim/model/program.hpp"
#include "sim/world/world.hpp"

namespace heddle {

// `world`: at the end of the execution, of which `program` still has the threads. Not for
// deadlocks.
std::string failure_message(const World& world, const Program& program, const Failure& failure,
                            const Texts& texts);

}  // namespace heddle
