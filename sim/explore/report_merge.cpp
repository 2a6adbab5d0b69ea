#include "sim/explore/report_merge.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "sim/analysis/lock_order.hpp"

namespace heddle {
namespace {

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

ReportSum::ReportSum(Report& first, std::size_t outcome_limit)
    : first_(first), outcome_limit_(outcome_limit) {
  outcomes_.reserve(first.outcomes.size());
  for (std::size_t place = 0; place < first.outcomes.size(); ++place) {
    outcomes_.emplace(first.outcomes[place].hash, place);
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
  if (!next.counted_outcomes.empty()) counted_.push_back(std::move(next.counted_outcomes));
  for (Finding& finding : next.bugs) add_finding(first_.bugs, std::move(finding));
  for (Finding& finding : next.warnings) add_finding(first_.warnings, std::move(finding));
  for (SeenLockEdge& seen : next.lock_edges) add_edge(std::move(seen));
}

void ReportSum::add_outcome(SeenOutcome seen) {
  const std::uint64_t hash = seen.hash;
  const auto [begin, end] = outcomes_.equal_range(hash);
  const auto same = std::find_if(begin, end, [&](const auto& entry) {
    return first_.outcomes[entry.second].outcome == seen.outcome;
  });
  const auto is_counted_only = [&] {
    const auto has = [hash](const HashCountList& list) {
      return std::ranges::binary_search(list, hash, {}, &CountedOutcomeHash::hash);
    };
    return has(first_.counted_outcomes) || std::ranges::any_of(counted_, has);
  };
  if (same == end && (first_.outcomes.size() >= outcome_limit_ || is_counted_only())) {
    to_count_.push_back({hash, seen.executions, seen.samples});
    return;
  }
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

void ReportSum::finish() {
  if (counted_.empty() && to_count_.empty()) return;
  std::ranges::sort(to_count_, {}, &CountedOutcomeHash::hash);
  // Hashes that two outcomes have are added up.
  HashCountList once;
  for (const CountedOutcomeHash& each : to_count_) {
    if (once.empty() || once.back().hash != each.hash) {
      once.push_back(each);
    } else {
      once.back().executions += each.executions;
      once.back().samples += each.samples;
    }
  }
  to_count_.clear();
  counted_.push_back(std::move(once));
  counted_.push_back(std::move(first_.counted_outcomes));
  first_.counted_outcomes = merged(std::exchange(counted_, {}));
  // What one report only counted may be kept in full by another.
  std::erase_if(first_.counted_outcomes, [this](const CountedOutcomeHash& each) {
    const auto found = outcomes_.find(each.hash);
    if (found == outcomes_.end()) return false;
    SeenOutcome& kept = first_.outcomes[found->second];
    kept.executions += each.executions;
    kept.samples += each.samples;
    return true;
  });
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

void merge(Report& first, std::vector<Report> others) {
  {
    ReportSum sum(first);
    for (Report& next : others) {
      first.complete = first.complete || next.complete;
      first.ended = next.ended;
      if (!first.covered_bound) first.covered_bound = next.covered_bound;
      if (!first.estimate) first.estimate = next.estimate;
      sum.add(std::move(next));
    }
  }
  first.verdict = verdict_of(first);
}

void limit_outcomes(Report& report, std::size_t outcome_limit) {
  if (report.outcomes.size() <= outcome_limit) return;
  Report rest;
  rest.outcomes.assign(
      std::make_move_iterator(report.outcomes.begin() + static_cast<std::ptrdiff_t>(outcome_limit)),
      std::make_move_iterator(report.outcomes.end()));
  report.outcomes.resize(outcome_limit);
  ReportSum(report, outcome_limit).add(std::move(rest));
}

}  // namespace heddle
