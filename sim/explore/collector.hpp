#pragma once
// What executions come to, one after another: outcomes and findings, counted. It runs nothing and
// knows no budget: see explorer.hpp and parallel_search.hpp for those that do.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/analysis/analysis.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/explore/findings.hpp"
#include "sim/explore/outcome_table.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/event.hpp"
#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/world/world.hpp"

namespace heddle {

class Collector {
 public:
  // Both must outlive this object.
  Collector(Program& program, const ExploreOptions& options);

  // An execution that `scheduler` led is over; `number` executions were begun before it.
  void take_in(const World& world, const Execution& execution, Scheduler& scheduler,
               std::uint64_t number);

  bool any_bugs() const { return findings_.any_bugs(); }
  // In the order in which they were first seen.
  std::span<const SeenOutcome> outcomes() const { return outcomes_.outcomes(); }
  std::span<const Finding> bugs() const { return findings_.bugs(); }
  std::size_t distinct_outcomes() const { return outcomes_.distinct(); }
  // How many executions were begun, all of which are over.
  std::uint64_t begun() const { return counts_.executions + counts_.blocked; }
  // Only what is counted, without outcomes and findings.
  const Report& counts() const { return counts_; }
  // As it was when that was all that had been taken in.
  void restore(const Report& report);
  // All that was taken in.
  Report report() const;
  // The same; called last.
  Report take();

 private:
  Program& program_;
  const ExploreOptions& options_;
  Analysis analysis_;
  Findings findings_;
  OutcomeTable outcomes_;
  std::vector<Value> values_;
  Report counts_;
};

}  // namespace heddle
