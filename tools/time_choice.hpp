#pragma once
// The time model as `--time` names it, and the settings that follow from it.

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/model/program.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::tools {

struct TimeChoice {
  TimeModel model = TimeModel::unbounded;
  std::optional<std::int64_t> jitter_ns;  // none: as in the file
};

// "exact", "unbounded", "jitter" or "jitter:2ms". Throws UsageError.
TimeChoice parse_time(std::string_view text);

// The settings of `scenario` with the time model that was chosen, else the file's, else `preset`.
// Throws UsageError if the model needs a bound and neither gives one.
Settings settings_of(const scenario::Scenario& scenario, const std::optional<TimeChoice>& chosen,
                     TimeModel preset);

}  // namespace heddle::tools
