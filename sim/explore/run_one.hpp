#pragma once
// One execution, for whoever explores: where an assertion is broken, it tells by which steps.

#include "sim/explore/explorer.hpp"
#include "sim/fiber/simulation.hpp"
#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

// simulation.run(scheduler). Throws what that throws; a BrokenAssertion with the schedule so far.
// `program`: that of the simulation.
const Execution& run_one(Simulation& simulation, Scheduler& scheduler, Program& program,
                         const ExploreOptions& options);

}  // namespace heddle
