#pragma once
// The top-level keys that are neither shared objects nor threads: how a scenario is run, and what
// is watched.

#include <cstddef>

#include "sim/scenario/load_context.hpp"

namespace heddle::scenario {

// Fills name (where given), about, settings and races_are_errors from the top-level object.
void load_settings(const JsonNode& root, LoadContext& context);

// Fills observe, invariants and finally. Requires context.shared.
void load_watches(const JsonNode& root, LoadContext& context);

}  // namespace heddle::scenario
