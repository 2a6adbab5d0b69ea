#pragma once
// The `expect` section: what a check of the file must find.

#include "sim/scenario/load_context.hpp"

namespace heddle::scenario {

// Fills the expectation of the scenario from the value of `expect`. Requires what is observed.
void load_expectation(const JsonNode& node, LoadContext& context);

}  // namespace heddle::scenario
