#pragma once
// Which strategies explore a program when none was named. The policy, and nothing else, so that it
// can change in one place. It takes any front end's programs, and must not know how its result is
// told.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/explore/explorer.hpp"
#include "sim/explore/parallel_search.hpp"
#include "sim/explore/report.hpp"
#include "sim/search/brought.hpp"
#include "sim/search/strategy_search.hpp"

namespace heddle {

// What the default went by in the end.
enum class DefaultCourse : std::uint8_t {
  traces,  // the search over traces did it, or whatever ended that ended everything
  states,  // a search over states did it
  turns,   // neither did, and strategies took turns
};

// How far the search over traces came, where strategies took turns.
struct TracesSearched {
  // What it used up: its memory (Ended::memory), its turns, as somebody ended all of it
  // (Ended::first_failure, Ended::interrupted), or else its part of the budget.
  Ended used_up = Ended::time;
  std::uint64_t executions = 0;
  std::string unit{};
  std::optional<Estimate> estimate{};
};

struct DefaultResult {
  Report report;
  DefaultCourse course = DefaultCourse::traces;
  std::string scheduler;           // "dpor", or several: "dpor+random"
  TracesSearched traces{};         // where the course is `turns`
  std::vector<Brought> brought{};  // where several took part: what each of them brought
};

// Explores within the limits of `options`. Throws CheckpointError where what was kept does not fit.
DefaultResult explore_by_default(const MakeProgram& make_program, const ExploreOptions& options,
                                 const SearchWays& ways);

}  // namespace heddle
