#pragma once
// The operations of a scenario whose memory order, weaker than `seq_cst`, could show values that no
// interleaving shows: those that a proof over interleavings takes for stronger than they are.
//
// Source: D. Shasha, M. Snir, "Efficient and correct execution of parallel programs that share
// memory" (TOPLAS 10, 1988). An execution that is no interleaving has a cycle of steps: from step
// to step of one thread, on different objects, and from one thread to the next by steps on the same
// object that do not commute. In a smallest one, each thread has at most two steps. So operations
// matter that lie on a cycle that is possible; what may follow what is taken from the code of the
// threads, and not from executions.
//
// Left out are operations that lie on no cycle, or on none that could be:
// - all that only one thread touches at a time, as before the first `spawn` and after the `join`;
// - read-modify-writes of one kind whose results nobody uses: they commute, as counters do;
// - all where a single atomic is involved: C++ keeps the order of each one by itself (coherence),
//   and what other objects put in order is in order with every memory order;
// - cycles on which a `seq_cst` fence lies between any two steps of a thread.
// Where this deviates: a step stands for all that a place in the code can do, so that some cycles
// cannot really be. Release and acquire are not told from relaxed.

#include <vector>

#include "sim/model/ids.hpp"
#include "sim/scenario/thread_steps.hpp"

namespace heddle::scenario {

// Where they are, in the order of the file, each place once.
std::vector<SiteId> weak_orders_that_matter(const ThreadSteps& steps);

}  // namespace heddle::scenario
