#include "sim/explore/explorer.hpp"

#include "sim/explore/collector.hpp"
#include "sim/explore/conclusion.hpp"
#include "sim/fiber/simulation.hpp"

namespace heddle {
namespace {

using Steady = std::chrono::steady_clock;

// How many executions go by before the time is looked at.
constexpr std::uint64_t executions_between_looks = 16;
constexpr std::chrono::milliseconds between_updates{100};

class Exploration {
 public:
  Exploration(Program& program, Scheduler& scheduler, const ExploreOptions& options)
      : program_(program),
        scheduler_(scheduler),
        options_(options),
        simulation_(program, options.settings),
        collector_(program, options) {}

  Report run() {
    Steady::time_point next_update = start_ + between_updates;
    Ended ended = Ended::nothing_left;
    for (std::uint64_t execution = 0;; ++execution) {
      if (const auto end = budget_end(execution)) {
        ended = *end;
        break;
      }
      if (execution % executions_between_looks == 0) {
        const Steady::time_point now = Steady::now();
        if (options_.time_limit && now - start_ >= *options_.time_limit) {
          ended = Ended::time;
          break;
        }
        if (options_.memory_limit && scheduler_.bytes() > *options_.memory_limit) {
          ended = Ended::memory;
          break;
        }
        note_estimate();
        if (options_.progress != nullptr && now >= next_update) {
          next_update = now + between_updates;
          options_.progress->update(counts(), collector_.distinct_outcomes());
        }
        if (ends_in_interlude(execution)) {
          ended = Ended::interrupted;
          break;
        }
      }
      if (!scheduler_.begin()) break;
      const Execution& done = simulation_.run(scheduler_);
      collector_.take_in(simulation_.world(), done, scheduler_, execution);
    }
    Report report = collector_.take();
    report.ended = ended;
    report.seconds = seconds();
    const Headway headway = scheduler_.headway();
    if (ended != Ended::nothing_left) report.estimate = estimate_of(report, headway, estimates_);
    conclude(report, headway, options_, program_);
    return report;
  }

 private:
  std::optional<Ended> budget_end(std::uint64_t execution) const {
    if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
      return Ended::interrupted;
    }
    if (options_.stop_at_first_bug && collector_.any_bugs()) return Ended::first_failure;
    if (options_.stop_at_step_limit && collector_.counts().truncated > 0) return Ended::steps;
    if (options_.execution_limit && execution >= *options_.execution_limit) {
      return Ended::executions;
    }
    return std::nullopt;
  }

  bool ends_in_interlude(std::uint64_t executions) {
    if (options_.interlude == nullptr) return false;
    if (!options_.interlude->is_due(executions, seconds())) return false;
    const Steady::time_point begin = Steady::now();
    const bool ends = options_.interlude->play(counts());
    start_ += Steady::now() - begin;
    return ends;
  }

  void note_estimate() {
    const std::uint64_t done = collector_.counts().executions;
    if (!estimates_.is_due(static_cast<double>(done))) return;
    const auto all = all_executions(done, scheduler_.headway());
    if (all) estimates_.note(static_cast<double>(done), *all);
  }

  double seconds() const { return std::chrono::duration<double>(Steady::now() - start_).count(); }

  Report counts() const {
    Report report = collector_.counts();
    report.seconds = seconds();
    report.estimate = estimate_of(report, scheduler_.headway(), estimates_);
    return report;
  }

  Program& program_;
  Scheduler& scheduler_;
  const ExploreOptions& options_;
  Simulation simulation_;
  Collector collector_;
  Estimates estimates_;
  Steady::time_point start_ = Steady::now();  // later by as long as it waited
};

}  // namespace

Report explore(Program& program, Scheduler& scheduler, const ExploreOptions& options) {
  return Exploration(program, scheduler, options).run();
}

}  // namespace heddle
