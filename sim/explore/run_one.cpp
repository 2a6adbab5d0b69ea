#include "sim/explore/run_one.hpp"

#include <exception>
#include <string>

#include "sim/explain/schedule_text.hpp"
#include "sim/model/assertion.hpp"

namespace heddle {
namespace {

// Empty where the world is in no state to tell.
std::string steps_so_far(const World& world, Program& program, const ExploreOptions& options) {
  try {
    ScheduleWriter writer(program.texts(), options.program_hash, time_text(options.settings));
    return writer.text_of(world);
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

const Execution& run_one(Simulation& simulation, Scheduler& scheduler, Program& program,
                         const ExploreOptions& options) {
  try {
    return simulation.run(scheduler);
  } catch (const BrokenAssertion& broken) {
    const std::string steps = steps_so_far(simulation.world(), program, options);
    throw broken.with("\n  the schedule so far: " + steps);
  }
}

}  // namespace heddle
