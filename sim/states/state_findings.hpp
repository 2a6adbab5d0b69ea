#pragma once
// The findings of a search over states, each once. A search knows of an end or a bug only that it
// is there, and the choices that lead to it. Those choices are run again from the beginning. So the
// words, the schedule and everything that needs the history come from an execution like any other.

#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sim/analysis/analysis.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/explore/findings.hpp"
#include "sim/explore/outcome_table.hpp"
#include "sim/fiber/simulation.hpp"
#include "sim/states/state_moves.hpp"

namespace heddle {

// The path of the search. It is asked for only if the finding is new.
class PathSource {
 public:
  virtual ~PathSource() = default;
  virtual std::vector<Choice> path() const = 0;
};

class StateFindings {
 public:
  StateFindings(Program& program, const ExploreOptions& options);

  // The program ended, in `world`, after the choices of `path`; `output` is all of it.
  void add_end(const PathSource& path, const World& world, std::span<const TextId> output,
               const Failure& failure);
  // The last choice of the path is an access that races with an earlier one, or that is made
  // without the mutex that guards its cell.
  void add_race(const PathSource& path, const Event& access);
  void add_unguarded(const PathSource& path, const Event& access);
  // The choices from `cycle_begin` on go round for ever.
  void add_livelock(std::span<const Choice> path, std::size_t cycle_begin);

  std::uint64_t ends() const { return ends_; }
  bool any_bugs() const { return findings_.any_bugs(); }
  std::size_t distinct_outcomes() const { return outcomes_.distinct(); }
  // Outcomes, bugs, warnings and lock edges so far, and how many ends there were.
  Report found() const;
  // Saves the part that is not in found(), but needed to go on from there.
  void save(WordSink& sink) const;
  // Makes it what it was when `found` and `source` were saved. Throws BadWords.
  void restore(const Report& found, WordSource& source);
  // The steps of a path, for the message of an assertion that is broken after them.
  std::string steps_of(std::span<const Choice> path);
  // Puts all that was found into the report; called last.
  void finish(Report& report);

 private:
  Sighting run(std::span<const Choice> path);
  void analyse(const Sighting& sighting);
  bool is_new_access(std::uint64_t tag, const Event& access);

  Program& program_;
  const ExploreOptions& options_;
  Simulation simulation_;
  Analysis analysis_;
  Findings findings_;
  OutcomeTable outcomes_;
  std::uint64_t ends_ = 0;
  std::unordered_map<std::uint64_t, std::uint64_t> ends_of_bugs_;  // how many, by Finding::key
  std::unordered_set<std::uint64_t> accesses_;
  std::vector<Value> values_;
};

}  // namespace heddle
