#pragma once
// Which strategies explore a scenario when none was named. The policy, and nothing else, so that it
// can change in one place.

#include "sim/explore/explorer.hpp"
#include "tools/exploration.hpp"
#include "tools/search.hpp"

namespace heddle::tools {

// Explores within the limits of `options`.
Exploration explore_by_default(Subject& subject, const ExploreOptions& options,
                               const SearchWays& ways);

}  // namespace heddle::tools
