#include "sim/explore/execution_loop.hpp"

namespace heddle {

std::optional<Ended> limit_reached(const ExploreOptions& options, const Collector& collector,
                                   const FoundBefore& before,
                                   const std::optional<std::uint64_t>& executions) {
  if (options.stop_at_first_bug && (collector.any_bugs() || before.any_bugs)) {
    return Ended::first_failure;
  }
  if (options.stop_at_step_limit && collector.counts().truncated + before.truncated > 0) {
    return Ended::steps;
  }
  if (executions && collector.begun() >= *executions) return Ended::executions;
  return std::nullopt;
}

}  // namespace heddle
