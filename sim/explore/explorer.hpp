#pragma once
// Runs a program under a strategy, execution after execution, until nothing is left or a budget
// ends, and gathers outcomes and findings. It knows strategies by their interface only, and no file
// format.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/explore/report.hpp"
#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

class MemoryGauge;

// Told from time to time how far an exploration is.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void update(const Report& so_far, std::size_t distinct_outcomes) = 0;
};

// Something else that may make a search needless, and is tried now and then while it waits.
class Interlude {
 public:
  virtual ~Interlude() = default;
  // Whether it is time, after so many executions in so many seconds, roughly. Asked often.
  virtual bool is_due(std::uint64_t executions, double seconds) = 0;
  // The search waits, and its clock stands still. True: it is to end (Ended::interrupted).
  virtual bool play(const Report& so_far) = 0;
};

struct ExploreOptions {
  Settings settings;
  std::uint32_t program_hash = 0;       // put into schedules
  bool strategy_is_complete = false;    // nothing left to try means that everything was covered
  bool executions_are_samples = false;  // drawn independently, from one distribution
  std::string_view drawn_by{};          // the spec of what draws by chance; empty: nothing does
  std::string_view bound_noun{};        // what Headway::bound counts; empty: nothing
  std::string_view unit = "execution";  // what an execution stands for
  bool races_are_errors = true;         // else data races are not looked for
  bool stop_at_first_bug = false;
  bool stop_at_step_limit = false;               // once an execution was cut off
  std::optional<std::uint64_t> execution_limit;  // none: until the strategy has nothing left
  std::optional<std::chrono::nanoseconds> time_limit;
  std::optional<std::size_t>
      memory_limit;               // bytes: SystematicSearch::bytes() of all parts, or the states
  MemoryGauge* memory = nullptr;  // of all that the command keeps; may be other searches' too
  std::size_t outcome_limit = SIZE_MAX;     // so many are kept in full, the others counted only
  const std::atomic<bool>* stop = nullptr;  // looked at between executions, and within long ones
  Progress* progress = nullptr;             // told about ten times a second
  Interlude* interlude = nullptr;
};

// Explores `program` by `scheduler`. Throws what the scheduler or a thread body throws.
Report explore(Program& program, Scheduler& scheduler, const ExploreOptions& options);

}  // namespace heddle
