#pragma once
// What follows from all that executions showed, once an exploration has ended: whether everything
// was covered, how large it all is, which lock orders contradict each other, and in which order it
// is told. It must not know who ran the executions.

#include <cstdint>
#include <optional>

#include "sim/explore/explorer.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/program.hpp"
#include "sim/model/systematic_search.hpp"

namespace heddle {

// How far the parts of one search are, taken together.
Headway together(const Headway& one, const Headway& other);

// How many executions all of a search has, after so many; nothing where that cannot be told.
std::optional<double> all_executions(std::uint64_t so_far, const Headway& headway);
// The same, held against what was noted before.
std::optional<Estimate> estimate_of(const Report& so_far, const Headway& headway,
                                    const Estimates& before);

// Completes a report, of which the counts, outcomes, findings, lock edges, seconds, why it ended
// and, where it did not find the end, the estimate are known.
void conclude(Report& report, const Headway& headway, const ExploreOptions& options,
              const Program& program);

}  // namespace heddle
