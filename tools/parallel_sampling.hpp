#pragma once
// Samples of a scenario on several OS threads, each with a program and seeds of its own, as one
// report.

#include <cstdint>
#include <string>

#include "sim/explore/explorer.hpp"
#include "sim/explore/report.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {

// Explores by `spec`, a strategy by seeds, on `jobs` threads within the limits of `options`. Where
// the number of executions is limited, they are those of the seeds from `seed` on, whatever `jobs`
// is; else each thread has a range of seeds of its own. The calling thread waits.
Report sample_in_parallel(const Subject& subject, const std::string& spec, std::uint64_t seed,
                          const ExploreOptions& options, unsigned jobs);

}  // namespace heddle::tools
