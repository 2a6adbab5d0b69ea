#pragma once
// What a search of the default may keep. Several searches are under way at once: the search over
// traces waits while another one is tried, and those that take turns wait for each other. So each
// has a share, and all of them together stay within the memory of the command. What the shares
// leave is for outcomes and reports.

#include <cstddef>

#include "sim/explore/explorer.hpp"
#include "sim/search/strategy_search.hpp"

namespace heddle {

// In sixteenths of the memory of the command.
enum class MemoryShare : std::size_t {
  turn_member = 1,  // each of two: the others keep nothing to come back to
  states_in_between = 4,
  states_alone = 8,  // once the search over traces has given its memory back
  traces = 8,
};

// In bytes; SIZE_MAX: nobody says how much memory there is.
std::size_t bytes_of(MemoryShare share, const ExploreOptions& options, const SearchWays& ways);

// Leaves that share to a search by these options and in these ways, which are the command's.
void limit_to_share(MemoryShare share, ExploreOptions& options, SearchWays& ways);

}  // namespace heddle
