#include "sim/explore/parallel_search.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <new>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "sim/explore/checkpoint_pace.hpp"
#include "sim/explore/collector.hpp"
#include "sim/explore/conclusion.hpp"
#include "sim/explore/execution_loop.hpp"
#include "sim/explore/execution_watch.hpp"
#include "sim/explore/memory_gauge.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/explore/search_parts.hpp"

namespace heddle {
namespace {

using Steady = std::chrono::steady_clock;

// How often the directing thread looks whether somebody asked to stop.
constexpr std::chrono::milliseconds between_looks{10};
constexpr std::chrono::milliseconds between_updates{100};
// How many executions go by before a worker tells of them.
constexpr std::uint64_t executions_between_looks = 64;

// So long everybody waits for a worker that is in a long execution, where the others could go on.
constexpr std::chrono::milliseconds longest_wait{100};

// Looks whether the search has to end, for a worker that has no other thread beside it.
class Director;
void direct_alone(Director& director);

// What one OS thread does.
class Worker final : private Watch {
 public:
  // `director`: where it has to be asked between executions; else null.
  Worker(std::size_t number, Program& program, SearchParts& parts, const ExploreOptions& options,
         Director* director = nullptr)
      : number_(number),
        program_(program),
        parts_(parts),
        options_(options),
        director_(director),
        loop_(program, options, *this) {}

  void work() {
    while (SearchParts::Part* const part = parts_.take(number_)) {
      try {
        Collector collector(program_, options_);
        begin(*part, collector);
        try {
          if (loop_.run(*part->content.scheduler, collector, *this)) ended_ = Ended::nothing_left;
        } catch (const std::bad_alloc&) {
          // One allocation is larger than what is left.
          part->is_cut_short = true;
          parts_.stop(Ended::memory);
        }
        release_memory_for_report();
        parts_.finish(*part, collector.take(), ended_);
      } catch (...) {
        parts_.fail(std::current_exception());
      }
    }
  }

  // For the loop.
  bool goes_on(std::uint64_t number) {
    if (parts_.rings(number_) && !parts_.attend(number_, *part_, collector_)) return false;
    ended_ = limit_reached(options_, *collector_, before_, part_->content.executions_left);
    if (ended_) return false;
    if (is_memory_short()) {
      parts_.stop(Ended::memory);
      return false;
    }
    if (number % executions_between_looks == 0) {
      parts_.tell(*part_, executions_between_looks, bytes_of(*part_->content.scheduler));
      if (director_ != nullptr) direct_alone(*director_);
    }
    return true;
  }
  bool has_left() {
    if (is_cut_short_) part_->is_cut_short = true;
    return is_cut_short_;
  }
  void took_in(const Execution&) {
    if (search_ != nullptr && search_->has_called_off()) parts_.take_called_off(*part_);
  }

 private:
  void begin(SearchParts::Part& part, const Collector& collector) {
    part_ = &part;
    collector_ = &collector;
    search_ = part.content.scheduler->divisible();
    const Report& report = part.content.report;
    before_ = {.any_bugs = !report.bugs.empty(), .truncated = report.truncated};
    ended_.reset();
  }

  std::string_view reason_to_end() override {
    if (director_ != nullptr) direct_alone(*director_);
    if (!parts_.has_to_leave()) return {};
    is_cut_short_ = true;
    return "the search has ended";
  }

  const std::size_t number_;
  Program& program_;
  SearchParts& parts_;
  const ExploreOptions& options_;
  Director* const director_;
  ExecutionLoop loop_;
  bool is_cut_short_ = false;  // the execution under way
  // What is being worked on.
  SearchParts::Part* part_ = nullptr;
  const Collector* collector_ = nullptr;
  DivisibleSearch* search_ = nullptr;  // null: it is none
  FoundBefore before_;
  std::optional<Ended> ended_;
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

void direct_alone(Director& director) { director.stop_where_it_must_end(); }

// However the scope is left, the workers come to an end.
class Workers {
 public:
  Workers(SearchParts& parts, const std::vector<std::unique_ptr<Program>>& programs,
          const ExploreOptions& options)
      : parts_(parts) {
    for (std::size_t number = 0; number < programs.size(); ++number) {
      if (number > 0 && !has_room_for_thread()) break;
      try {
        threads_.emplace_back([number, &program = *programs[number], &parts, &options] {
          work(number, program, parts, options);
        });
      } catch (const std::exception&) {
        break;  // the system allows no more threads, or has no memory for one: fewer do the work
      }
    }
  }
  ~Workers() {
    parts_.stop(Ended::interrupted);
    parts_.have_to_leave();
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  bool are_there() const { return !threads_.empty(); }

 private:
  static void work(std::size_t number, Program& program, SearchParts& parts,
                   const ExploreOptions& options) {
    try {
      Worker(number, program, parts, options).work();
    } catch (const std::bad_alloc&) {
      parts.stop(Ended::memory);
    }
  }

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
  director.take_first_checkpoint();
  {
    const Workers workers(shared, programs, options);
    if (workers.are_there()) {
      director.direct();
    } else {
      Worker(0, *programs.front(), shared, options, &director).work();
    }
  }
  release_memory_for_report();
  director.take_last_checkpoint();
  Headway headway = shared.headway();
  // Within an execution, nobody knows how far the search is.
  if (shared.is_cut_short()) headway.part.reset();
  Report report = shared.take_report();
  report.seconds = director.seconds();
  if (report.ended != Ended::nothing_left) report.estimate = director.estimate(report, headway);
  conclude(report, headway, options, *programs.front());
  return report;
}

}  // namespace heddle
