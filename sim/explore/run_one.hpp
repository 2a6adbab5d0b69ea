#pragma once
// One execution. If an assertion breaks in it, the message tells the steps that led there.

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

// The end of the message of a broken assertion: the steps by which the world got to where it is.
// Empty if the world is in no state to tell.
std::string schedule_so_far(const World& world, Program& program, std::uint32_t program_hash,
                            const Settings& settings);

}  // namespace heddle
