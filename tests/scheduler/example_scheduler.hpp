#pragma once
// The example of docs/schedulers.md: mostly goes on with the same thread.

#include "scheduler/strategy.hpp"

namespace heddle {

Strategy sticky_strategy();

}  // namespace heddle
