#pragma once
// Random walks that prefer threads with more steps ahead of them, so that interleavings come out
// equally likely. A plain random walk is far from that: it hardly ever keeps one thread waiting
// until a long one has ended.

#include "scheduler/strategy.hpp"

namespace heddle {

// Over all steps.
Strategy urw_strategy();
// Over the steps that act on one object, drawn for each execution. The other steps come in between
// as they will.
Strategy surw_strategy();

}  // namespace heddle
