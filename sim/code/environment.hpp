#pragma once
// What the environment of a test says of its explorations, so that nothing need be built again.

#include <optional>
#include <string>

#include "heddle/explore.hpp"

namespace heddle::code {

// The value of a variable; nullopt: there is none, or it is empty.
std::optional<std::string> variable(const char* name);

// With what HEDDLE_STRATEGY, HEDDLE_BUDGET, HEDDLE_SEED, HEDDLE_JOBS and HEDDLE_TIME say in place
// of the options. Throws std::invalid_argument, which names the variable.
options with_environment(options given);

// The command by which this process was started, as a shell takes it; empty: the system does not
// tell.
std::string command_of_process();

}  // namespace heddle::code
