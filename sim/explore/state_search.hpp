#pragma once
// A search over the states of a program, each gone through once however many ways lead to it; for
// programs whose threads are plain data. It terminates wherever there are finitely many states,
// loops without a bound included, and sees what goes round for ever.

#include <cstddef>
#include <cstdint>

#include "sim/explore/explorer.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/program.hpp"

namespace heddle {

// Whether explore_states() can be used.
bool has_states(Program& program);

// How the work is divided. What is found does not depend on it, unless the time runs out or
// somebody asks to stop.
struct StateSearchWork {
  unsigned jobs = 1;                      // OS threads that share it
  std::uint32_t states_in_stretch = 256;  // gone on from by one of them in one go
  // With fewer states at hand, it takes longer to wake up the others than to do it alone.
  std::uint32_t fewest_shared_states = 2048;
};

// Explores all states of `program`, which must have states. Of `options`, `strategy_is_complete`
// does not matter, and the limit on executions is one on ends. Takes about `memory_limit` bytes at
// most, and stops where they are used up (Ended::memory).
Report explore_states(Program& program, const ExploreOptions& options, std::size_t memory_limit,
                      const StateSearchWork& work = {});

}  // namespace heddle
