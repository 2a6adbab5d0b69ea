#pragma once
// Bugs and warnings of many executions, each kept once, in words. Whether something happened is
// decided by the world and by the analysis. Which of the executions is told of: see shown_by.hpp.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/analysis/analysis.hpp"
#include "sim/analysis/findings.hpp"
#include "sim/explain/killed_threads.hpp"
#include "sim/explain/schedule_text.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/program.hpp"
#include "sim/world/world.hpp"

namespace heddle {

// An execution that is over.
struct Sighting {
  const World& world;
  std::uint64_t execution = 0;          // its number
  std::string_view drawn_by{};          // the spec of what drew it by chance; empty: nothing did
  std::optional<std::uint64_t> seed{};  // see Scheduler::seed()
  // Of a livelock: the steps after so many others lead back to where they began.
  std::optional<std::size_t> cycle_begin{};

  Simplicity simplicity() const { return {world.preemptions(), world.steps()}; }
  std::optional<Draw> draw() const;
};

// The keys of the findings that a failure is: several where threads deadlock for several causes.
// `world` is at the end of the execution, as are the threads of `program`.
std::vector<std::uint64_t> keys_of_failure(const World& world, const Failure& failure,
                                           const Program& program);

// Of an inversion among the edges.
Finding lock_order_warning(const Program& program, std::span<const LockEdge> edges,
                           const LockInversion& inversion);

class Findings {
 public:
  // `program` must outlive this object. Its hash and the settings are for schedules.
  Findings(Program& program, std::uint32_t program_hash, const Settings& settings)
      : program_(program),
        killed_threads_(program),
        schedules_(program.texts(), program_hash, time_text(settings)) {}

  // Each counts what was found, once for each execution, and tells of this execution where it is
  // the first that had it, or a simpler one. Executions come one after another.
  void add_failure(const Sighting& sighting, const Failure& failure);
  void add_killed_threads(const Sighting& sighting);
  // What the analysis found in this execution; data races only where they are errors.
  void add_analysis(const Sighting& sighting, const Analysis& analysis, bool races_are_errors);
  // `first` and `second` are events of this execution, on the object.
  void add_race(const Sighting& sighting, ObjectId object, const Event& first, const Event& second);
  void add_guard(const Sighting& sighting, const Event& access, ObjectId mutex);
  // The sighting has a cycle, which is fair, and went round it once. Of those that are one bug, the
  // first is kept: no execution shows it that could be counted.
  void add_livelock(const Sighting& sighting);
  void add_lock_order(const Sighting& sighting, std::span<const LockEdge> edges,
                      const LockInversion& inversion);
  // For a search that may have parts: inversions can only be told from the edges of all of them.
  void collect_lock_edges() { collects_lock_edges_ = true; }

  // All that was found, in place of what is in the report.
  void put_into(Report& report) const;
  // As it was when that was all.
  void restore(const Report& found);

  // The text of the schedule by which the world came to be as it is.
  std::string schedule_of(const Sighting& sighting) const;
  // An execution had the outcome, which counts it already. Shows it by this one where it is the
  // first, or a simpler one.
  void show(SeenOutcome& outcome, const Sighting& sighting) const;

  std::span<const Finding> bugs() const { return bugs_; }
  std::span<const Finding> warnings() const { return warnings_; }
  std::span<const SeenLockEdge> lock_edges() const { return lock_edges_; }
  bool any_bugs() const { return !bugs_.empty(); }

 private:
  // Where a finding is kept.
  struct Place {
    std::vector<Finding>* list = nullptr;
    std::size_t position = 0;
    std::uint64_t last_execution = 0;  // that had it
  };

  // Whether the finding with this key is to be told of this execution, as it is new, or as the one
  // that shows it is less simple. Counts it where it is known and `counts`.
  bool wants(std::uint64_t key, const Sighting& sighting, bool counts);
  // Then: what is told, in words, threads and places; the rest is filled in.
  void keep(std::uint64_t key, std::vector<Finding>& list, Finding finding,
            const Sighting& sighting, bool counts);
  void add_deadlock(const Sighting& sighting);

  Program& program_;
  KilledThreads killed_threads_;
  mutable ScheduleWriter schedules_;  // what changes is only what it need not work out again
  std::vector<Finding> bugs_;
  std::vector<Finding> warnings_;
  bool collects_lock_edges_ = false;
  std::vector<SeenLockEdge> lock_edges_;
  std::unordered_map<std::uint64_t, Place> places_;  // by key
};

}  // namespace heddle
