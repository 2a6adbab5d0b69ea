#pragma once
// Fair turns: each able thread runs for a number of steps, then the next one in thread order does.

#include "scheduler/strategy.hpp"

namespace heddle {

Strategy round_robin_strategy();

}  // namespace heddle
