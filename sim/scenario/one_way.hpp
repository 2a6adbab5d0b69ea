#pragma once
// Where in its code a thread has but one way left, if no other thread is there any more: for
// searches that need not decide what can only go one way.

#include <cstddef>

#include "sim/scenario/code.hpp"

namespace heddle::scenario {

// The first instruction from which on nothing is reached that starts a thread, or that could go
// several ways where only one thread is left: what takes time, waits for a condition, or chooses.
std::size_t one_way_from(const Code& code);

}  // namespace heddle::scenario
