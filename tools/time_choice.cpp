#include "tools/time_choice.hpp"

#include <string>

#include "tools/duration.hpp"
#include "tools/errors.hpp"

namespace heddle::tools {

TimeChoice parse_time(std::string_view text) {
  if (text == "exact") return {TimeModel::exact, std::nullopt};
  if (text == "unbounded") return {TimeModel::unbounded, std::nullopt};
  if (text == "jitter") return {TimeModel::jitter, std::nullopt};
  constexpr std::string_view with_bound = "jitter:";
  if (text.starts_with(with_bound)) {
    return {TimeModel::jitter, parse_duration(text.substr(with_bound.size())).count()};
  }
  throw UsageError("unknown time model '" + std::string(text) +
                   "'; there is exact, unbounded, jitter, and with a bound jitter:2ms");
}

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
