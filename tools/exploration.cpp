#include "tools/exploration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "scheduler/registry.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/explore/report_merge.hpp"
#include "sim/report/verdict_text.hpp"
#include "sim/report/words.hpp"
#include "sim/search/default_search.hpp"
#include "sim/search/strategy_search.hpp"
#include "tools/assumptions.hpp"
#include "tools/errors.hpp"
#include "tools/load_warnings.hpp"
#include "tools/sleep_warning.hpp"

namespace heddle::tools {
namespace {

// What the default did, and why.
std::string how_by_default(const DefaultResult& result, std::uint64_t seed) {
  switch (result.course) {
    case DefaultCourse::traces:
      return "one interleaving of each set of equivalent ones: the default";
    case DefaultCourse::states:
      return "every state once, as there are too many traces, or too long ones: the default";
    case DefaultCourse::turns:
      break;
  }
  const TracesSearched& traces = result.traces;
  const char* used_up = "its part of the budget";
  if (traces.used_up == Ended::memory) used_up = "its memory";
  if (traces.used_up == Ended::first_failure || traces.used_up == Ended::interrupted) {
    used_up = "its turns";
  }
  std::string searched = counted(traces.executions, traces.unit);
  if (traces.estimate) searched += ", " + estimate_text(*traces.estimate);
  return fmt::format(
      "the search did not finish within {} ({}); strategies took turns, from seed {}", used_up,
      searched, seed);
}

Exploration by_default(const MakeProgram& make_program, const ExploreOptions& options,
                       const SearchWays& ways) {
  DefaultResult result = explore_by_default(make_program, options, ways);
  std::string how = how_by_default(result, ways.seed);
  return {.report = std::move(result.report),
          .settings = options.settings,
          .scheduler = std::move(result.scheduler),
          .how = std::move(how),
          .brought = std::move(result.brought)};
}

Exploration explore_by(const MakeProgram& make_program, const std::string& spec,
                       const ExploreOptions& options, const SearchWays& ways) {
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
  Exploration exploration;
  exploration.report = explore_by_strategy(make_program, spec, options, ways);
  exploration.settings = options.settings;
  exploration.scheduler = spec;
  exploration.how = std::string(strategy.about);
  return exploration;
}

Exploration explored(const Subject& subject, const std::optional<std::string>& spec,
                     const ExploreOptions& options, const SearchWays& ways) {
  const MakeProgram make_program = [&subject] {
    return std::make_unique<ScenarioProgram>(subject.scenario);
  };
  try {
    return spec ? explore_by(make_program, *spec, options, ways)
                : by_default(make_program, options, ways);
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
  limit_outcomes(exploration.report, request.outcomes);
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
