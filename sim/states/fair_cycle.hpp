#pragma once
// Cycles of states in which a program can go round for ever although no thread is kept from
// running. Such cycles are fair. They are looked for in a graph of states that all reach each
// other.
//
// Fair is meant strongly, thread by thread, as in M. Musuvathi, S. Qadeer, "Fair Stateless Model
// Checking" (PLDI 2008): a thread that is able in one of the states of the cycle also takes a step
// in it. The algorithm is that of E. A. Emerson, C.-L. Lei, "Modalities for Model Checking:
// Branching Time Logic Strikes Back" (1987). If a strongly connected part has a thread that is able
// but takes no step, the states in which that thread is able are taken out, and the rest is looked
// at again.

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/states/state_moves.hpp"

namespace heddle {

struct StateGraph {
  struct Edge {
    std::uint32_t to = 0;
    Choice choice;
  };
  struct Node {
    std::uint64_t able = 0;          // the threads that are owed a step, as bits
    std::uint64_t able_at_once = 0;  // the ones among them that need not wait for the clock
    std::vector<Edge> edges;
  };
  std::vector<Node> nodes;
};

struct FairCycle {
  std::vector<Choice> way;    // from node 0 to the beginning of the cycle
  std::vector<Choice> cycle;  // and once round
};

// A fair cycle of a graph whose nodes all reach each other; nullopt: there is none.
std::optional<FairCycle> find_fair_cycle(const StateGraph& graph);

}  // namespace heddle
