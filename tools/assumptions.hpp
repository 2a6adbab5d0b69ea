#pragma once
// What the verdict on a scenario assumes: that values are sequentially consistent although
// operations ask for less, and that rwlocks prefer nobody.

#include "sim/explore/report.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {

// Fills in Verdict::assumes, and adds the warning `order-ignored`, if either could matter.
void add_assumptions(const Subject& subject, Report& report);

}  // namespace heddle::tools
