#pragma once
// Makes a random scenario end early: a thread panics or fails an assertion, mostly right after a
// step that lets another thread go on, or an invariant breaks. An execution that ends so hides what
// the others were about to do, and every reduction has to answer for them.

#include <nlohmann/json.hpp>

#include "tests/differential/generator_random.hpp"

namespace heddle::differential {

// Changes the bodies, and perhaps the invariants, of a scenario that is valid. It stays valid, and
// gets no more than a few operations longer.
void end_early(nlohmann::ordered_json& scenario, Random& random);

}  // namespace heddle::differential
