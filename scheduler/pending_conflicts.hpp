#pragma once
// Whether two operations that threads are about to perform may conflict: whether it can matter
// which of them comes first. It goes by what they name, before either is performed. So it may
// say yes where the steps turn out to commute (a `try_lock` that fails, say). Strategies that
// draw by chance use it as a hint. What reductions rely on is in sim/trace/footprint.hpp.

#include "sim/model/operation.hpp"

namespace heddle {

bool may_conflict(const Operation& one, const Operation& other);

}  // namespace heddle
