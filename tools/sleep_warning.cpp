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
  part.fail_fast = true;
  part.warns_of_sleeps = false;
  part.progress = nullptr;
  part.jobs = 1;
  part.budget = request.budget.value_or(default_budget) / part_of_budget;
  return part;
}

Finding warning(std::string message, std::string schedule) {
  return {.kind = "sleep-sync", .message = std::move(message), .schedule = std::move(schedule)};
}

}  // namespace

std::optional<Finding> sleep_warning(Subject& subject, const Exploration& unbounded,
                                     const ExplorationRequest& request) {
  const Report& report = unbounded.report;
  const bool worth_a_look = !report.bugs.empty() || report.outcomes.size() > 1;
  if (unbounded.settings.time != TimeModel::unbounded || !worth_a_look ||
      report.ended == Ended::interrupted || !scenario::has_timed_operations(subject.scenario)) {
    return std::nullopt;
  }
  Settings settings = unbounded.settings;
  settings.time = TimeModel::exact;
  const Report exact = explore_subject(subject, settings, small_part_of(request)).report;
  if (exact.executions == 0 || !exact.bugs.empty()) return std::nullopt;
  if (!report.bugs.empty()) {
    return warning(
        fmt::format("holds only because of sleeps or time-outs: no bug {} while they last exactly "
                    "as long as they say (--time exact)",
                    exact.complete ? "exists" : "was found"),
        report.bugs.front().schedule);
  }
  if (!exact.complete || exact.outcomes.size() != 1) return std::nullopt;
  const auto other = std::ranges::find_if(report.outcomes, [&](const SeenOutcome& seen) {
    return !(seen.outcome == exact.outcomes.front().outcome);
  });
  if (other == report.outcomes.end()) return std::nullopt;
  return warning(
      fmt::format(
          "the outcome depends on sleeps or time-outs: there is one while they last exactly "
          "as long as they say (--time exact), and {} otherwise",
          report.outcomes.size()),
      other->schedule);
}

}  // namespace heddle::tools
