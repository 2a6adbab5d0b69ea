#pragma once
// Where in its code a thread has but one way left, if it is the only thread left. Searches need not
// decide anything about steps that can only go one way.

#include <cstddef>

#include "sim/scenario/code.hpp"

namespace heddle::scenario {

// The first instruction from which on no code is reached that starts a thread, or that could go
// several ways with only one thread left. Operations that take time, wait for a condition, or
// choose could go several ways.
std::size_t one_way_from(const Code& code);

}  // namespace heddle::scenario
