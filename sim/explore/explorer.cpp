#include "sim/explore/explorer.hpp"

#include <algorithm>
#include <new>

#include "sim/explore/collector.hpp"
#include "sim/explore/conclusion.hpp"
#include "sim/explore/execution_loop.hpp"
#include "sim/explore/execution_watch.hpp"
#include "sim/explore/memory_gauge.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/model/systematic_search.hpp"

namespace heddle {
namespace {

using Steady = std::chrono::steady_clock;

// How many executions go by before the time is looked at, at most; fewer where they take long.
constexpr std::uint64_t most_between_looks = 16;
constexpr std::chrono::milliseconds longest_between_looks{20};
constexpr std::chrono::milliseconds between_updates{100};

// Directs a search on the calling thread. It looks at the clock after numbers of executions that
// follow from their lengths, and asks the interlude after numbers that follow from nothing else.
class Exploration {
 public:
  Exploration(Program& program, Scheduler& scheduler, const ExploreOptions& options)
      : program_(program),
        scheduler_(scheduler),
        options_(options),
        collector_(program, options),
        watch_(options),
        loop_(program, options, watch_) {}

  Report run() {
    try {
      if (loop_.run(scheduler_, collector_, *this)) ended_ = Ended::nothing_left;
    } catch (const std::bad_alloc&) {
      ended_ = Ended::memory;  // one allocation is larger than what is left
    }
    release_memory_for_report();
    Report report = collector_.take();
    report.ended = ended_;
    report.seconds = seconds();
    Headway headway = headway_of(scheduler_);
    // Within an execution, nobody knows how far the search is.
    if (watch_.ended()) headway.part.reset();
    if (ended_ != Ended::nothing_left && !watch_.ended()) {
      report.estimate = estimate_of(report, headway, estimates_);
    }
    conclude(report, headway, options_, program_);
    return report;
  }

  // For the loop.
  bool goes_on(std::uint64_t execution) {
    std::optional<Ended> end = budget_end();
    if (!end && execution % between_looks_ == 0) end = look(execution);
    if (end) ended_ = *end;
    return !end;
  }
  bool has_left() {
    if (watch_.ended()) ended_ = *watch_.ended();
    return watch_.ended().has_value();
  }
  void took_in(const Execution&) {}

 private:
  std::optional<Ended> look(std::uint64_t execution) {
    const Steady::time_point now = Steady::now();
    const bool took_long = now - looked_at_ > longest_between_looks;
    between_looks_ = took_long ? 1 : std::min(2 * between_looks_, most_between_looks);
    looked_at_ = now;
    if (options_.time_limit && now - start_ >= *options_.time_limit) return Ended::time;
    // Where a search is always in the same place, whatever the time.
    const bool is_place = execution % most_between_looks == 0;
    if (is_place && options_.memory_limit && bytes_of(scheduler_) > *options_.memory_limit) {
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

  std::optional<Ended> budget_end() const {
    if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
      return Ended::interrupted;
    }
    if (is_memory_short()) return Ended::memory;
    return limit_reached(options_, collector_, {}, options_.execution_limit);
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
    const auto all = all_executions(done, headway_of(scheduler_));
    if (all) estimates_.note(static_cast<double>(done), *all);
  }

  double seconds() const { return std::chrono::duration<double>(Steady::now() - start_).count(); }

  Report counts() const {
    Report report = collector_.counts();
    report.seconds = seconds();
    report.estimate = estimate_of(report, headway_of(scheduler_), estimates_);
    return report;
  }

  Program& program_;
  Scheduler& scheduler_;
  const ExploreOptions& options_;
  Collector collector_;
  Estimates estimates_;
  ExecutionWatch watch_;
  ExecutionLoop loop_;
  Ended ended_ = Ended::nothing_left;
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
