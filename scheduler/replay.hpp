#pragma once
// Follows one given schedule, step by step, and tells where it no longer fits. Threads are named by
// text, because ids mean nothing to people and to other programs. It must not know how a schedule
// is written down.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/schedule.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

// The names of the threads of the present execution.
class ThreadNames {
 public:
  virtual ~ThreadNames() = default;
  // The name of a thread that exists in this execution; unique in it, and valid at least until the
  // next call.
  virtual std::string_view thread_name(ThreadId thread) const = 0;
};

// The first step of a schedule that did not fit.
struct Divergence {
  std::size_t step = 0;   // counted from 0, one for each step taken
  std::string step_text;  // the step of the schedule at that place
  std::string reason;
};

class Replay final : public Scheduler {
 public:
  // `names` must outlive this object and know every thread that a point shows.
  Replay(std::span<const ScheduleStep> steps, const ThreadNames& names);

  // True once.
  bool begin() override;
  // The alternative that the next step of the schedule names; nullopt if there is none, and then
  // `divergence` says why. After the last step of the schedule, it is the previous thread's first
  // alternative if that thread is able, else the first of all.
  std::optional<std::size_t> pick(const Point& point) override;

  const std::optional<Divergence>& divergence() const { return divergence_; }
  // Whether the steps were used up before the execution was over.
  bool ended_early() const { return ended_early_; }
  // How many steps were not asked for (yet).
  std::size_t steps_left() const { return steps_left_; }

 private:
  // A name that the schedule uses.
  struct Name {
    std::string text;
    std::optional<ThreadId> thread;  // once it was seen at a point
  };
  // Numbers are positions in names_.
  struct Run {
    std::uint32_t thread;
    Way way;
    std::uint32_t detail;  // Way::waiter: a position in names_; Way::datum: the number
    std::size_t count;
  };

  std::size_t go_on(const Point& point);
  std::optional<std::size_t> find_thread(const Point& point, Name& name) const;
  bool fits(const Alternative& alternative, const Run& run) const;
  void diverge(const Run& run, std::size_t step, std::string reason);
  std::string text_of(const Run& run) const;

  const ThreadNames& names_of_threads_;
  std::vector<Name> names_;
  std::vector<Run> runs_;         // none with a count of 0
  std::size_t run_ = 0;           // the run that the next step is of
  std::size_t taken_of_run_ = 0;  // less than the count of that run
  std::size_t steps_left_ = 0;
  bool begun_ = false;
  bool ended_early_ = false;
  std::optional<Divergence> divergence_;
};

}  // namespace heddle
