#pragma once
// One execution looked at in full: its findings, its schedule, and how virtual time went. For
// whoever wants to see a single run; explorer.hpp is for many. It must not know how the run is
// shown.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/analysis/analysis.hpp"
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
  void run(Scheduler& scheduler);

  // Of the execution that was run.
  const Failure& failure() const { return failure_; }
  std::span<const Finding> bugs() const { return findings_.bugs(); }
  std::span<const Finding> warnings() const { return findings_.warnings(); }
  std::string schedule() const { return findings_.schedule_of({world()}); }
  // What is observed. Its output is all of it, also where the output is not observed.
  Outcome outcome() const;
  // Virtual time after each step, in nanoseconds.
  std::span<const std::int64_t> times_ns() const { return times_ns_; }

 private:
  Program& program_;
  const bool races_are_errors_;
  Simulation simulation_;
  Analysis analysis_;
  Findings findings_;
  std::vector<std::int64_t> times_ns_;
  Failure failure_;
};

}  // namespace heddle
