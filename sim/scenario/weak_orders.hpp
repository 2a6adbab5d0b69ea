#pragma once
// The operations of a scenario whose memory order is weaker than `seq_cst`, and could show values
// that no interleaving shows. A proof over interleavings takes them for stronger than they are.
//
// Source: D. Shasha, M. Snir, "Efficient and correct execution of parallel programs that share
// memory" (TOPLAS 10, 1988). An execution that is no interleaving has a cycle of steps. The cycle
// goes from step to step of one thread, on different objects, and from one thread to the next by
// steps on the same object that do not commute. In a smallest cycle, each thread has at most two
// steps. So the operations that lie on a possible cycle matter. Which step may follow which is
// taken from the code of the threads, and not from executions.
//
// These operations are left out, as they lie on no cycle, or on none that could be:
// - all that only one thread touches at a time, as before the first `spawn` and after the `join`;
// - read-modify-writes of one kind whose results nobody uses: they commute, as counters do;
// - all, if a single atomic is involved: C++ keeps the order of each one by itself (coherence), and
//   the order that other objects make holds with every memory order;
// - cycles on which a `seq_cst` fence lies between any two steps of a thread.
//
// It deviates in two ways. A step stands for all that a place in the code can do, so that some
// cycles cannot really be. And release and acquire are not told from relaxed.

#include <vector>

#include "sim/model/ids.hpp"
#include "sim/scenario/thread_steps.hpp"

namespace heddle::scenario {

// The places of those operations, in the order of the file, each once.
std::vector<SiteId> weak_orders_that_matter(const ThreadSteps& steps);

}  // namespace heddle::scenario
