#pragma once
// What an exploration found, as values: made into text or JSON by whoever shows it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/explore/estimates.hpp"
#include "sim/explore/outcome_table.hpp"
#include "sim/explore/shown_by.hpp"
#include "sim/explore/verdict.hpp"

namespace heddle {

// A bug or a warning, reported once however often it was seen. What is not counted is of the one
// execution that shows it: see shown_by.hpp.
struct Finding {
  std::string kind{};                  // "data-race", "deadlock", ...
  std::string message{};               // one line for people
  std::vector<std::string> threads{};  // those that take part
  std::vector<std::string> at{};       // where each is, as Program::site_name says
  std::string schedule{};              // brings the execution back
  std::uint64_t execution = 0;         // its number, counted from 0
  std::uint64_t first_execution = 0;   // the first that had the finding
  std::uint64_t executions = 0;        // how many had it; 0 where that is not counted
  std::uint64_t key = 0;               // the same for what counts as the same finding
  Simplicity simplicity{};             // of the execution
  std::optional<Draw> draw{};          // where it was drawn by chance
};

// A lock that was held while another was waited for, and the execution that shows it. What follows
// from all of them together is told once a search has ended.
struct SeenLockEdge {
  LockEdge edge{};
  std::string schedule{};
  std::uint64_t execution = 0;
};

enum class Ended : std::uint8_t {
  nothing_left,   // the strategy has nothing left to try
  executions,     // the budget of executions is used up
  time,           // the budget of time is used up
  first_failure,  // a bug was found, and that was enough
  interrupted,    // somebody asked to stop
  steps,          // an execution was cut off, and that was enough
  memory,         // the memory for states, or for what is left to try, was used up
};

// "nothing-left", "executions", "time", "first-bug", "interrupted".
std::string_view name(Ended ended);

struct Report {
  bool complete = false;  // every behaviour of the program was covered, and nothing truncated
  Ended ended = Ended::nothing_left;
  std::uint64_t executions = 0;  // run to their end
  std::uint64_t blocked = 0;     // begun, and given up by the strategy as redundant
  std::uint64_t truncated = 0;   // cut off by the limit on steps
  std::uint64_t steps = 0;
  std::uint64_t states = 0;       // searches over states: how many distinct ones were met
  std::uint64_t transitions = 0;  // and how many steps from one to the next were taken
  std::uint64_t state_bytes = 0;  // memory that the states took
  // Executions, of outcomes too, are ends of a search over states, at least some of them: how many
  // there are of each says nothing of how many interleavings lead there.
  bool counts_ends = false;
  double seconds = 0;
  std::string unit = "execution";                      // what an execution stands for: "trace"
  std::optional<CoveredBound> covered_bound{};         // everything that costs no more was covered
  std::optional<Estimate> estimate{};                  // where a search did not end
  Verdict verdict{};                                   // what all the others come to
  std::vector<SeenOutcome> outcomes;                   // in the order of their first execution
  std::vector<CountedOutcomeHash> counted_outcomes{};  // those after them, by hash
  std::vector<Finding> bugs;                           // likewise
  std::vector<Finding> warnings;
  std::vector<SeenLockEdge> lock_edges;  // while the search goes on; likewise

  std::size_t distinct_outcomes() const { return outcomes.size() + counted_outcomes.size(); }
};

}  // namespace heddle
