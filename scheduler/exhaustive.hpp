#pragma once
// Every interleaving once, depth first: slow and obviously right, the oracle for cleverer
// strategies.

#include "scheduler/strategy.hpp"

namespace heddle {

Strategy exhaustive_strategy();

}  // namespace heddle
