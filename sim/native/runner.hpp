#pragma once
// Many runs of a program on real OS threads, and how often each outcome was seen.
//
// Each run is a process of its own, forked from the caller's. So the end of main really kills
// threads, a deadlock or an endless loop is stopped from outside, and a crash is one more result.
// The memory is observed as the run left it, whichever way it ended.
//
// It differs from the simulation:
// - Sleeps and time-outs take real time. Settings::time, jitter and the number of spurious wake-ups
//   are not looked at, as the machine has its own.
// - Guards and data races are not looked for.
// - Invariants are checked at the end only, and only if the run completed or is in a deadlock.
// - A failure ends the run as soon as the other threads can be stopped, and a deadlock of some
//   threads ends it once it was noticed. So the observed state may include a little of what others
//   did meanwhile.
// - The limit on steps is one for simulated executions. It ends a run only once the run has lasted
//   for a second.
//
// Under the thread sanitizer, run with TSAN_OPTIONS=die_after_fork=0:atexit_sleep_ms=0; no reports
// are expected.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/native/run_result.hpp"
#include "sim/native/tally.hpp"

namespace heddle::native {

// Is told of every run.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  // `finished`: how many runs have ended so far, this one included.
  virtual void ran(const RunResult& result, std::uint64_t finished) = 0;
};

struct RunnerOptions {
  Settings settings;
  std::uint64_t runs = 100;
  unsigned jobs =
      1;  // runs at the same time; more than one disturb each other's timing, which may show more
  std::chrono::nanoseconds run_timeout = std::chrono::seconds(10);  // then a run is `truncated`
  std::chrono::nanoseconds deadlock_quiet =
      std::chrono::milliseconds(20);               // how long one must last to count
  std::optional<std::chrono::nanoseconds> budget;  // begin no further run after that time
  std::size_t run_memory = SIZE_MAX;  // bytes that a run may take; then it is `truncated`
  std::uint64_t seed = 0;             // for `choose`: the same choices for each thread of each run
  bool stop_at_first_bug = false;
  const std::atomic<bool>* stop = nullptr;  // stop, without the runs under way, once it is true
  RunObserver* observer = nullptr;
};

struct RunnerReport {
  std::vector<CountedOutcome> outcomes;  // the most frequent first
  std::vector<CountedBug> bugs;
  std::vector<KilledThread> killed;
  CutOffCounts cut_off{};  // runs that were cut off, by limit
  std::uint64_t runs = 0;  // as many as the outcomes' together
  bool complete = false;   // all the runs asked for were made
  // Why fewer runs were made, if the system allows no more processes: "fork: ...". Else empty.
  std::string refused{};
  double seconds = 0;

  double runs_per_second() const { return seconds > 0 ? static_cast<double>(runs) / seconds : 0; }
};

// Requires that the calling thread is the only one of its process (others would be missing in the
// forked processes). Leaves no process behind, whatever happens. If the system allows fewer
// processes at a time, fewer are used; if it allows none, the finished runs are reported. Throws
// std::system_error if the system has no memory for a single one.
RunnerReport run_natively(Program& program, const RunnerOptions& options);

}  // namespace heddle::native
