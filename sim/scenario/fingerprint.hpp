#pragma once
// A hash of what decides how a scenario runs, by which a schedule knows the scenario it was made
// for.

#include <cstdint>

#include "sim/scenario/json_tree.hpp"

namespace heddle::scenario {

// Requires the top-level object of a valid scenario. White space, escapes and the order of keys do
// not count, except where the order has a meaning; nor do name, about, expect, observe and $schema.
// The same on every machine.
std::uint32_t fingerprint(const JsonNode& root);

}  // namespace heddle::scenario
