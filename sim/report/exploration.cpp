#include "sim/report/exploration.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

#include "scheduler/registry.hpp"
#include "sim/explore/report_merge.hpp"
#include "sim/model/assertion.hpp"
#include "sim/report/verdict_text.hpp"
#include "sim/report/words.hpp"
#include "sim/search/default_search.hpp"

namespace heddle {
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

Exploration by_strategy(const MakeProgram& make_program, const std::string& spec,
                        const ExploreOptions& options, const SearchWays& ways) {
  const Strategy& strategy = find_strategy(spec);
  const bool can_be_saved = strategy.make == nullptr || strategy.save != nullptr;
  ensure(can_be_saved || (ways.checkpoint == nullptr && !ways.processes),
         "the strategy cannot save its search");
  Exploration exploration;
  exploration.report = explore_by_strategy(make_program, spec, options, ways);
  exploration.settings = options.settings;
  exploration.scheduler = spec;
  exploration.how = std::string(strategy.about);
  return exploration;
}

}  // namespace

Exploration explore_program(const MakeProgram& make_program, const std::optional<std::string>& spec,
                            const ExploreOptions& options, const SearchWays& ways) {
  Exploration exploration = spec ? by_strategy(make_program, *spec, options, ways)
                                 : by_default(make_program, options, ways);
  limit_outcomes(exploration.report, options.outcome_limit);
  return exploration;
}

}  // namespace heddle
