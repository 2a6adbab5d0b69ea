#pragma once
// A search over the states of a program, each gone through once however many ways lead to it; for
// programs whose threads are plain data. It terminates wherever there are finitely many states,
// loops without a bound included, and sees what goes round for ever.

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

// Whether explore_states() can be used: not for threads on fibers, as no stack can be kept and gone
// back to.
bool has_states(Program& program, const Settings& settings);

// Keeps what a search could be taken up from.
class StateCheckpointTaker {
 public:
  virtual ~StateCheckpointTaker() = default;
  // `found` is what was found so far, with what was counted and the seconds that it took; `save`
  // puts the rest into a sink.
  virtual void keep(const Report& found, const std::function<void(WordSink&)>& save) = 0;
};

// A search as it was kept. What it found names texts by ids, and so do the words.
struct KeptStateSearch {
  Report found;
  WordSource& words;
};

// How the work is divided, and kept meanwhile. What is found does not depend on it, unless the time
// runs out or somebody asks to stop.
struct StateSearchWork {
  unsigned jobs = 1;                      // OS threads that share it
  std::uint32_t states_in_stretch = 256;  // gone on from by one of them in one go
  // With fewer states at hand, it takes longer to wake up the others than to do it alone.
  std::uint32_t fewest_shared_states = 2048;
  StateCheckpointTaker* checkpoints = nullptr;
  std::chrono::nanoseconds between_checkpoints = std::chrono::seconds(2);  // at least
  std::optional<KeptStateSearch> kept{};                                   // to go on from
};

// Explores all states of `program`, which must have states. Of `options`, `strategy_is_complete`
// does not matter, and the limit on executions is one on ends. Takes about `memory_limit` bytes at
// most, and stops where they are used up (Ended::memory). Throws BadWords where what was kept is
// damaged.
Report explore_states(Program& program, const ExploreOptions& options, std::size_t memory_limit,
                      const StateSearchWork& work = {});

}  // namespace heddle
