#include "sim/explore/conclusion.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "sim/analysis/lock_order.hpp"
#include "sim/explore/findings.hpp"

namespace heddle {
namespace {

// Edges in the order in which they were found give the same inversions, whichever part found them.
void add_lock_order_warnings(Report& report, const Program& program) {
  LockOrder order;
  std::vector<Finding> warnings;
  for (SeenLockEdge& seen : report.lock_edges) {
    order.begin();
    order.add(seen.edge);
    for (const LockInversion& inversion : order.new_inversions()) {
      Finding& warning =
          warnings.emplace_back(lock_order_warning(program, order.edges(), inversion));
      warning.schedule = std::move(seen.schedule);
      warning.execution = seen.execution;
      warning.first_execution = seen.execution;
    }
  }
  report.lock_edges.clear();
  report.warnings.insert(report.warnings.begin(), std::make_move_iterator(warnings.begin()),
                         std::make_move_iterator(warnings.end()));
}

void put_in_order(std::vector<Finding>& findings) {
  std::ranges::stable_sort(findings, {}, &Finding::first_execution);
}

}  // namespace

Headway together(const Headway& one, const Headway& other) {
  Headway both{.left_out = one.left_out || other.left_out};
  if (one.part && other.part) both.part = std::min(*one.part + *other.part, 1.0);
  if (one.left && other.left) both.left = *one.left + *other.left;
  if (one.bound && other.bound) both.bound = std::min(*one.bound, *other.bound);
  return both;
}

std::optional<double> all_executions(std::uint64_t so_far, const Headway& headway) {
  const auto done = static_cast<double>(so_far);
  if (headway.left) return done + *headway.left;
  if (headway.part && *headway.part > 0) return done / *headway.part;
  return std::nullopt;
}

std::optional<Estimate> estimate_of(const Report& so_far, const Headway& headway,
                                    const Estimates& before) {
  const auto all = all_executions(so_far.executions, headway);
  if (!all || so_far.executions == 0) return std::nullopt;
  return before.made(static_cast<double>(so_far.executions), *all, so_far.seconds);
}

void conclude(Report& report, const Headway& headway, const ExploreOptions& options,
              const Program& program) {
  report.complete = report.ended == Ended::nothing_left && options.strategy_is_complete &&
                    report.truncated == 0 && !headway.left_out;
  report.unit = options.unit;
  if (report.ended == Ended::memory) {
    // The last execution may have been counted when no memory was left for its schedule.
    std::erase_if(report.outcomes, [](const SeenOutcome& seen) { return seen.schedule.empty(); });
  }
  if (headway.bound && !options.bound_noun.empty()) {
    report.covered_bound = {.most = *headway.bound, .noun = std::string(options.bound_noun)};
  }
  if (options.executions_are_samples) {
    for (SeenOutcome& seen : report.outcomes) seen.samples = seen.executions;
    for (CountedOutcomeHash& counted : report.counted_outcomes) {
      counted.samples = counted.executions;
    }
  }
  add_lock_order_warnings(report, program);
  put_in_order(report.bugs);
  put_in_order(report.warnings);
  report.verdict = verdict_of(report);
}

}  // namespace heddle
