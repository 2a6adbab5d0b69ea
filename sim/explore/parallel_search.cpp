#include "sim/explore/parallel_search.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "sim/explore/checkpoint_pace.hpp"
#include "sim/explore/collector.hpp"
#include "sim/explore/conclusion.hpp"
#include "sim/explore/search_parts.hpp"
#include "sim/fiber/simulation.hpp"

namespace heddle {
namespace {

using Steady = std::chrono::steady_clock;

// How often the directing thread looks whether somebody asked to stop.
constexpr std::chrono::milliseconds between_looks{10};
constexpr std::chrono::milliseconds between_updates{100};
// How many executions go by before a worker tells of them.
constexpr std::uint64_t executions_between_looks = 64;

// What one OS thread does.
class Worker {
 public:
  Worker(std::size_t number, Program& program, SearchParts& parts, const ExploreOptions& options)
      : number_(number),
        program_(program),
        parts_(parts),
        options_(options),
        simulation_(program, options.settings) {}

  void work() {
    while (SearchParts::Part* const part = parts_.take(number_)) {
      try {
        Collector collector(program_, options_);
        const std::optional<Ended> ended = run(*part, collector);
        parts_.finish(*part, collector, ended);
      } catch (...) {
        parts_.fail(std::current_exception());
      }
    }
  }

 private:
  std::optional<Ended> run(SearchParts::Part& part, Collector& collector) {
    Scheduler& scheduler = *part.content.scheduler;
    const Report& before = part.content.report;
    const std::uint64_t limit = part.content.executions_left.value_or(UINT64_MAX);
    for (std::uint64_t number = 0;; ++number) {
      if (parts_.rings(number_) && !parts_.attend(number_, part, collector)) return std::nullopt;
      if (options_.stop_at_first_bug && (collector.any_bugs() || !before.bugs.empty())) {
        return Ended::first_failure;
      }
      if (options_.stop_at_step_limit && collector.counts().truncated + before.truncated > 0) {
        return Ended::steps;
      }
      if (number >= limit) return Ended::executions;
      if (number % executions_between_looks == 0) {
        parts_.tell(part, executions_between_looks, scheduler.bytes());
      }
      if (!scheduler.begin()) return Ended::nothing_left;
      const Execution& execution = simulation_.run(scheduler);
      collector.take_in(simulation_.world(), execution, scheduler, number);
    }
  }

  const std::size_t number_;
  Program& program_;
  SearchParts& parts_;
  const ExploreOptions& options_;
  Simulation simulation_;
};

// What the calling thread does meanwhile.
class Director {
 public:
  Director(SearchParts& parts, const ExploreOptions& options, const ParallelOptions& parallel)
      : parts_(parts), options_(options), parallel_(parallel) {}

  double seconds() const {
    return parallel_.seconds_before + std::chrono::duration<double>(Steady::now() - start_).count();
  }

  void direct() {
    Steady::time_point next_update = start_ + between_updates;
    Steady::time_point next_checkpoint = start_ + parallel_.between_checkpoints;
    do {
      stop_where_it_must_end();
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

  // Requires that no worker runs.
  void take_last_checkpoint() {
    if (parallel_.checkpoints == nullptr) return;
    take_snapshot();
    parallel_.checkpoints->write();
  }

  // Of a report on all that was done.
  std::optional<Estimate> estimate(const Report& report, const Headway& headway) const {
    return estimate_of(report, headway, estimates_);
  }

  void stop_where_it_must_end() {
    if (options_.stop != nullptr && options_.stop->load()) parts_.stop(Ended::interrupted);
    if (time_left() <= std::chrono::nanoseconds(0)) parts_.stop(Ended::time);
    if (options_.memory_limit && parts_.bytes() > *options_.memory_limit) {
      parts_.stop(Ended::memory);
    }
  }

 private:
  std::chrono::nanoseconds time_left() const {
    if (!options_.time_limit) return std::chrono::hours(1);
    return *options_.time_limit -
           std::chrono::nanoseconds(static_cast<std::int64_t>(seconds() * 1e9));
  }

  std::chrono::nanoseconds wait_time(Steady::time_point next_checkpoint) const {
    std::chrono::nanoseconds time = std::min<std::chrono::nanoseconds>(between_looks, time_left());
    if (parallel_.checkpoints != nullptr) {
      time = std::min<std::chrono::nanoseconds>(time, next_checkpoint - Steady::now());
    }
    return std::max(time, std::chrono::nanoseconds(0));
  }

  // All workers wait between two executions, however the scope is left.
  class Pause {
   public:
    explicit Pause(SearchParts& parts) : parts_(parts) { parts_.pause(); }
    ~Pause() { parts_.resume(); }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

   private:
    SearchParts& parts_;
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
      const Steady::time_point begin = Steady::now();
      ends = options_.interlude->play(counts());
      start_ += Steady::now() - begin;
    }
    if (ends) parts_.stop(Ended::interrupted);
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
};

// However the scope is left, the workers come to an end.
class Workers {
 public:
  Workers(SearchParts& parts, const std::vector<std::unique_ptr<Program>>& programs,
          const ExploreOptions& options)
      : parts_(parts) {
    for (std::size_t number = 0; number < programs.size(); ++number) {
      threads_.emplace_back([number, &program = *programs[number], &parts, &options] {
        Worker(number, program, parts, options).work();
      });
    }
  }
  ~Workers() { parts_.stop(Ended::interrupted); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

 private:
  SearchParts& parts_;
  std::vector<std::jthread> threads_;
};

}  // namespace

Report search_in_parallel(const MakeProgram& make_program, std::vector<SearchPart> parts,
                          const ExploreOptions& options, const ParallelOptions& parallel) {
  std::vector<std::unique_ptr<Program>> programs;
  while (programs.size() < parallel.jobs) programs.push_back(make_program());
  SearchParts shared(std::move(parts), options, parallel);
  Director director(shared, options, parallel);
  director.stop_where_it_must_end();
  {
    const Workers workers(shared, programs, options);
    director.direct();
  }
  director.take_last_checkpoint();
  const Headway headway = shared.headway();
  Report report = shared.take_report();
  report.seconds = director.seconds();
  if (report.ended != Ended::nothing_left) report.estimate = director.estimate(report, headway);
  conclude(report, headway, options, *programs.front());
  return report;
}

}  // namespace heddle
