#pragma once
// The search over states as a strategy that can be named. It is no Scheduler, since it does not run
// executions from their beginning to their end: see sim/states/state_search.hpp.

#include "scheduler/strategy.hpp"

namespace heddle {

Strategy stateful_strategy();

}  // namespace heddle
