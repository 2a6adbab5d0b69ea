#pragma once
// Which strategies explore a scenario when none was named. The policy, and nothing else, so that it
// can change in one place.

#include <cstdint>

#include "sim/explore/explorer.hpp"
#include "tools/exploration.hpp"

namespace heddle::tools {

// Explores within the limits of `options`. `seed` and `jobs` are for what is chosen by
// chance.
Exploration explore_by_default(Subject& subject, const ExploreOptions& options, std::uint64_t seed,
                               unsigned jobs);

}  // namespace heddle::tools
