#pragma once
// The strategies that take turns in the default exploration, beside the search for everything. One
// table: a strategy that is to take part gets a row in it, and nothing else changes.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/explore/explorer.hpp"
#include "sim/explore/turns.hpp"

namespace heddle {

// All of them, at the beginning. Execution i of those that use a seed has the seed `seed` + i. Each
// may keep executions to come back to in so many bytes.
std::vector<TurnMember> default_members(const ExploreOptions& options, std::uint64_t seed,
                                        std::size_t member_memory);

}  // namespace heddle
