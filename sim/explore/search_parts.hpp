#pragma once
// A search that is divided among OS threads: its parts in order, who works on which, and what is
// still to be handed out. A part comes after all that it was split off from, and what each shows is
// put together in this order; so the result is that of one thread. It runs no executions:
// parallel_search.hpp does.
//
// A worker looks at its bell between two executions, and at nothing else of what is shared: whoever
// wants something of it (a part of its work, a pause, an end) rings.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <list>
#include <mutex>
#include <optional>
#include <vector>

#include "sim/explore/collector.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/explore/parallel_search.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/divisible_search.hpp"

namespace heddle {

class SearchParts {
 public:
  enum class State : std::uint8_t {
    queued,   // nobody works on it
    busy,     // a worker does
    waits,    // for others: see DivisibleSearch::waits
    returns,  // nothing is left, or it failed, and another part is to take it back
    stopped,  // something is left, and will not be run
    over,     // nothing is left
  };
  struct Part {
    SearchPart content;  // its report is without the later ones and what the collector has
    std::vector<Report> later_reports{};  // in order
    State state = State::queued;
    const Collector* collector = nullptr;  // while a worker is between two executions
    Ended ended = Ended::nothing_left;     // where nobody works on it
    bool is_cancelled = false;             // it comes after the first bug
    bool is_called_off = false;            // see DivisibleSearch::take_called_off
    bool is_cut_short = false;  // it was left in an execution: nothing can go on after it
    // What its scheduler takes, see SystematicSearch::bytes(), since a worker last told.
    std::atomic<std::size_t> bytes = 0;
  };

  SearchParts(std::vector<SearchPart> parts, const ExploreOptions& options,
              const ParallelOptions& parallel);

  // For workers.

  // The next part to work on; waits for one. Null: there will be none.
  Part* take(std::size_t worker);
  bool rings(std::size_t worker) const {
    return bells_[worker].rings.load(std::memory_order_relaxed);
  }
  // So many more executions of a part are about to be run, and its scheduler takes so much memory.
  void tell(Part& part, std::uint64_t executions, std::size_t bytes) {
    executions_told_.fetch_add(executions, std::memory_order_relaxed);
    part.bytes.store(bytes, std::memory_order_relaxed);
  }
  // Whether the worker must leave the execution that it is in.
  bool has_to_leave() const { return has_to_leave_.load(std::memory_order_relaxed); }
  // The bell rang. False: the worker must leave the part. `collector` has what it found and did not
  // hand over; null: nothing.
  bool attend(std::size_t worker, Part& part, const Collector* collector);
  // The part has called off others.
  void take_called_off(Part& part);
  // No more of the part will be run, and why; nullopt where attend() said so. `found`: what was not
  // handed over before.
  void finish(Part& part, Report found, std::optional<Ended> ended);

  // For workers whose parts are run in another process.

  // Nothing is left of the part, which nobody takes back; how far it came.
  void finish_over(Part& part, Report found, const Headway& headway);
  // The part is as its scheduler says, and `found` is what was found until then.
  void hand_over(Part& part, Report found);
  // Parts that were called off, and all that they gave away.
  void call_off(const std::vector<PartId>& ids);
  // The part goes on as this, which it has become elsewhere.
  void replace(Part& part, std::unique_ptr<Scheduler> scheduler);
  // The part is as it was when the worker took it, or last handed it over: somebody else runs it.
  void give_back(Part& part);
  // The bell rang for something that cannot wait.
  bool has_to_stop(const Part& part);
  // Nobody is left who could run a part.
  void fail_all(std::exception_ptr error);
  void fail(std::exception_ptr error);

  // For whoever directs the workers.

  // Waits until everything is over, or the time comes; returns whether it is over.
  bool wait_until(std::chrono::steady_clock::time_point time);
  void stop(Ended why);
  // The memory that the schedulers of all parts take: SystematicSearch::bytes().
  std::size_t bytes();
  std::uint64_t executions_told() const { return executions_told_.load(std::memory_order_relaxed); }
  // After stop(): not even executions are to end that are under way.
  void have_to_leave() { has_to_leave_.store(true, std::memory_order_relaxed); }
  // Once everything is over: whether a worker left an execution.
  bool is_cut_short() const;
  // From then until resume(), all workers are between two executions. False: the time came before;
  // some are not.
  bool pause_until(std::chrono::steady_clock::time_point time);
  void resume();

  // While workers are paused, or once everything is over (search_results.cpp).

  // The counts of all parts together, and how far they are.
  Report counts() const;
  Headway headway() const;
  std::size_t distinct_outcomes() const;  // of the part that has the most
  // The parts in order; those next to each other of which nothing is left are one.
  SearchSnapshot snapshot();
  // What all of them showed, and why they ended; to be concluded. Called last. Rethrows what a
  // worker failed with.
  Report take_report();

 private:
  // What rings for one worker; apart from others, as it is looked at in the hot loop.
  struct alignas(64) Bell {
    std::atomic<bool> rings{false};
  };

  void ring_all();
  void split(Part& part);
  bool returns_to(const Part& part, PartId other) const;
  const Part* find(PartId id) const;
  State state_after(const Part& part) const;
  void fail_fast(const Part& part);
  void cancel_after(const Part& part);
  void end_work(Part& part);
  void mark_called_off(const std::vector<PartId>& ids);
  void call_off_by(Part& part);
  void drop_called_off();
  void fail_where_nobody_comes();
  void end_where_nothing_is_left();
  bool join_those_that_wait();
  void take_back_what_returns();
  bool take_back(std::list<Part>::iterator part);
  static void add_found(Part& part, Report found);
  static void put_together(Part& part, std::size_t outcome_limit);
  void fold();

  const ExploreOptions& options_;
  const bool splits_;
  std::mutex mutex_;
  std::condition_variable work_changed_;   // for workers
  std::condition_variable state_changed_;  // for whoever directs them
  std::list<Part> parts_;                  // in order
  std::uint64_t next_id_ = 0;
  std::deque<Part*> queue_;  // those of them that are queued
  std::vector<Bell> bells_;  // by worker
  std::size_t busy_ = 0;     // workers with a part
  std::size_t hungry_ = 0;   // workers that wait for one
  std::size_t paused_ = 0;   // workers with a part that wait for resume()
  bool pauses_ = false;
  bool is_over_ = false;
  std::optional<Ended> stopped_;  // all of them
  bool is_cut_ = false;           // after the first part with a bug
  std::exception_ptr error_;
  std::atomic<bool> has_to_leave_{false};
  alignas(64) std::atomic<std::uint64_t> executions_told_ = 0;  // written often
};

}  // namespace heddle
