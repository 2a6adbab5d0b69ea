#include "tools/time_choice.hpp"

#include <string>

#include "tools/errors.hpp"

namespace heddle::tools {

Settings settings_of(const scenario::Scenario& scenario, const std::optional<TimeChoice>& chosen,
                     TimeModel preset) {
  Settings settings = scenario.settings;
  if (!chosen) {
    if (!scenario.has_time_model) settings.time = preset;
    return settings;
  }
  const bool file_has_jitter = scenario.has_time_model && settings.time == TimeModel::jitter;
  settings.time = chosen->model;
  if (settings.time != TimeModel::jitter) return settings;
  if (!chosen->jitter_ns && !file_has_jitter) {
    throw UsageError("--time jitter needs a bound, as the file gives none: --time jitter:2ms");
  }
  if (chosen->jitter_ns) settings.jitter_ns = *chosen->jitter_ns;
  return settings;
}

}  // namespace heddle::tools
