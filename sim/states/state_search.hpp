#pragma once
// A search over the states of a program. It goes through each state once, however many ways lead to
// it. It is for programs whose threads are plain data. It terminates if there are finitely many
// states, loops without a bound included, and finds livelocks.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "sim/explore/explorer.hpp"
#include "sim/explore/report.hpp"
#include "sim/explore/word_stream.hpp"
#include "sim/model/program.hpp"

namespace heddle {

// Whether explore_states() can be used. It cannot for threads on fibers, as a stack cannot be kept
// and gone back to.
bool has_states(Program& program, const Settings& settings);

// Keeps a search so that it can be taken up again.
class StateCheckpointTaker {
 public:
  virtual ~StateCheckpointTaker() = default;
  // `found` is what was found so far, with the counts and the seconds that it took; `save` puts the
  // rest into a sink.
  virtual void keep(const Report& found, const std::function<void(WordSink&)>& save) = 0;
};

// A search that was kept. Both its report and its words name texts by ids.
struct KeptStateSearch {
  Report found;
  WordSource& words;
};

// How the work is divided, and kept meanwhile. The result does not depend on it, unless the time
// runs out or somebody asks to stop.
struct StateSearchWork {
  unsigned jobs = 1;                      // OS threads that share it
  std::uint32_t states_in_stretch = 256;  // the share of one of them in one go
  // With fewer states at hand, it takes longer to wake up the others than to do it alone.
  std::uint32_t fewest_shared_states = 2048;
  StateCheckpointTaker* checkpoints = nullptr;
  std::chrono::nanoseconds between_checkpoints = std::chrono::seconds(2);  // at least
  std::optional<KeptStateSearch> kept{};                                   // to go on from
};

// Explores all states of `program`, which must have states. Of `options`, `strategy_is_complete`
// does not matter, and the limit on executions limits the ends. Takes about `memory_limit` bytes at
// most, and stops when they are used up (Ended::memory). Throws BadWords if the kept search is
// damaged.
Report explore_states(Program& program, const ExploreOptions& options, std::size_t memory_limit,
                      const StateSearchWork& work = {});

}  // namespace heddle
