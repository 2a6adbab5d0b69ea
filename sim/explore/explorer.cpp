#include "sim/explore/explorer.hpp"

#include "sim/explore/collector.hpp"
#include "sim/explore/conclusion.hpp"
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
        collector_(program, options) {}

  Report run() {
    const Steady::time_point start = Steady::now();
    Steady::time_point next_update = start + between_updates;
    Ended ended = Ended::nothing_left;
    for (std::uint64_t execution = 0;; ++execution) {
      if (const auto end = budget_end(execution)) {
        ended = *end;
        break;
      }
      if (execution % executions_between_looks == 0) {
        const Steady::time_point now = Steady::now();
        if (options_.time_limit && now - start >= *options_.time_limit) {
          ended = Ended::time;
          break;
        }
        if (options_.memory_limit && scheduler_.bytes() > *options_.memory_limit) {
          ended = Ended::memory;
          break;
        }
        if (options_.progress != nullptr && now >= next_update) {
          next_update = now + between_updates;
          show_progress(now - start);
        }
      }
      if (!scheduler_.begin()) break;
      const Execution& done = simulation_.run(scheduler_);
      collector_.take_in(simulation_.world(), done, scheduler_, execution);
    }
    Report report = collector_.take();
    report.ended = ended;
    report.seconds = std::chrono::duration<double>(Steady::now() - start).count();
    conclude(report, scheduler_.headway(), options_, program_);
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

  void show_progress(std::chrono::duration<double> so_far) {
    Report report = collector_.counts();
    report.seconds = so_far.count();
    report.estimate = estimate_of(report, scheduler_.headway());
    options_.progress->update(report, collector_.distinct_outcomes());
  }

  Program& program_;
  Scheduler& scheduler_;
  const ExploreOptions& options_;
  Simulation simulation_;
  Collector collector_;
};

}  // namespace

Report explore(Program& program, Scheduler& scheduler, const ExploreOptions& options) {
  return Exploration(program, scheduler, options).run();
}

}  // namespace heddle
