#pragma once
// The `shared` section: JSON to declarations, objects and guards. Knows no threads.

#include "sim/scenario/load_context.hpp"

namespace heddle::scenario {

// Fills the declarations, objects and guards of the scenario, and context.shared, from the value of
// `shared` (null: it is absent).
void load_declarations(const JsonNode* node, LoadContext& context);

}  // namespace heddle::scenario
