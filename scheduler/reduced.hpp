#pragma once
// Every outcome and every bug, in far fewer interleavings than exhaustive search needs: where a
// thread's next step concerns nobody else, that step alone is taken, and not in every order with
// the others'. Source: P. Godefroid, "Partial-Order Methods for the Verification of Concurrent
// Systems" (LNCS 1032, 1996), chapter 4: such a step is a persistent set of its own.

#include "scheduler/strategy.hpp"

namespace heddle {

Strategy reduced_strategy();

}  // namespace heddle
