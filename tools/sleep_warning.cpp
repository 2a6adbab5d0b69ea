#include "tools/sleep_warning.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/timed_operations.hpp"

namespace heddle::tools {
namespace {

constexpr std::uint64_t part_of_budget = 10;  // one tenth

ExplorationRequest small_part_of(const ExplorationRequest& request) {
  ExplorationRequest part = request;
  part.scheduler.reset();
  part.warns_of_sleeps = false;
  part.progress = nullptr;
  part.jobs = 1;
  part.checkpoint = nullptr;
  part.budget = request.budget.value_or(default_budget) / part_of_budget;
  return part;
}

bool has_kind(const Report& report, const std::string& kind) {
  return std::ranges::count(report.bugs, kind, &Finding::kind) > 0;
}

// Executions that were cut off, or not looked at, may hold what the other side seems to lack.
bool shows_everything(const Report& report) { return report.complete && report.truncated == 0; }

// Both must show everything.
std::optional<Finding> compare(const Report& unbounded, const Report& exact) {
  for (const Finding& bug : unbounded.bugs) {
    if (has_kind(exact, bug.kind)) continue;
    return Finding{.kind = "sleep-sync",
                   .message = fmt::format("holds only because of sleeps or time-outs: while they "
                                          "last exactly as long as they say (--time exact), no {} "
                                          "can happen",
                                          bug.kind),
                   .schedule = bug.schedule,
                   .draw = bug.draw};
  }
  if (exact.outcomes.size() != 1) return std::nullopt;
  for (const SeenOutcome& seen : unbounded.outcomes) {
    if (seen.outcome == exact.outcomes.front().outcome) continue;
    return Finding{
        .kind = "sleep-sync",
        .message = fmt::format("the outcome depends on sleeps or time-outs: there is one "
                               "while they last exactly as long as they say (--time "
                               "exact), and there are {} otherwise",
                               unbounded.outcomes.size()),
        .schedule = seen.schedule,
        .draw = seen.draw};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Finding> sleep_warning(Subject& subject, const Exploration& unbounded,
                                     const ExplorationRequest& request) {
  const Report& report = unbounded.report;
  const bool worth_a_look =
      shows_everything(report) && (!report.bugs.empty() || report.outcomes.size() > 1);
  if (unbounded.settings.time != TimeModel::unbounded || !worth_a_look ||
      !scenario::has_timed_operations(subject.scenario)) {
    return std::nullopt;
  }
  Settings settings = unbounded.settings;
  settings.time = TimeModel::exact;
  const Report exact = explore_subject(subject, settings, small_part_of(request)).report;
  if (!shows_everything(exact)) return std::nullopt;
  return compare(report, exact);
}

}  // namespace heddle::tools
