#pragma once
// What follows from all that executions showed, once an exploration has ended: whether everything
// was covered, how large it all is, which lock orders contradict each other, and in which order it
// is told. It must not know who ran the executions.

#include <optional>

#include "sim/explore/explorer.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

// How far the parts of one search are, taken together.
Headway together(const Headway& one, const Headway& other);

// How large all of a search is; nothing where that cannot be told.
std::optional<Estimate> estimate_of(const Report& so_far, const Headway& headway);

// Completes a report, of which the counts, outcomes, findings, lock edges, seconds and why it ended
// are known.
void conclude(Report& report, const Headway& headway, const ExploreOptions& options,
              const Program& program);

}  // namespace heddle
