#pragma once
// The settings that follow from the time model that `--time` names.

#include <optional>

#include "sim/model/program.hpp"
#include "sim/report/time_name.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::tools {

// The settings of `scenario` with the time model that was chosen, else the file's, else `preset`.
// Throws UsageError if the model needs a bound and neither gives one.
Settings settings_of(const scenario::Scenario& scenario, const std::optional<TimeChoice>& chosen,
                     TimeModel preset);

}  // namespace heddle::tools
