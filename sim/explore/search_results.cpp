// What the parts of a search have found, put together in their order.

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/explore/conclusion.hpp"
#include "sim/explore/report_merge.hpp"
#include "sim/explore/search_parts.hpp"

namespace heddle {
namespace {

void add_counts(Report& sum, const Report& counts) {
  sum.executions += counts.executions;
  sum.blocked += counts.blocked;
  sum.truncated += counts.truncated;
  sum.steps += counts.steps;
}

std::optional<Headway> headway_of_part(const SearchPart& part) {
  return part.scheduler ? std::optional(headway_of(*part.scheduler)) : part.headway;
}

std::optional<Headway> both(const std::optional<Headway>& one,
                            const std::optional<Headway>& other) {
  return one && other ? together(*one, *other) : one ? one : other;
}

}  // namespace

// All that was found in it as one report.
void SearchParts::put_together(Part& part, std::size_t outcome_limit) {
  if (part.later_reports.empty()) return;
  ReportSum sum(part.content.report, outcome_limit);
  for (Report& report : part.later_reports) sum.add(std::move(report));
  part.later_reports.clear();
}

void SearchParts::fold() {
  for (auto part = parts_.begin(); part != parts_.end(); ++part) {
    if (part->state != State::over || part->is_cancelled) continue;
    put_together(*part, options_.outcome_limit);
    std::optional<ReportSum> sum;
    auto next = std::next(part);
    for (; next != parts_.end() && next->state == State::over; next = parts_.erase(next)) {
      if (next->is_cancelled) continue;
      if (!sum) sum.emplace(part->content.report, options_.outcome_limit);
      sum->add(std::move(next->content.report));
      for (Report& report : next->later_reports) sum->add(std::move(report));
      part->content.headway = both(part->content.headway, next->content.headway);
      part->ended = next->ended;
    }
  }
}

Report SearchParts::counts() const {
  Report sum;
  for (const Part& part : parts_) {
    add_counts(sum, part.content.report);
    for (const Report& report : part.later_reports) add_counts(sum, report);
    if (part.collector != nullptr) add_counts(sum, part.collector->counts());
  }
  return sum;
}

Headway SearchParts::headway() const {
  std::optional<Headway> all;
  for (const Part& part : parts_) {
    if (!part.is_cancelled && !part.is_called_off) all = both(all, headway_of_part(part.content));
  }
  return all.value_or(Headway{});
}

std::size_t SearchParts::distinct_outcomes() const {
  std::size_t most = 0;
  for (const Part& part : parts_) {
    most = std::max(most, part.content.report.distinct_outcomes());
    for (const Report& report : part.later_reports)
      most = std::max(most, report.distinct_outcomes());
    if (part.collector != nullptr) most = std::max(most, part.collector->distinct_outcomes());
  }
  return most;
}

SearchSnapshot SearchParts::snapshot() {
  fold();
  SearchSnapshot snapshot;
  for (Part& part : parts_) {
    if (part.is_cancelled || part.is_called_off) continue;
    put_together(part, options_.outcome_limit);
    const SearchPart& content = part.content;
    snapshot.parts.push_back({content.scheduler.get(), content.executions_left, content.report,
                              content.headway, content.id, content.returns_to, content.given_by});
    SearchSnapshot::Part& kept = snapshot.parts.back();
    if (part.collector == nullptr) continue;
    const Report& counts = part.collector->counts();
    if (kept.executions_left) *kept.executions_left -= counts.executions + counts.blocked;
    ReportSum(kept.report, options_.outcome_limit).add(part.collector->report());
  }
  return snapshot;
}

Report SearchParts::take_report() {
  if (error_) std::rethrow_exception(error_);
  std::erase_if(parts_, [](const Part& part) { return part.is_cancelled; });
  Report report;
  if (parts_.empty()) return report;
  ReportSum sum(report, options_.outcome_limit);
  for (Part& part : parts_) {
    sum.add(std::move(part.content.report));
    for (Report& later : part.later_reports) sum.add(std::move(later));
  }
  sum.finish();
  report.ended = stopped_.value_or(is_cut_ ? Ended::first_failure : parts_.back().ended);
  return report;
}

}  // namespace heddle
