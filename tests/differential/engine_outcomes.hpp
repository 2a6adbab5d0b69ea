#pragma once
// The engine's findings in a scenario, in the form that the reference uses.

#include <set>
#include <string>

#include "sim/explore/report.hpp"
#include "sim/scenario/scenario_program.hpp"

namespace heddle::differential {

// "completed|hi\nho|x=1;a=[0,2]": see reference.hpp.
std::string canonical(const Outcome& outcome, ScenarioProgram& program);
std::set<std::string> canonical_outcomes(const Report& report, ScenarioProgram& program);
std::set<std::string> bug_kinds(const Report& report);

}  // namespace heddle::differential
