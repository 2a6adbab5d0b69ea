#pragma once
// Virtual time: which sleeps and time-outs may fire, and when. One clock for each of the three time
// models:
//   unbounded  anything may fire at any moment; nothing is ordered by time.
//   exact      operations take no time; the clock moves only where nothing else can happen, to the
//   earliest deadline. jitter     as exact, but a timer has slack: it may fire anywhere in an
//   interval. What can fire next depends on what
//              fired before, so the known differences between deadlines are kept as a zone (see
//              zone.hpp).
// It must not know what a timer is for.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/program.hpp"
#include "sim/world/zone.hpp"

namespace heddle {

class VirtualClock {
 public:
  explicit VirtualClock(TimeModel model) : model_(model) {}

  // Back to time zero, no timers.
  void reset();
  // Starts the timer of `thread`, which has none: due `duration_ns` from now, up to `slack_ns`
  // late.
  void start(ThreadId thread, std::int64_t duration_ns, std::int64_t slack_ns);
  // Forgets the timer of `thread`, if it has one.
  void cancel(ThreadId thread);
  // Whether the timer of `thread` may fire next. `idle`: nothing but a timer can happen next, so
  // the clock may move.
  bool may_fire(ThreadId thread, bool idle) const;
  // The timer of `thread`, which may fire, does; the clock moves there where it is `idle`.
  void fire(ThreadId thread, bool idle);

  // Appends what is still to come, relative to the present, and the reverse: words are equal
  // exactly where the same can happen.
  void save(std::vector<std::uint64_t>& words) const;
  void load(std::span<const std::uint64_t> words);
  // For words that come from a file: whether save() may have appended them, among so many threads.
  bool may_load(std::span<const std::uint64_t> words, std::size_t threads) const;
  // Of a clock that was loaded: whether the thread has a timer, and whether there are so many.
  bool has_timer(ThreadId thread) const {
    if (model_ == TimeModel::unbounded) return true;
    return index(thread) < deadlines_ns_.size() && deadlines_ns_[index(thread)] != no_deadline;
  }
  bool may_have_timers(std::size_t timers) const {
    return model_ == TimeModel::unbounded || timers_ == timers;
  }

  // Whether moving the clock can let anything happen.
  bool has_timers() const { return timers_ != 0; }
  // The present time; with jitter the earliest that it can be.
  std::int64_t now_ns() const { return now_ns_; }

 private:
  static constexpr std::int64_t no_deadline = INT64_MAX;

  TimeModel model_;
  std::int64_t now_ns_ = 0;
  std::size_t timers_ = 0;
  std::vector<std::int64_t> deadlines_ns_;  // exact; by thread
  Zone zone_;                               // jitter
};

}  // namespace heddle
