#pragma once
// The reference for the time model `jitter`, by difference constraints over whole executions. It
// tries every sequence of steps, and allows a sequence exactly where real numbers exist for the
// moments of all its steps and for all wake-up times, such that
//   - a sleep of `d` that began at the moment `s` ends between `s + d` and `s + d + jitter`;
//   - a time-out of `d` that began at `s` fires at `s + d`;
//   - the clock never passes the wake-up time of a timer that runs;
//   - the clock stands still before a step as long as some thread could go on without a timer.
// Whether such numbers exist is asked anew for each sequence, with all its constraints from the
// first step on. So nothing is shared with the zones of sim/world, nor with what is known about
// them.

#include <cstddef>
#include <set>
#include <string>

namespace heddle::differential {

struct JitterResult {
  bool complete = true;            // no search hit the limit
  std::set<std::string> outcomes;  // as in ReferenceResult
  std::set<std::string> bugs;
  std::size_t executions = 0;  // sequences of steps that are allowed and cannot go on
};

// `json_text` must be a valid scenario whose time model is jitter. `step_limit` bounds how many
// steps each of the two searches takes, over all sequences.
JitterResult explore_jitter_reference(const std::string& json_text, std::size_t step_limit);

}  // namespace heddle::differential
