#pragma once
// Explorations of the same program as one report: parts of one search, or different strategies or
// seeds. It must not know why there were several.

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sim/explore/outcome_table.hpp"
#include "sim/explore/report.hpp"

namespace heddle {

// Adds the executions of one report after another to those of the first: their numbers, and what
// they showed, as if they had followed each other in one exploration. Whether something is
// complete, how it ended and what follows is not touched. All must be of the same program, with the
// same Texts.
class ReportSum {
 public:
  // `first` must outlive this object, and be neither changed nor looked at by others meanwhile. Of
  // the outcomes, so many are kept in full, the others counted only.
  explicit ReportSum(Report& first, std::size_t outcome_limit = SIZE_MAX);
  ~ReportSum() { finish(); }
  ReportSum(const ReportSum&) = delete;
  ReportSum& operator=(const ReportSum&) = delete;

  void add(Report next);
  // What was counted only is put together now; `first` may be looked at.
  void finish();

 private:
  void add_outcome(SeenOutcome seen);
  void add_finding(std::vector<Finding>& list, Finding finding);
  void add_edge(SeenLockEdge seen);

  Report& first_;
  const std::size_t outcome_limit_;
  // What was counted only, in lists that are put together once all are there: those of the reports,
  // and outcomes for which there was no place.
  std::vector<HashCountList> counted_;
  HashCountList to_count_;
  std::uint64_t executions_before_ = 0;
  // Places in the lists of first_, by hash or key.
  std::unordered_multimap<std::size_t, std::size_t> outcomes_;
  std::unordered_map<std::uint64_t, std::size_t> findings_;  // bugs and warnings have no key alike
  std::unordered_set<std::uint64_t> edges_;                  // keys of all
};

// Adds reports, which came after `first` one after another, to it: as ReportSum does, and the
// result is complete where any was; it ended as the last one did; the verdict is made anew. Of
// bounds and estimates, the first ones stand.
void merge(Report& first, std::vector<Report> others);

// Keeps so many outcomes in full, and only counts the others.
void limit_outcomes(Report& report, std::size_t outcome_limit);

}  // namespace heddle
