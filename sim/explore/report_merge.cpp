#include "sim/explore/report_merge.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "sim/analysis/lock_order.hpp"

namespace heddle {
namespace {

std::size_t hash_of(const Outcome& outcome) {
  std::size_t hash = static_cast<std::size_t>(outcome.status);
  const auto mix = [&hash](std::size_t word) {
    hash = (hash ^ word) * std::size_t{0x100000001B3U};
    hash ^= hash >> 29;
  };
  for (const TextId line : outcome.output) mix(index(line) + 1);
  for (const Value& value : outcome.values) {
    mix(static_cast<std::size_t>(value.bits) + static_cast<std::size_t>(value.type));
  }
  return hash;
}

// Whether `next`, which came later, is to be told of instead; takes over what it is shown by.
template <typename Shown>
bool take_simpler(Shown& kept, Shown& next) {
  if (next.simplicity >= kept.simplicity) return false;
  kept.schedule = std::move(next.schedule);
  kept.simplicity = next.simplicity;
  kept.draw = std::move(next.draw);
  return true;
}

}  // namespace

ReportSum::ReportSum(Report& first) : first_(first) {
  for (std::size_t place = 0; place < first.outcomes.size(); ++place) {
    outcomes_.emplace(hash_of(first.outcomes[place].outcome), place);
  }
  for (const std::vector<Finding>* const list : {&first.bugs, &first.warnings}) {
    for (std::size_t place = 0; place < list->size(); ++place) {
      findings_.emplace((*list)[place].key, place);
    }
  }
  for (const SeenLockEdge& seen : first.lock_edges) edges_.insert(key_of(seen.edge));
}

void ReportSum::add(Report next) {
  executions_before_ = first_.executions + first_.blocked;
  first_.executions += next.executions;
  first_.blocked += next.blocked;
  first_.truncated += next.truncated;
  first_.steps += next.steps;
  first_.seconds += next.seconds;
  first_.counts_ends |= next.counts_ends;
  for (SeenOutcome& seen : next.outcomes) add_outcome(std::move(seen));
  for (Finding& finding : next.bugs) add_finding(first_.bugs, std::move(finding));
  for (Finding& finding : next.warnings) add_finding(first_.warnings, std::move(finding));
  for (SeenLockEdge& seen : next.lock_edges) add_edge(std::move(seen));
}

void ReportSum::add_outcome(SeenOutcome seen) {
  const std::size_t hash = hash_of(seen.outcome);
  const auto [begin, end] = outcomes_.equal_range(hash);
  const auto same = std::find_if(begin, end, [&](const auto& entry) {
    return first_.outcomes[entry.second].outcome == seen.outcome;
  });
  if (same == end) {
    seen.first_execution += executions_before_;
    outcomes_.emplace(hash, first_.outcomes.size());
    first_.outcomes.push_back(std::move(seen));
    return;
  }
  SeenOutcome& kept = first_.outcomes[same->second];
  kept.executions += seen.executions;
  kept.samples += seen.samples;
  take_simpler(kept, seen);
}

void ReportSum::add_finding(std::vector<Finding>& list, Finding finding) {
  finding.execution += executions_before_;
  finding.first_execution += executions_before_;
  const auto [entry, is_new] = findings_.try_emplace(finding.key, list.size());
  if (is_new) {
    list.push_back(std::move(finding));
    return;
  }
  Finding& kept = list[entry->second];
  kept.executions += finding.executions;
  if (!take_simpler(kept, finding)) return;
  kept.message = std::move(finding.message);
  kept.threads = std::move(finding.threads);
  kept.at = std::move(finding.at);
  kept.execution = finding.execution;
}

void ReportSum::add_edge(SeenLockEdge seen) {
  seen.execution += executions_before_;
  if (edges_.insert(key_of(seen.edge)).second) first_.lock_edges.push_back(std::move(seen));
}

void merge(Report& first, Report second) {
  first.complete = first.complete || second.complete;
  first.ended = second.ended;
  if (!first.covered_bound) first.covered_bound = second.covered_bound;
  if (!first.estimate) first.estimate = second.estimate;
  ReportSum(first).add(std::move(second));
  first.verdict = verdict_of(first);
}

}  // namespace heddle
