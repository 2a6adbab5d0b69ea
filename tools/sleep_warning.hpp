#pragma once
// Does a scenario hold only because of its sleeps? Sleeping is no synchronisation: what holds on an
// idle machine need not hold on a busy one.

#include <optional>

#include "sim/explore/report.hpp"
#include "tools/exploration.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {

// `unbounded` has explored a scenario under unbounded time. If the scenario has sleeps or
// time-outs, explores it under exact time too, within a small part of the same budget, and
// compares. Nothing is said unless both explorations covered everything, and cut nothing off.
std::optional<Finding> sleep_warning(Subject& subject, const Exploration& unbounded,
                                     const ExplorationRequest& request);

}  // namespace heddle::tools
