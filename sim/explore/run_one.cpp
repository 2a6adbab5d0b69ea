#include "sim/explore/run_one.hpp"

#include <exception>

#include "sim/explain/schedule_text.hpp"
#include "sim/model/assertion.hpp"

namespace heddle {

std::string schedule_so_far(const World& world, Program& program, std::uint32_t program_hash,
                            const Settings& settings) {
  try {
    ScheduleWriter writer(program.texts(), program_hash, time_text(settings));
    return "\n  the schedule so far: " + writer.text_of(world);
  } catch (const std::exception&) {
    return {};
  }
}

const Execution& run_one(Simulation& simulation, Scheduler& scheduler, Program& program,
                         std::uint32_t program_hash, const Settings& settings) {
  try {
    return simulation.run(scheduler);
  } catch (const BrokenAssertion& broken) {
    throw broken.with(schedule_so_far(simulation.world(), program, program_hash, settings));
  }
}

}  // namespace heddle
