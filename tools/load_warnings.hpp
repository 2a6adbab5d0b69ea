#pragma once
// What the loader found odd about a scenario that is none the less valid, as reports show it.

#include <string>
#include <vector>

#include "sim/explore/report.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::tools {

// `the local "flg" of a is never read; did you mean "flag"?`
std::string load_warning_text(const scenario::LoadWarning& warning);

// As warnings of a report; no execution shows them.
std::vector<Finding> load_warnings(const scenario::Scenario& scenario);

}  // namespace heddle::tools
