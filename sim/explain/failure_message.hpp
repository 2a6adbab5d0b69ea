#pragma once
// The text of the failure that ended an execution, with the values that made it one. Whether two
// failures are the same is decided elsewhere, and must not depend on these words.

#include <string>

#include "sim/model/event.hpp"
#include "sim/model/program.hpp"
#include "sim/world/world.hpp"

namespace heddle {

// `world` must be at the end of the execution, and `program` must still have its threads. Not for
// deadlocks.
std::string failure_message(const World& world, const Program& program, const Failure& failure,
                            const Texts& texts);

}  // namespace heddle
