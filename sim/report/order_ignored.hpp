#pragma once
// The warning that values are taken to be sequentially consistent although operations ask for less.

#include <string>
#include <vector>

#include "sim/explore/report.hpp"

namespace heddle {

// Adds the warning, and the assumption to the verdict, unless there are no places. `places`: of the
// operations that ask for a weaker order.
void add_order_ignored(std::vector<std::string> places, Report& report);

}  // namespace heddle
