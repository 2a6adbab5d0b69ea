#include "tools/exploration.hpp"

#include "scheduler/registry.hpp"
#include "sim/explore/state_search.hpp"
#include "tools/default_strategy.hpp"
#include "tools/parallel_sampling.hpp"
#include "tools/sleep_warning.hpp"

namespace heddle::tools {
namespace {

Exploration explore_by(Subject& subject, const std::string& spec, std::uint64_t seed,
                       const ExploreOptions& options, unsigned jobs) {
  const Strategy& strategy = find_strategy(spec);
  Exploration exploration;
  exploration.report = explore_by_strategy(subject, spec, seed, options, jobs);
  exploration.settings = options.settings;
  exploration.scheduler = spec;
  exploration.how = std::string(strategy.about);
  return exploration;
}

}  // namespace

Report explore_by_strategy(Subject& subject, const std::string& spec, std::uint64_t seed,
                           ExploreOptions options, unsigned jobs) {
  const Strategy& strategy = find_strategy(spec);
  options.strategy_is_complete = strategy.complete;
  options.executions_are_samples = strategy.samples;
  options.bound_noun = strategy.bound_noun;
  options.unit = strategy.unit;
  if (strategy.make == nullptr) {
    const std::size_t memory_mib = parameter_values(spec).front();
    return explore_states(subject.program, options, memory_mib << 20U, {.jobs = jobs});
  }
  if (jobs > 1 && strategy.samples) {
    return sample_in_parallel(subject, spec, seed, options, jobs);
  }
  return explore(subject.program, *make_scheduler(spec, seed), options);
}

ExplorationRequest request_of(const Options& options) {
  return {.scheduler = options.scheduler,
          .seed = options.seed(),
          .executions = options.executions,
          .budget = options.budget,
          .fail_fast = options.fail_fast};
}

Exploration explore_subject(Subject& subject, const Settings& settings,
                            const ExplorationRequest& request) {
  ExploreOptions options;
  options.settings = settings;
  options.program_hash = subject.scenario.hash;
  options.races_are_errors = subject.scenario.races_are_errors;
  options.stop_at_first_bug = request.fail_fast;
  options.execution_limit = request.executions;
  options.time_limit = request.budget;
  if (!request.executions && !request.budget) options.time_limit = default_budget;
  options.stop = request.interrupted;
  options.progress = request.progress;
  Exploration exploration =
      request.scheduler
          ? explore_by(subject, *request.scheduler, request.seed, options, request.jobs)
          : explore_by_default(subject, options, request.seed, request.jobs);
  if (request.warns_of_sleeps) {
    if (auto warning = sleep_warning(subject, exploration, request)) {
      exploration.report.warnings.push_back(std::move(*warning));
    }
  }
  return exploration;
}

}  // namespace heddle::tools
