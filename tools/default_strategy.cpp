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

// With time unbounded, sleeps order nothing.
std::string searching(const Settings& settings) {
  return settings.time == TimeModel::unbounded ? "reduced:sleeps=1" : "reduced";
}

constexpr const char* sampling = "random";

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

}  // namespace

Exploration explore_by_default(Subject& subject, const ExploreOptions& options, std::uint64_t seed,
                               unsigned jobs) {
  ExploreOptions first = options;
  if (first.execution_limit) {
    *first.execution_limit = (*first.execution_limit + part_for_searching - 1) / part_for_searching;
  }
  if (first.time_limit) *first.time_limit /= part_for_searching;
  Exploration exploration;
  exploration.settings = options.settings;
  exploration.scheduler = searching(options.settings);
  exploration.report = explore_by_strategy(subject, exploration.scheduler, seed, first, 1);
  Report& report = exploration.report;
  if (report.ended != Ended::executions && report.ended != Ended::time) {
    exploration.how = "everything that can make a difference, in turn: the default";
    return exploration;
  }
  std::string searched = counted(report.executions, "execution");
  if (report.estimate) searched += ", " + estimate_text(*report.estimate);
  const ExploreOptions second = rest_of(options, report);
  if (second.execution_limit && *second.execution_limit == 0) {
    exploration.how = "everything that can make a difference, in turn: the default";
    return exploration;
  }
  merge(report, explore_by_strategy(subject, sampling, seed, second, jobs));
  exploration.scheduler += std::string("+") + sampling;
  exploration.how = fmt::format(
      "the search did not finish within half of the budget ({}); the rest was sampled at random "
      "from seed {}",
      searched, seed);
  return exploration;
}

}  // namespace heddle::tools
