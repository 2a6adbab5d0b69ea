#include "sim/explore/explorer.hpp"

#include <utility>

#include "sim/analysis/analysis.hpp"
#include "sim/explore/findings.hpp"
#include "sim/explore/schedule_text.hpp"
#include "sim/fiber/simulation.hpp"

namespace heddle {
namespace {

using Steady = std::chrono::steady_clock;

// How many executions go by before the time is looked at.
constexpr std::uint64_t executions_between_looks = 64;
constexpr std::chrono::milliseconds between_updates{100};

class Exploration {
 public:
  Exploration(Program& program, Scheduler& scheduler, const ExploreOptions& options)
      : program_(program),
        scheduler_(scheduler),
        options_(options),
        simulation_(program, options.settings),
        analysis_(program.objects(), program.guards()),
        findings_(program) {
    findings_.set_schedule_header(options.program_hash, time_text(options.settings));
  }

  Report run() {
    const Steady::time_point start = Steady::now();
    Steady::time_point next_update = start + between_updates;
    for (std::uint64_t execution = 0;; ++execution) {
      if (const auto ended = budget_end(execution)) {
        report_.ended = *ended;
        break;
      }
      if (execution % executions_between_looks == 0) {
        const Steady::time_point now = Steady::now();
        report_.seconds = std::chrono::duration<double>(now - start).count();
        if (options_.time_limit && now - start >= *options_.time_limit) {
          report_.ended = Ended::time;
          break;
        }
        if (options_.progress != nullptr && now >= next_update) {
          next_update = now + between_updates;
          estimate(scheduler_.headway());
          options_.progress->update(report_, outcomes_.outcomes().size());
        }
      }
      if (!scheduler_.begin()) {
        report_.ended = Ended::nothing_left;
        break;
      }
      take_in(simulation_.run(scheduler_), execution);
    }
    return finish(start);
  }

 private:
  std::optional<Ended> budget_end(std::uint64_t execution) const {
    if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
      return Ended::interrupted;
    }
    if (options_.stop_at_first_bug && findings_.any_bugs()) return Ended::first_failure;
    if (options_.stop_at_step_limit && report_.truncated > 0) return Ended::steps;
    if (options_.execution_limit && execution >= *options_.execution_limit) {
      return Ended::executions;
    }
    return std::nullopt;
  }

  void take_in(const Execution& execution, std::uint64_t number) {
    const World& world = simulation_.world();
    scheduler_.end(execution);
    report_.steps += execution.steps;
    const Status status = execution.status();
    if (status == Status::abandoned) {
      ++report_.blocked;
      return;
    }
    ++report_.executions;
    if (status == Status::truncated) ++report_.truncated;
    values_.clear();
    program_.observe(world, values_);
    SeenOutcome& outcome = outcomes_.count(
        status, program_.observes_output() ? world.output() : std::span<const TextId>{}, values_);
    const Sighting sighting{world, number};
    if (outcome.executions == 1) {
      outcome.first_execution = number;
      outcome.schedule = findings_.schedule_of(world);
    }
    analysis_.analyse(execution.events);
    findings_.add_analysis(sighting, analysis_, options_.races_are_errors);
    if (is_bug(status)) findings_.add_failure(sighting, execution.failure);
    if (status == Status::completed && world.live_threads() != 0) {
      findings_.add_killed_threads(sighting);
    }
  }

  void estimate(const Headway& headway) {
    if (!headway.part || *headway.part <= 0) return;
    report_.estimate = {.part = *headway.part,
                        .executions = static_cast<double>(report_.executions) / *headway.part,
                        .seconds = report_.seconds / *headway.part};
  }

  Report finish(Steady::time_point start) {
    const Headway headway = scheduler_.headway();
    report_.complete = report_.ended == Ended::nothing_left && options_.strategy_is_complete &&
                       report_.truncated == 0 && !headway.left_out;
    report_.seconds = std::chrono::duration<double>(Steady::now() - start).count();
    report_.unit = options_.unit;
    if (headway.bound && !options_.bound_noun.empty()) {
      report_.covered_bound = {.most = *headway.bound, .noun = std::string(options_.bound_noun)};
    }
    report_.estimate.reset();
    if (report_.ended != Ended::nothing_left) estimate(headway);
    report_.outcomes = outcomes_.take();
    if (options_.executions_are_samples) {
      for (SeenOutcome& seen : report_.outcomes) seen.samples = seen.executions;
    }
    report_.bugs.assign(findings_.bugs().begin(), findings_.bugs().end());
    report_.warnings.assign(findings_.warnings().begin(), findings_.warnings().end());
    report_.verdict = verdict_of(report_);
    return std::move(report_);
  }

  Program& program_;
  Scheduler& scheduler_;
  const ExploreOptions& options_;
  Simulation simulation_;
  Analysis analysis_;
  Findings findings_;
  OutcomeTable outcomes_;
  std::vector<Value> values_;
  Report report_;
};

}  // namespace

Report explore(Program& program, Scheduler& scheduler, const ExploreOptions& options) {
  return Exploration(program, scheduler, options).run();
}

}  // namespace heddle
