#include "tools/default_strategy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "sim/explore/report_merge.hpp"
#include "tools/verdict_text.hpp"
#include "tools/words.hpp"

namespace heddle::tools {
namespace {

constexpr const char* searching = "dpor";
constexpr const char* sampling = "random";
constexpr const char* searching_states = "stateful:memory=256";

// The search for everything gets this part of the budget; where that is not enough, going on in
// depth-first order would only show more of the same corner, and chance sees more.
constexpr std::uint64_t part_for_searching = 2;  // one half

// What of `options` is left after `used`.
ExploreOptions rest_of(ExploreOptions options, const Report& used) {
  if (options.execution_limit) {
    *options.execution_limit -= std::min(*options.execution_limit, used.executions + used.blocked);
  }
  if (options.time_limit) {
    *options.time_limit -=
        std::min(*options.time_limit,
                 std::chrono::nanoseconds(static_cast<std::int64_t>(used.seconds * 1e9)));
  }
  return options;
}

// Where interleavings meet again, or threads loop without a bound, there are fewer states than
// executions, and a search over them may finish where one over executions did not. nullopt: it did
// not either; then `used` has what it took.
std::optional<Exploration> explore_states_instead(Subject& subject, ExploreOptions options,
                                                  const SearchWays& ways, Report& used) {
  if (!options.time_limit || options.execution_limit) return std::nullopt;
  *options.time_limit /= part_for_searching;
  Exploration exploration;
  exploration.settings = options.settings;
  exploration.scheduler = searching_states;
  exploration.report = explore_by_strategy(subject, searching_states, options, ways);
  const Ended ended = exploration.report.ended;
  const bool enough =
      exploration.report.complete || ended == Ended::first_failure || ended == Ended::interrupted;
  if (!enough) {
    used.seconds = exploration.report.seconds;
    return std::nullopt;
  }
  exploration.how = "every state once, as there are too many traces, or too long ones: the default";
  return exploration;
}

// Whether there was more to search than the budget, or the memory, would do.
bool was_too_much(Ended ended) {
  return ended == Ended::executions || ended == Ended::time || ended == Ended::memory;
}

}  // namespace

Exploration explore_by_default(Subject& subject, const ExploreOptions& options,
                               const SearchWays& ways) {
  ExploreOptions first = options;
  if (first.execution_limit) {
    *first.execution_limit = (*first.execution_limit + part_for_searching - 1) / part_for_searching;
  }
  if (first.time_limit) *first.time_limit /= part_for_searching;
  Exploration exploration;
  exploration.settings = options.settings;
  exploration.scheduler = searching;
  first.stop_at_step_limit = true;
  exploration.report = explore_by_strategy(subject, exploration.scheduler, first, ways);
  const Ended ended = exploration.report.ended;
  Report by_states_in_vain;
  if (ended == Ended::steps || was_too_much(ended)) {
    const ExploreOptions rest = rest_of(options, exploration.report);
    auto by_states = explore_states_instead(subject, rest, ways, by_states_in_vain);
    if (by_states) return *std::move(by_states);
  }
  if (ended == Ended::steps) {
    first.stop_at_step_limit = false;
    exploration.report = explore_by_strategy(subject, exploration.scheduler, first, ways);
  }
  Report& report = exploration.report;
  if (!was_too_much(report.ended)) {
    exploration.how = "one interleaving of each set of equivalent ones: the default";
    return exploration;
  }
  std::string searched = counted(report.executions, report.unit);
  if (report.estimate) searched += ", " + estimate_text(*report.estimate);
  const ExploreOptions second = rest_of(rest_of(options, report), by_states_in_vain);
  if (second.execution_limit && *second.execution_limit == 0) {
    exploration.how = "one interleaving of each set of equivalent ones: the default";
    return exploration;
  }
  const char* const used_up = report.ended == Ended::memory ? "its memory" : "half of the budget";
  merge(report, explore_by_strategy(subject, sampling, second, ways));
  exploration.scheduler += std::string("+") + sampling;
  exploration.how = fmt::format(
      "the search did not finish within {} ({}); the rest was sampled at random from seed {}",
      used_up, searched, ways.seed);
  return exploration;
}

}  // namespace heddle::tools
