#pragma once
// Directs the workers of a search: ends them where a budget does, and has them wait between two
// executions for progress, estimates, interludes and checkpoints. It must not know where they work.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "sim/explore/checkpoint_pace.hpp"
#include "sim/explore/conclusion.hpp"
#include "sim/explore/execution_watch.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/explore/memory_gauge.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/explore/parallel_search.hpp"
#include "sim/explore/search_parts.hpp"

namespace heddle {

class SearchDirector {
 public:
  SearchDirector(SearchParts& parts, const ExploreOptions& options, const ParallelOptions& parallel)
      : parts_(parts), options_(options), parallel_(parallel) {}

  double seconds() const {
    return parallel_.seconds_before + std::chrono::duration<double>(Steady::now() - start_).count();
  }

  void direct() {
    Steady::time_point next_update = start_ + between_updates;
    Steady::time_point next_checkpoint = start_ + parallel_.between_checkpoints;
    do {
      stop_where_it_must_end();
      if (stopped_at_) continue;
      note_estimate();
      const Steady::time_point now = Steady::now();
      if (options_.progress != nullptr && now >= next_update) {
        next_update = now + between_updates;
        show_progress();
      }
      if (parallel_.checkpoints != nullptr && now >= next_checkpoint) {
        next_checkpoint =
            now + until_next_checkpoint(parallel_.between_checkpoints, take_checkpoint());
      }
      if (options_.interlude != nullptr) play_interlude();
    } while (!parts_.wait_until(Steady::now() + wait_time(next_checkpoint)));
  }

  // Requires that no worker runs. Of a search that was left in an execution, the checkpoint before
  // is the last one: that execution is begun again.
  void take_last_checkpoint() {
    if (parallel_.checkpoints == nullptr) return;
    if (!parts_.is_cut_short()) take_snapshot();
    parallel_.checkpoints->write();
  }
  // Before any worker runs.
  void take_first_checkpoint() {
    if (parallel_.checkpoints != nullptr) take_snapshot();
  }

  // Of a report on all that was done.
  std::optional<Estimate> estimate(const Report& report, const Headway& headway) const {
    return estimate_of(report, headway, estimates_);
  }

  void stop_where_it_must_end() {
    if (options_.stop != nullptr && options_.stop->load()) stop(Ended::interrupted);
    if (time_left() <= std::chrono::nanoseconds(0)) stop(Ended::time);
    if (options_.memory_limit && parts_.bytes() > *options_.memory_limit) stop(Ended::memory);
    const bool is_used_up = options_.memory != nullptr && options_.memory->is_used_up();
    if (is_used_up || is_memory_short()) {
      stop(Ended::memory);
      parts_.have_to_leave();
    }
    if (stopped_at_ && Steady::now() - *stopped_at_ >= execution_grace) parts_.have_to_leave();
  }

 private:
  using Steady = std::chrono::steady_clock;

  // How often it looks whether somebody asked to stop.
  static constexpr std::chrono::milliseconds between_looks{10};
  static constexpr std::chrono::milliseconds between_updates{100};
  // So long everybody waits for a worker that is in a long execution, where the others could go on.
  static constexpr std::chrono::milliseconds longest_wait{100};

  void stop(Ended why) {
    parts_.stop(why);
    if (!stopped_at_) stopped_at_ = Steady::now();
  }

  std::chrono::nanoseconds time_left() const {
    if (!options_.time_limit) return std::chrono::hours(1);
    return *options_.time_limit -
           std::chrono::nanoseconds(static_cast<std::int64_t>(seconds() * 1e9));
  }

  std::chrono::nanoseconds wait_time(Steady::time_point next_checkpoint) const {
    if (stopped_at_) return between_looks;
    std::chrono::nanoseconds time = std::min<std::chrono::nanoseconds>(between_looks, time_left());
    if (parallel_.checkpoints != nullptr) {
      time = std::min<std::chrono::nanoseconds>(time, next_checkpoint - Steady::now());
    }
    return std::max(time, std::chrono::nanoseconds(0));
  }

  // All workers wait between two executions, however the scope is left; unless one of them is in a
  // long execution.
  class Pause {
   public:
    explicit Pause(SearchParts& parts)
        : parts_(parts), holds_(parts_.pause_until(Steady::now() + longest_wait)) {}
    ~Pause() { parts_.resume(); }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;
    bool holds() const { return holds_; }

   private:
    SearchParts& parts_;
    const bool holds_;
  };

  // While they wait.
  Report counts() const {
    Report report = parts_.counts();
    report.seconds = seconds();
    report.estimate = estimate_of(report, parts_.headway(), estimates_);
    return report;
  }

  void note_estimate() {
    if (!estimates_.is_due(static_cast<double>(parts_.executions_told()))) return;
    const Pause pause(parts_);
    const std::uint64_t done = parts_.counts().executions;
    const auto all = all_executions(done, parts_.headway());
    if (all && done > 0) estimates_.note(static_cast<double>(done), *all);
  }

  void show_progress() {
    std::optional<Pause> pause(parts_);
    if (!pause->holds()) return;
    const Report report = counts();
    const std::size_t outcomes = parts_.distinct_outcomes();
    pause.reset();
    options_.progress->update(report, outcomes);
  }

  void play_interlude() {
    if (!options_.interlude->is_due(parts_.executions_told(), seconds())) return;
    bool ends = false;
    {
      const Pause pause(parts_);
      if (!pause.holds()) return;
      const Steady::time_point begin = Steady::now();
      ends = options_.interlude->play(counts());
      start_ += Steady::now() - begin;
    }
    if (ends) stop(Ended::interrupted);
  }

  void take_snapshot() {
    SearchSnapshot snapshot = parts_.snapshot();
    snapshot.seconds = seconds();
    parallel_.checkpoints->take(std::move(snapshot));
  }

  // Returns what it took.
  std::chrono::nanoseconds take_checkpoint() {
    const Steady::time_point begin = Steady::now();
    {
      const Pause pause(parts_);
      if (!pause.holds()) return Steady::now() - begin;
      take_snapshot();
    }
    parallel_.checkpoints->write();
    return Steady::now() - begin;
  }

  SearchParts& parts_;
  const ExploreOptions& options_;
  const ParallelOptions& parallel_;
  Estimates estimates_;
  Steady::time_point start_ = Steady::now();  // later by as long as it waited
  std::optional<Steady::time_point> stopped_at_;
};

}  // namespace heddle
