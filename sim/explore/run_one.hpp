#pragma once
// One execution, for whoever runs some: where an assertion is broken, it tells by which steps.

#include <cstdint>
#include <string>

#include "sim/fiber/simulation.hpp"
#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

// simulation.run(scheduler). Throws what that throws; a BrokenAssertion with the schedule so far.
// `program` and `settings`: those of the simulation.
const Execution& run_one(Simulation& simulation, Scheduler& scheduler, Program& program,
                         std::uint32_t program_hash, const Settings& settings);

// The end of the message of a broken assertion: by which steps the world got to where it is. Empty
// where it is in no state to tell.
std::string schedule_so_far(const World& world, Program& program, std::uint32_t program_hash,
                            const Settings& settings);

}  // namespace heddle
