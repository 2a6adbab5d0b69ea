#pragma once
// The quick part of a search over states. From each of a stretch of consecutive states it takes all
// steps that are remembered. It changes nothing but the stretch, so several OS threads can do it at
// the same time. States with any other step are left to a caller that can ask the World.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/states/state_moves.hpp"
#include "sim/states/state_steps.hpp"
#include "sim/states/state_table.hpp"
#include "sim/states/state_walk.hpp"

namespace heddle {

struct StateStretch {
  std::uint32_t first = 0;
  std::uint32_t last = 0;           // the one after
  std::uint64_t transitions = 0;    // steps taken
  bool goes_back = false;           // some step led to a state that is no later one
  StateBatch found;                 // states that are not in the table
  std::vector<std::uint32_t> left;  // states whose steps are still to be taken, in order
};

class StretchWalk {
 public:
  // Has steps remembered.
  class Teacher {
   public:
    virtual ~Teacher() = default;
    // Has the steps of a state remembered, if that is possible. False: it is not.
    virtual bool teach(const State& state) = 0;
    // Whether the rest of the round is to be left out.
    virtual bool gives_up() const = 0;
  };

  StretchWalk(const StateSteps& steps, const StateMoves& moves, const RaceLessons& lessons,
              const StateTable& table)
      : steps_(steps), moves_(moves), lessons_(lessons), table_(table) {}

  // Goes through all states of the stretch. Its other members must have their default values,
  // except `found`, which is empty. A teacher may change everything except the table and the
  // stretch; while there is one, nobody else may use those things.
  void go_through(StateStretch& stretch, Teacher* teacher);
  // The same for the states in `stretch.left`.
  void go_through_left(StateStretch& stretch, Teacher& teacher);

 private:
  using Known = StateMoves::Known;

  void go_on_from(std::uint32_t number, StateStretch& stretch, Teacher* teacher);
  Known follow(std::uint32_t number);
  Known follow(std::uint32_t effect, std::uint64_t* packed);
  void look_up(StateStretch& stretch);

  const StateSteps& steps_;
  const StateMoves& moves_;
  const RaceLessons& lessons_;
  const StateTable& table_;
  State state_;
  std::vector<std::uint32_t> effects_;
  // Steps taken, but not looked up yet.
  std::size_t waiting_ = 0;
  std::vector<std::uint64_t> packed_;
  std::vector<std::uint32_t> hashes_;
  std::vector<StateOrigin> origins_;
};

}  // namespace heddle
