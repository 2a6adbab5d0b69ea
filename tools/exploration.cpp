#include "tools/exploration.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "scheduler/registry.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/search/strategy_search.hpp"
#include "tools/assumptions.hpp"
#include "tools/errors.hpp"
#include "tools/load_warnings.hpp"
#include "tools/sleep_warning.hpp"

namespace heddle::tools {
namespace {

// What the named strategy cannot do must not have been asked for.
void check_strategy(const std::string& spec, const ExploreOptions& options,
                    const SearchWays& ways) {
  const Strategy& strategy = find_strategy(spec);
  if (ways.checkpoint != nullptr && strategy.make != nullptr && strategy.save == nullptr) {
    throw UsageError("--checkpoint: a search by " + std::string(strategy.name) +
                     " cannot be taken up again");
  }
  if (ways.processes && strategy.save == nullptr) {
    throw UsageError("--processes: a search by " + std::string(strategy.name) +
                     " cannot go on in another process; leave --processes out");
  }
  if (strategy.make == nullptr && options.settings.threads == ThreadKind::fibers) {
    throw UsageError("--threads fibers: a search by " + std::string(strategy.name) +
                     " goes back to states, and the stack of a fiber cannot be gone back to; leave "
                     "--threads out");
  }
}

Exploration explored(const Subject& subject, const std::optional<std::string>& spec,
                     const ExploreOptions& options, const SearchWays& ways) {
  if (spec) check_strategy(*spec, options, ways);
  const MakeProgram make_program = [&subject] {
    return std::make_unique<ScenarioProgram>(subject.scenario);
  };
  try {
    return explore_program(make_program, spec, options, ways);
  } catch (const CheckpointError& error) {
    throw UsageError(std::string("--checkpoint: ") + error.what());
  }
}

}  // namespace

ExplorationRequest request_of(const Options& options) {
  return {.scheduler = options.scheduler,
          .seed = options.seed(),
          .executions = options.executions,
          .budget = options.budget,
          .search_memory = options.memory ? command_memory(options) : std::nullopt,
          .fail_fast = options.fail_fast};
}

std::optional<std::size_t> command_memory(const Options& options) {
  if (!options.memory) return MemoryGauge::default_limit();
  const auto largest = MemoryGauge::largest_limit();
  return largest ? std::min(*options.memory, *largest) : options.memory;
}

std::optional<MemoryGauge> memory_gauge(const Options& options) {
  const auto limit = command_memory(options);
  if (!limit) return std::nullopt;
  return std::optional<MemoryGauge>(std::in_place, *limit);
}

ExploreOptions execution_limits(std::optional<MemoryGauge>& memory, const Console& console) {
  ExploreOptions limits;
  limits.memory = memory ? &*memory : nullptr;
  limits.stop = console.interrupted;
  return limits;
}

Exploration explore_subject(Subject& subject, const Settings& settings,
                            const ExplorationRequest& request) {
  put_memory_aside();
  ExploreOptions options;
  options.settings = settings;
  options.program_hash = subject.scenario.hash;
  options.races_are_errors = subject.scenario.races_are_errors;
  options.stop_at_first_bug = request.fail_fast;
  options.execution_limit = request.executions;
  options.time_limit = request.budget;
  if (!request.executions && !request.budget) options.time_limit = default_budget;
  options.memory = request.memory;
  options.outcome_limit = request.outcomes;
  options.stop = request.interrupted;
  options.progress = request.progress;
  const SearchWays ways{.seed = request.seed,
                        .jobs = request.jobs,
                        .memory = request.search_memory,
                        .checkpoint = request.checkpoint,
                        .processes = request.processes};
  Exploration exploration = explored(subject, request.scheduler, options, ways);
  add_assumptions(subject, exploration.report);
  for (Finding& warning : load_warnings(subject.scenario)) {
    exploration.report.warnings.push_back(std::move(warning));
  }
  if (request.warns_of_sleeps) {
    if (auto warning = sleep_warning(subject, exploration, request)) {
      exploration.report.warnings.push_back(std::move(*warning));
    }
  }
  return exploration;
}

}  // namespace heddle::tools
