#pragma once
// Every interleaving up to a bound, the simplest first: all those of cost 0, then all of cost 1,
// and so on, each run once. A cost is a preemption, or a deviation from fair turns. Most bugs need
// one or two of them, and there are only polynomially many interleavings with so few.

#include "scheduler/strategy.hpp"

namespace heddle {

// At most so many preemptions: switches away from a thread that could have gone on.
Strategy preemptions_strategy();

// At most so many delays: threads passed over although it was their turn.
Strategy delays_strategy();

}  // namespace heddle
