#pragma once
// The order of a search over states. It goes breadth first, through a table of all states that were
// met, in the order of their numbers. So the way by which a state was first reached is a shortest
// one.
//
// The search goes in rounds. Each round is a run of states that are already in the table. It has
// two parts:
// 1. Steps that are remembered are followed, by several threads together.
// 2. Steps that the World has to be asked about are taken, by one thread, in the order of the
//    states.
//
// The states that were found are put into the table in that order as well. Nothing of this depends
// on the number of threads, so the result does not depend on it either.
//
// It must not know what is reported of a state, nor when a search is to stop.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/explore/thread_team.hpp"
#include "sim/explore/word_stream.hpp"
#include "sim/states/state_moves.hpp"
#include "sim/states/state_search.hpp"
#include "sim/states/state_steps.hpp"
#include "sim/states/state_stretch.hpp"
#include "sim/states/state_table.hpp"
#include "sim/states/state_walk.hpp"

namespace heddle {

class StateRounds {
 public:
  // A guide can ask the World.
  class Guide : public StretchWalk::Teacher {
   public:
    // Takes all steps from a state, and calls arrive() for the states that they lead to, with
    // `stretch`.
    virtual void go_on_from(std::uint32_t number, StateStretch& stretch) = 0;
  };

  // All must outlive this object.
  StateRounds(const StateSteps& steps, const StateMoves& moves, const RaceLessons& lessons,
              std::size_t memory_limit, const StateSearchWork& work);

  // The next three return false if no memory is left. Then nothing has changed except what was
  // added to the stretch. First, the state in which all begins:
  bool begin(State& initial);
  // Takes all steps from some more states, in the order of their numbers. Requires is_any_left(). A
  // round that was given up is as if it had not been begun.
  bool go_round(Guide& guide);
  // `next`, which may get more parts, was reached from `origin`.
  bool arrive(State& next, StateOrigin origin, StateStretch& stretch);

  bool is_any_left() const { return next_number_ < table_.count(); }
  // The number of states whose steps were taken.
  std::uint32_t done() const { return next_number_; }
  // Steps that were taken, in rounds that ended.
  std::uint64_t transitions() const { return transitions_; }
  // Whether some step led to a state with a number that is no larger. Every cycle has such a step.
  bool goes_back() const { return goes_back_; }
  const StateTable& table() const { return table_; }
  void set_memory_limit(std::size_t bytes) { table_.set_memory_limit(bytes); }
  // Memory taken besides the table's, roughly.
  std::size_t bytes() const { return bytes_of_batches_; }
  // How many states are k steps away from the initial one, at least, for k = 0, 1, ...: as far as
  // all of them are known.
  std::span<const std::uint32_t> level_sizes();

  // Between two rounds.
  void save(WordSink& sink) const;
  // Instead of begin(). All begins at `initial`; `choices` is how many choices there are. Throws
  // BadWords.
  void restore(WordSource& source, const State& initial, std::uint32_t choices);

 private:
  std::uint32_t states_in_stretch() const;
  void clear_stretches(std::uint32_t first, std::uint32_t last);
  void go_through_left(StateStretch& stretch, Guide& guide, bool together);
  bool put_in(bool together);

  const StateSteps& steps_;
  StateTable table_;
  const StateSearchWork& work_;
  ThreadTeam team_;
  std::vector<StretchWalk> quick_walks_;  // by thread
  std::vector<StateStretch> stretches_;
  std::size_t count_ = 0;  // of them, in this round
  std::vector<StateBatch*> batches_;
  std::size_t bytes_of_batches_ = 0;
  std::uint32_t next_number_ = 0;  // the first state that was not gone on from
  std::uint64_t transitions_ = 0;
  bool goes_back_ = false;
  std::vector<std::uint32_t> level_sizes_;
  std::uint32_t level_begin_ = 0;  // of the first level whose size is not known
  std::vector<std::uint64_t> packed_;
};

}  // namespace heddle
