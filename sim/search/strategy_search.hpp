#pragma once
// One search of a program by one strategy: on how many OS threads, how it is divided among them,
// and from where it goes on.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/explore/explorer.hpp"
#include "sim/explore/parallel_search.hpp"
#include "sim/explore/report.hpp"
#include "sim/search/checkpoint.hpp"

namespace heddle {

struct SearchWays {
  std::uint64_t seed = 0;
  unsigned jobs = 1;  // OS threads
  // Bytes for what a search keeps, where its scheduler's own parameter does not say; none: that
  // parameter's preset.
  std::optional<std::size_t> memory{};
  Checkpoint* checkpoint = nullptr;  // null: it is not kept
  // Parts of a search over executions are run in child processes, as many as there are jobs.
  bool processes = false;
};

// The options, with what depends on the strategy that `spec` names, which must outlive them. Throws
// SchedulerError.
ExploreOptions options_for(std::string_view spec, ExploreOptions options,
                           std::optional<std::size_t> memory = std::nullopt);

// Explores by the strategy that `spec` names, within the limits of `options`. A search that is
// limited in executions runs on one thread, unless each execution has its own seed. Throws
// SchedulerError; CheckpointError where what was kept does not fit.
Report explore_by_strategy(const MakeProgram& make_program, const std::string& spec,
                           const ExploreOptions& options, const SearchWays& ways);

}  // namespace heddle
