#pragma once
// One execution by a schedule, and whether the two fit. For commands and front ends alike.

#include <string>

#include "sim/explore/explorer.hpp"
#include "sim/explore/single_execution.hpp"
#include "sim/model/schedule.hpp"
#include "sim/model/texts.hpp"

namespace heddle {

// With as many steps as the schedule of a livelock has, which may be more than an execution is
// allowed to take.
Settings with_room_for_cycle(const Schedule& schedule, Settings settings);
// The same, with the time model of the schedule. Throws ScheduleError.
Settings settings_for(const Schedule& schedule, Settings settings);

struct FollowedSchedule {
  std::string misfit{};       // why the schedule does not fit; empty: it does
  bool has_diverged = false;  // a step of it was not possible
  bool ended_early = false;   // the schedule ended before the execution did
};

// Runs the execution. `texts`: those of its program. `limits`: see SingleExecution::run.
FollowedSchedule follow_schedule(SingleExecution& execution, const Schedule& schedule,
                                 const Texts& texts, const ExploreOptions& limits = {});

}  // namespace heddle
