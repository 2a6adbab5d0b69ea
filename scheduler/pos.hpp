#pragma once
// Partial order sampling: random priorities for what threads are about to do, drawn again where
// an order was just decided. It reaches the orders of conflicting operations more evenly than a
// random walk does.

#include "scheduler/strategy.hpp"

namespace heddle {

Strategy pos_strategy();

}  // namespace heddle
