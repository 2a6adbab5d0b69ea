#pragma once
// Whether time means anything to a scenario. It must not know what time models there are.

#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

// Whether any thread body sleeps, or waits with a time-out.
bool has_timed_operations(const Scenario& scenario);

}  // namespace heddle::scenario
