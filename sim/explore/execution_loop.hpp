#pragma once
// The one loop over executions: a strategy begins one, the simulation runs it, a collector takes it
// in. A director is asked before each execution whether to go on: it knows the budgets, and who
// else takes part in the search. The loop must not know where it runs, nor why it ends.

#include <cstdint>
#include <optional>

#include "sim/explore/collector.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/explore/run_one.hpp"
#include "sim/fiber/simulation.hpp"
#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/model/watch.hpp"

namespace heddle {

// What a director is:
//   bool goes_on(std::uint64_t number);  before the execution that has so many before it
//   bool has_left();                     after an execution: whether it was left before its end
//   void took_in(const Execution&);      after an execution that was taken in
class ExecutionLoop {
 public:
  // All must outlive this object. `watch` is asked within long executions.
  ExecutionLoop(Program& program, const ExploreOptions& options, Watch& watch)
      : program_(program), options_(options), simulation_(program, options.settings) {
    simulation_.set_watch(&watch);
  }

  // Runs executions until the strategy has nothing left (true), or the director ends it (false).
  // They are numbered after those that the collector has. Throws what the scheduler or the body of
  // a thread throws.
  template <typename Director>
  bool run(Scheduler& scheduler, Collector& collector, Director& director) {
    for (std::uint64_t number = collector.begun();; ++number) {
      if (!director.goes_on(number)) return false;
      if (!scheduler.begin()) return true;
      const Execution& execution =
          run_one(simulation_, scheduler, program_, options_.program_hash, options_.settings);
      // What was not run to its end shows nothing.
      if (director.has_left()) return false;
      collector.take_in(simulation_.world(), execution, scheduler, number);
      director.took_in(execution);
    }
  }

 private:
  Program& program_;
  const ExploreOptions& options_;
  Simulation simulation_;
};

// What was found before a loop began.
struct FoundBefore {
  bool any_bugs = false;
  std::uint64_t truncated = 0;
};

// Which limit of `options` is reached, but for those on time and memory, by what the collector has
// and what was found before; nullopt: none. `executions`: the limit on their number.
std::optional<Ended> limit_reached(const ExploreOptions& options, const Collector& collector,
                                   const FoundBefore& before,
                                   const std::optional<std::uint64_t>& executions);

}  // namespace heddle
