#pragma once
// The order of a search over states: breadth first, through a table of all states that were met, in
// the order of their numbers; so the way by which a state was first reached is a shortest one.
//
// One round after the other, each a run of states that are already in the table. A round has a part
// that several threads do together and a part that one does alone: steps that are remembered are
// followed first, then those that the World is asked about, in the order of the states. What was
// found is put into the table in that order as well. Nothing of this depends on how many threads
// there are, so neither does anything that comes out of it.
//
// It must not know what is told of a state, nor when a search is to stop.

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
  // Whoever can ask the World.
  class Guide : public StretchWalk::Teacher {
   public:
    // Takes all steps from a state, and calls arrive() for what they lead to, with `stretch`.
    virtual void go_on_from(std::uint32_t number, StateStretch& stretch) = 0;
  };

  // All must outlive this object.
  StateRounds(const StateSteps& steps, const StateMoves& moves, const RaceLessons& lessons,
              std::size_t memory_limit, const StateSearchWork& work);

  // Of each of these, false means that no memory is left, and that nothing has changed but for what
  // was added to the stretch. First, from where all begins:
  bool begin(State& initial);
  // From some more states, in the order of their numbers, all steps. Requires is_any_left(). A
  // round that was given up is as if it had not been begun.
  bool go_round(Guide& guide);
  // `next`, which may get more parts, was reached from `origin`.
  bool arrive(State& next, StateOrigin origin, StateStretch& stretch);

  bool is_any_left() const { return next_number_ < table_.count(); }
  // How many states were gone on from.
  std::uint32_t done() const { return next_number_; }
  // Steps that were taken, in rounds that ended.
  std::uint64_t transitions() const { return transitions_; }
  // Whether some step led to a state that is no later one: every cycle has one that does.
  bool goes_back() const { return goes_back_; }
  const StateTable& table() const { return table_; }
  void set_memory_limit(std::size_t bytes) { table_.set_memory_limit(bytes); }
  // Memory taken besides the table's, roughly.
  std::size_t bytes() const { return bytes_of_batches_; }
  // How many states are so many steps from the initial one, at least: by number of steps, as far as
  // all of them are known.
  std::span<const std::uint32_t> level_sizes();

  // Between two rounds.
  void save(WordSink& sink) const;
  // Instead of begin(); all begins at `initial`, and there are so many choices. Throws BadWords.
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
