#include "sim/search/follow_schedule.hpp"

#include <algorithm>
#include <tuple>

#include "scheduler/replay.hpp"
#include "sim/explain/schedule_text.hpp"
#include "sim/explore/cycle_watch.hpp"
#include "sim/model/printable_text.hpp"

namespace heddle {
namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_reason = 1'000;

// The threads of an execution that is under way.
class WorldNames final : public ThreadNames {
 public:
  WorldNames(const World& world, const Texts& texts) : world_(world), texts_(texts) {}
  std::string_view thread_name(ThreadId thread) const override {
    name_ = world_.thread_name(thread, texts_);
    return name_;
  }

 private:
  const World& world_;
  const Texts& texts_;
  mutable std::string name_;
};

// The text of the step with this number, counted from 0.
std::string step_text(const Schedule& schedule, std::size_t number) {
  for (const ScheduleStep& step : schedule.steps) {
    if (number < step.count) return shortened(step.thread, longest_name);
    number -= step.count;
  }
  return {};
}

std::string misfit(const Schedule& schedule, const Replay& replay,
                   const SingleExecution& execution) {
  const std::string does_not_fit = "the schedule does not fit: step ";
  if (const auto& divergence = replay.divergence()) {
    return does_not_fit + std::to_string(divergence->step + 1) + " asks for '" +
           shortened(divergence->step_text, longest_name) + "', but " +
           shortened(divergence->reason, longest_reason);
  }
  if (replay.steps_left() == 0) {
    if (execution.objection().empty()) return {};
    return "the schedule no longer shows a livelock: " + execution.objection();
  }
  const std::size_t steps = execution.world().steps();
  return does_not_fit + std::to_string(steps + 1) + " asks for '" + step_text(schedule, steps) +
         "', but the execution is over";
}

}  // namespace

Settings settings_for(const Schedule& schedule, Settings settings) {
  std::tie(settings.time, settings.jitter_ns) = parse_time_text(schedule.time);
  return with_room_for_cycle(schedule, settings);
}

Settings with_room_for_cycle(const Schedule& schedule, Settings settings) {
  if (const auto cycle = cycle_of(schedule)) {
    settings.step_limit = std::max(settings.step_limit, cycle->end + 1);
  }
  return settings;
}

FollowedSchedule follow_schedule(SingleExecution& execution, const Schedule& schedule,
                                 const Texts& texts, const ExploreOptions& limits) {
  const WorldNames names(execution.world(), texts);
  Replay replay(schedule.steps, names);
  execution.run(replay, {}, cycle_of(schedule), limits);
  return {.misfit = misfit(schedule, replay, execution),
          .has_diverged = replay.divergence().has_value(),
          .ended_early = replay.ended_early()};
}

}  // namespace heddle
