#include "sim/explore/explorer.hpp"

#include <algorithm>
#include <new>

#include "sim/explore/collector.hpp"
#include "sim/explore/conclusion.hpp"
#include "sim/explore/execution_watch.hpp"
#include "sim/explore/memory_gauge.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/explore/run_one.hpp"
#include "sim/fiber/simulation.hpp"

namespace heddle {
namespace {

using Steady = std::chrono::steady_clock;

// How many executions go by before the time is looked at, at most; fewer where they take long.
constexpr std::uint64_t most_between_looks = 16;
constexpr std::chrono::milliseconds longest_between_looks{20};
constexpr std::chrono::milliseconds between_updates{100};

class Exploration {
 public:
  Exploration(Program& program, Scheduler& scheduler, const ExploreOptions& options)
      : program_(program),
        scheduler_(scheduler),
        options_(options),
        simulation_(program, options.settings),
        collector_(program, options),
        watch_(options) {
    simulation_.set_watch(&watch_);
  }

  Report run() {
    Ended ended = Ended::nothing_left;
    try {
      ended = run_executions();
    } catch (const std::bad_alloc&) {
      ended = Ended::memory;  // one allocation is larger than what is left
    }
    release_memory_for_report();
    Report report = collector_.take();
    report.ended = ended;
    report.seconds = seconds();
    Headway headway = scheduler_.headway();
    // Within an execution, nobody knows how far the search is.
    if (watch_.ended()) headway.part.reset();
    if (ended != Ended::nothing_left && !watch_.ended()) {
      report.estimate = estimate_of(report, headway, estimates_);
    }
    conclude(report, headway, options_, program_);
    return report;
  }

 private:
  Ended run_executions() {
    for (std::uint64_t execution = 0;; ++execution) {
      if (const auto end = budget_end(execution)) return *end;
      if (execution % between_looks_ == 0) {
        if (const auto end = look(execution)) return *end;
      }
      if (!scheduler_.begin()) return Ended::nothing_left;
      const Execution& done =
          run_one(simulation_, scheduler_, program_, options_.program_hash, options_.settings);
      // What was not run to its end shows nothing.
      if (watch_.ended()) return *watch_.ended();
      collector_.take_in(simulation_.world(), done, scheduler_, execution);
    }
  }

  std::optional<Ended> look(std::uint64_t execution) {
    const Steady::time_point now = Steady::now();
    const bool took_long = now - looked_at_ > longest_between_looks;
    between_looks_ = took_long ? 1 : std::min(2 * between_looks_, most_between_looks);
    looked_at_ = now;
    if (options_.time_limit && now - start_ >= *options_.time_limit) return Ended::time;
    // Where a search is always in the same place, whatever the time.
    const bool is_place = execution % most_between_looks == 0;
    if (is_place && options_.memory_limit && scheduler_.bytes() > *options_.memory_limit) {
      return Ended::memory;
    }
    if (options_.memory != nullptr && options_.memory->is_used_up()) return Ended::memory;
    if (is_place) note_estimate();
    if (options_.progress != nullptr && now >= next_update_) {
      next_update_ = now + between_updates;
      options_.progress->update(counts(), collector_.distinct_outcomes());
    }
    if (is_place && ends_in_interlude(execution)) return Ended::interrupted;
    return std::nullopt;
  }

  std::optional<Ended> budget_end(std::uint64_t execution) const {
    if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
      return Ended::interrupted;
    }
    if (is_memory_short()) return Ended::memory;
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
    const Steady::duration waited = Steady::now() - begin;
    start_ += waited;
    watch_.put_off(waited);
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
  ExecutionWatch watch_;
  Steady::time_point start_ = Steady::now();  // later by as long as it waited
  Steady::time_point next_update_ = start_ + between_updates;
  Steady::time_point looked_at_ = start_;
  std::uint64_t between_looks_ = 1;  // executions: a power of two
};

}  // namespace

Report explore(Program& program, Scheduler& scheduler, const ExploreOptions& options) {
  return Exploration(program, scheduler, options).run();
}

}  // namespace heddle
