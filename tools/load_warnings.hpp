#pragma once
// The warnings of the loader about a valid scenario, as reports show them.

#include <string>
#include <vector>

#include "sim/explore/report.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::tools {

// `the local "flg" of a is never read; did you mean "flag"?`
std::string load_warning_text(const scenario::LoadWarning& warning);

// The warnings as those of a report; no execution shows them.
std::vector<Finding> load_warnings(const scenario::Scenario& scenario);

}  // namespace heddle::tools
