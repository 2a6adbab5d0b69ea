#pragma once
// When the steps of one execution with jitter happened. The lateness of a sleep is not drawn while
// an execution runs. Only bounds on the differences between moments are known: for example, a sleep
// of 2 ms took 2 to 5 ms, and a time-out fired 3 ms after its operation began. Of all moments
// within these bounds, these are the earliest. They are moments of one execution: each step's time
// fits all others.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/world/world.hpp"

namespace heddle {

class EarliestMoments {
 public:
  explicit EarliestMoments(std::int64_t jitter_ns) : jitter_ns_(jitter_ns) {}

  // To be called at every point, with the alternative that is taken there.
  void note(const World& world, const Point& point, const Alternative& taken);
  // In nanoseconds, after each step that was noted.
  std::vector<std::int64_t> solve() const;

 private:
  // Moment 0 is the beginning, moment n that of the n-th step.
  struct Bound {  // later - earlier >= least_ns
    std::size_t later = 0;
    std::size_t earlier = 0;
    std::int64_t least_ns = 0;
  };

  void timer_runs(ThreadId thread, const Operation& operation, std::size_t moment);

  std::int64_t jitter_ns_;
  std::size_t moments_ = 1;
  std::vector<std::size_t> latest_;  // by thread: its last step, or what created it
  std::vector<Bound> bounds_;
};

}  // namespace heddle
