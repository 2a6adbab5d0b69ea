#pragma once
// Optimal dynamic partial order reduction: one execution for each Mazurkiewicz trace. Source:
// Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic Partial Order
// Reduction" (JACM 2017), Algorithm 2.

#include <bitset>
#include <memory>

#include "scheduler/strategy.hpp"
#include "sim/trace/footprint.hpp"

namespace heddle {

Strategy dpor_strategy();

// For tests: the strategy with rows of the dependence relation missing. The tests must notice that.
std::unique_ptr<Scheduler> make_faulty_dpor(std::bitset<rows> dropped);
// For tests: the strategy that gives away everything it can.
std::unique_ptr<Scheduler> make_generous_dpor();

}  // namespace heddle
