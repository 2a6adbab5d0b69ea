#pragma once
// One execution looked at in full: its findings, its schedule, and how virtual time went. For
// commands that show a single run; explorer.hpp is for many. It must not know how the run is shown.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/analysis/analysis.hpp"
#include "sim/explore/cycle_watch.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/explore/findings.hpp"
#include "sim/explore/report.hpp"
#include "sim/fiber/simulation.hpp"
#include "sim/model/event.hpp"
#include "sim/model/outcome.hpp"
#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

class SingleExecution {
 public:
  // `program` must outlive this object. `program_hash` goes into the schedule. Data races are
  // looked for where they are errors.
  SingleExecution(Program& program, const Settings& settings, std::uint32_t program_hash,
                  bool races_are_errors);

  // Who the threads of the execution are, also while it runs.
  const World& world() const { return simulation_.world(); }

  // Runs it, once. Throws what the scheduler or a thread body throws.
  //
  // `drawn_by`: the spec of the scheduler, if it draws by chance; must outlive this object.
  // `cycle`: the execution ends where the cycle ends, at the latest, and is a livelock if the cycle
  // is one. `limits`: if its limits on memory and time, or somebody who asks to stop, end the
  // execution, it is truncated.
  void run(Scheduler& scheduler, std::string_view drawn_by = {},
           std::optional<CycleSteps> cycle = std::nullopt, const ExploreOptions& limits = {});

  // About the execution that was run.
  const Failure& failure() const { return failure_; }
  std::span<const Finding> bugs() const { return findings_.bugs(); }
  std::span<const Finding> warnings() const { return findings_.warnings(); }
  std::string schedule() const { return findings_.schedule_of(sighting()); }
  // Of a livelock: after how many steps its cycle begins.
  std::optional<std::size_t> cycle_begin() const { return cycle_begin_; }
  // Why the given cycle is no livelock. Empty if it is one, or if none was given.
  const std::string& objection() const { return objection_; }
  // The observed outcome. It has the whole output, also if the output is not observed.
  Outcome outcome() const;
  // Virtual time after each step, in nanoseconds.
  std::span<const std::int64_t> times_ns() const { return times_ns_; }

 private:
  Sighting sighting() const {
    return {.world = world(),
            .execution = 0,
            .drawn_by = drawn_by_,
            .seed = seed_,
            .cycle_begin = cycle_begin_};
  }

  Program& program_;
  const Settings settings_;
  const std::uint32_t program_hash_;
  const bool races_are_errors_;
  Simulation simulation_;
  Analysis analysis_;
  Findings findings_;
  std::vector<std::int64_t> times_ns_;
  Failure failure_;
  std::string_view drawn_by_;
  std::optional<std::uint64_t> seed_;
  std::optional<std::size_t> cycle_begin_;
  std::string objection_;
};

}  // namespace heddle
