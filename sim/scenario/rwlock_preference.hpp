#pragma once
// The rwlocks of a scenario for which it may matter whom they prefer. Heddle's rwlocks prefer
// nobody: a reader may enter while a writer waits. Many real ones let a reader wait behind a
// waiting writer. Then threads block, and may deadlock, that do not block here.

#include <vector>

#include "sim/model/ids.hpp"
#include "sim/scenario/thread_steps.hpp"

namespace heddle::scenario {

// The rwlocks that one reader may hold while a writer waits for it and another reader comes: three
// threads, none of which has to end before another begins. A reference into an array stands for the
// first element that it could be. In order, each once.
std::vector<ObjectId> rwlocks_whose_preference_matters(const ThreadSteps& steps);

}  // namespace heddle::scenario
