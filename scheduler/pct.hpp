#pragma once
// Probabilistic concurrency testing: few, well placed preemptions. A bug that a small number of
// ordered steps brings about is found with a known chance.

#include "scheduler/strategy.hpp"

namespace heddle {

Strategy pct_strategy();

}  // namespace heddle
