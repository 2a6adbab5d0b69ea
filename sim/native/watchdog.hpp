#pragma once
// Watches one run from outside: says when it is in a deadlock, over its limit on steps or on
// memory, or over its time. A deadlock counts only once its threads have slept for a while without
// a break, as the operating system tells it. A thread that was woken and waits for a processor, for
// long on a busy machine, is not taken for a blocked one. The watchdog must not know how the run is
// ended.

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/native/cut_off.hpp"
#include "sim/native/kernel_thread.hpp"
#include "sim/native/region.hpp"
#include "sim/native/wait_graph.hpp"

namespace heddle::native {

struct Verdict {
  Status status = Status::completed;
  CutOff cut_off = CutOff::none;
  std::string message;
  std::string cause;  // deadlock: the message without values
  ThreadId thread{};
  SiteId site = no_site;
};

class Watchdog {
 public:
  using Clock = std::chrono::steady_clock;

  struct Limits {
    std::size_t steps = 0;
    // A run over its limit on steps may still last so long: real threads take a million steps in
    // little time.
    std::chrono::nanoseconds steps_time = std::chrono::seconds(1);
    std::chrono::nanoseconds run{};    // how long a run may last
    std::chrono::nanoseconds quiet{};  // how long a deadlock must have lasted
    std::size_t memory = SIZE_MAX;     // bytes that it may take beyond those of its beginning
  };

  Watchdog(const Region& region, const Program& program, const Limits& limits);

  // A new run has begun in the process `process`.
  void begin(pid_t process, Clock::time_point now);
  // The verdict on the run, if there is one now. To be called every few milliseconds.
  std::optional<Verdict> look(Clock::time_point now);

 private:
  // The threads that seem stuck, as they were at one moment.
  struct Candidate {
    Clock::time_point since{};
    std::vector<WaitGraph::Node> nodes;
    std::vector<std::optional<KernelThread>> kernel_threads;  // of the nodes, looked at after them
  };
  enum class Lasting : std::uint8_t { no, unknown, yes };

  std::optional<Verdict> look_for_deadlock(Clock::time_point now);
  Candidate make_candidate(const WaitGraph& graph, const std::vector<ThreadId>& stuck,
                           Clock::time_point now) const;
  bool is_unchanged(const WaitGraph& graph, const std::vector<ThreadId>& stuck) const;
  Lasting has_lasted(const Candidate& present) const;

  const Region& region_;
  const Program& program_;
  const Limits limits_;
  std::size_t most_memory_ = SIZE_MAX;  // bytes in all
  pid_t process_ = -1;
  Clock::time_point begun_{};
  std::optional<Candidate> candidate_;
};

}  // namespace heddle::native
