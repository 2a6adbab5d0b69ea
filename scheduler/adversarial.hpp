#pragma once
// The scheduler that works against the program: it brings threads to the places where they
// conflict, and there tries the orders that it has tried least.

#include "scheduler/strategy.hpp"

namespace heddle {

Strategy adversarial_strategy();

}  // namespace heddle
