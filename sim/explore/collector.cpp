#include "sim/explore/collector.hpp"

#include <new>
#include <span>

#include "sim/explore/memory_reserve.hpp"

namespace heddle {

Collector::Collector(Program& program, const ExploreOptions& options)
    : program_(program),
      options_(options),
      analysis_(program),
      findings_(program, options.program_hash, options.settings),
      outcomes_(program.texts(), options.outcome_limit) {
  findings_.collect_lock_edges();
}

void Collector::take_in(const World& world, const Execution& execution, Scheduler& scheduler,
                        std::uint64_t number) {
  scheduler.end(execution);
  counts_.steps += execution.steps;
  const Status status = execution.status();
  if (status == Status::abandoned) {
    ++counts_.blocked;
    return;
  }
  ++counts_.executions;
  if (status == Status::truncated) ++counts_.truncated;
  const Sighting sighting{world, number, options_.drawn_by, scheduler.seed()};
  try {
    values_.clear();
    program_.observe(world, values_);
    SeenOutcome* const outcome = outcomes_.count(
        status, program_.observes_output() ? world.output() : std::span<const TextId>{}, values_);
    if (outcome != nullptr) findings_.show(*outcome, sighting);
    analysis_.analyse(execution.events, world.may_race());
    findings_.add_analysis(sighting, analysis_, options_.races_are_errors);
  } catch (const std::bad_alloc&) {
    // The failure is told in little memory, and is not to be lost with the last execution.
    release_memory_for_report();
    if (is_bug(status)) findings_.add_failure(sighting, execution.failure);
    throw;
  }
  if (is_bug(status)) findings_.add_failure(sighting, execution.failure);
  if (status == Status::completed && world.live_threads() != 0) {
    findings_.add_killed_threads(sighting);
  }
}

void Collector::restore(const Report& report) {
  counts_ = report;
  counts_.outcomes.clear();
  counts_.bugs.clear();
  counts_.warnings.clear();
  counts_.lock_edges.clear();
  outcomes_.restore(report.outcomes, report.counted_outcomes);
  findings_.restore(report);
}

Report Collector::report() const {
  Report report = counts_;
  report.outcomes.assign(outcomes_.outcomes().begin(), outcomes_.outcomes().end());
  report.counted_outcomes = outcomes_.counted();
  findings_.put_into(report);
  return report;
}

Report Collector::take() {
  Report report = counts_;
  report.counted_outcomes = outcomes_.counted();
  report.outcomes = outcomes_.take();
  findings_.put_into(report);
  return report;
}

}  // namespace heddle
