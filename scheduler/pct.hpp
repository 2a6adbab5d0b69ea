#pragma once
// Probabilistic concurrency testing: few, well placed preemptions, with a known chance to find any
// bug that a small number of ordered steps brings about.

#include "scheduler/strategy.hpp"

namespace heddle {

Strategy pct_strategy();

}  // namespace heddle
