#pragma once
// Cycles among the states of a table, once all states are in it: there a program can go round for
// ever. fair_cycle.hpp tells whether a cycle is fair; the search reports it.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "sim/states/fair_cycle.hpp"
#include "sim/states/part_steps.hpp"
#include "sim/states/state_table.hpp"
#include "sim/states/state_walk.hpp"

namespace heddle {

class StateCycles {
 public:
  // `stopped` is asked now and then whether to give up.
  StateCycles(StateSteps& steps, StateMoves& moves, StateWalk& walk, const StateTable& table,
              std::function<bool()> stopped);

  // The sets of states that all reach each other and have a cycle. Each set is in the order of its
  // numbers, and the sets are in the order of their first states.
  std::vector<std::vector<std::uint32_t>> components();
  // One such set, with all steps in it. nullopt: too many threads to tell who is able, or stopped.
  std::optional<StateGraph> graph_of(std::span<const std::uint32_t> component);

 private:
  void add_successors(std::uint32_t number, std::vector<std::uint32_t>& successors);
  std::uint64_t able_at_once(const State& state, std::span<const Move> moves);
  bool is_on_no_cycle(const State& state, const Move& move) const;
  std::uint32_t successor(const State& state, const Move& move);
  bool gives_up();

  StateSteps& steps_;
  StateMoves& moves_;
  StateWalk& walk_;
  const StateTable& table_;
  std::function<bool()> stopped_;
  PartSteps parts_;
  std::uint64_t looks_ = 0;
  bool given_up_ = false;
  State state_;
  State next_;
  std::vector<Move> of_state_;
  std::vector<std::uint64_t> packed_;
};

}  // namespace heddle
