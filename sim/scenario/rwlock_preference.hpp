#pragma once
// The rwlocks of a scenario for which it may matter whom they prefer. Heddle's prefer nobody: a
// reader may enter while a writer waits. Many real ones let a reader wait behind a waiting writer,
// so that threads block, and may deadlock, which do not here.

#include <vector>

#include "sim/model/ids.hpp"
#include "sim/scenario/thread_steps.hpp"

namespace heddle::scenario {

// Those that one reader may hold while a writer waits for it and another reader comes: three
// threads, none of which has to end before another begins. Of an array, each that is meant is
// named by the first one that it could be. In order, each once.
std::vector<ObjectId> rwlocks_whose_preference_matters(const ThreadSteps& steps);

}  // namespace heddle::scenario
