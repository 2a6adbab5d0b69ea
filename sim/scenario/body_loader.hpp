#pragma once
// The `threads` section: JSON to thread bodies. Without a main, one is implied.

#include "sim/scenario/load_context.hpp"

namespace heddle::scenario {

// Fills the bodies of the scenario from the value of `threads`. Requires context.shared.
void load_bodies(const JsonNode& node, LoadContext& context);

}  // namespace heddle::scenario
