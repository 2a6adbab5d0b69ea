#include "tools/replay_command.hpp"

#include <fmt/format.h>

#include <tuple>

#include "sim/explain/schedule_text.hpp"
#include "sim/report/time_name.hpp"
#include "sim/report/words.hpp"
#include "tools/time_choice.hpp"

namespace heddle::tools {
namespace {

Settings time_settings(const std::string& schedule) {
  Settings settings;
  std::tie(settings.time, settings.jitter_ns) = time_of_schedule(schedule);
  return settings;
}

std::string without_time(const Draw& draw) {
  return fmt::format("--seed {} --scheduler {}", *draw.seed, draw.scheduler);
}

}  // namespace

std::string replay_by_schedule(const scenario::Scenario& scenario, const std::string& argument) {
  return fmt::format("heddle replay {} --schedule {}", shell_word(scenario.file), argument);
}

std::optional<std::string> replay_by_seed(const scenario::Scenario& scenario,
                                          const std::optional<Draw>& draw,
                                          const std::string& schedule) {
  if (!draw || !draw->seed) return std::nullopt;
  const Settings preset = settings_of(scenario, std::nullopt, TimeModel::unbounded);
  const bool has_preset_time = time_text(preset) == time_text(time_settings(schedule));
  return fmt::format("heddle replay {} {}", shell_word(scenario.file),
                     has_preset_time ? without_time(*draw) : *seed_options(draw, schedule));
}

std::optional<std::string> seed_options(const std::optional<Draw>& draw,
                                        const std::string& schedule) {
  if (!draw || !draw->seed) return std::nullopt;
  return without_time(*draw) + " --time " + time_name(time_settings(schedule));
}

}  // namespace heddle::tools
