#include "sim/search/memory_share.hpp"

#include <algorithm>
#include <cstdint>

#include "sim/explore/memory_gauge.hpp"

namespace heddle {

std::size_t bytes_of(MemoryShare share, const ExploreOptions& options, const SearchWays& ways) {
  constexpr std::size_t shares = 16;
  std::size_t all = ways.memory.value_or(SIZE_MAX);
  if (options.memory != nullptr) all = std::min(all, options.memory->limit());
  return all == SIZE_MAX ? all : all / shares * static_cast<std::size_t>(share);
}

void limit_to_share(MemoryShare share, ExploreOptions& options, SearchWays& ways) {
  const std::size_t bytes = bytes_of(share, options, ways);
  options.memory_limit = std::min(options.memory_limit.value_or(SIZE_MAX), bytes);
  // Where the memory of the command was not given, a search has its own preset, if that is less.
  if (ways.memory) ways.memory = bytes;
}

}  // namespace heddle
