#pragma once
// The first pass over a thread body: finds its locals, and what is assigned to them. Reports no
// errors; the second pass does.

#include "sim/scenario/load_context.hpp"
#include "sim/scenario/local_table.hpp"

namespace heddle::scenario {

// Adds the locals of the statements in `block` to `locals`, to which parameters must have been
// added before.
void collect_locals(const JsonNode& block, const LoadContext& context, LocalTable& locals);

}  // namespace heddle::scenario
