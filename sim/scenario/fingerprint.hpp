#pragma once
// A hash of everything that decides how a scenario runs. By it a schedule knows the scenario that
// it was made for.

#include <cstdint>

#include "sim/scenario/json_tree.hpp"

namespace heddle::scenario {

// Requires the top-level object of a valid scenario. White space, escapes and the order of keys do
// not count, except where the order has a meaning; nor do name, about, expect, observe and $schema.
// The same on every machine.
std::uint32_t fingerprint(const JsonNode& root);

}  // namespace heddle::scenario
