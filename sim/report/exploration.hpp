#pragma once
// An exploration of a program, by the strategy that was named or by the default, with everything
// that a report says of it. Both front ends explore by it. It must not know what a program stands
// for, nor the options of a command.

#include <optional>
#include <string>
#include <vector>

#include "sim/explore/explorer.hpp"
#include "sim/explore/parallel_search.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/program.hpp"
#include "sim/search/brought.hpp"
#include "sim/search/strategy_search.hpp"

namespace heddle {

struct Exploration {
  Report report;
  Settings settings;
  std::string scheduler;  // "exhaustive", or several: "exhaustive+random"
  std::string how;        // what was done and why, in words
  // Where several strategies took part, and none of them covered everything.
  std::vector<Brought> brought{};
};

// Explores within the limits of `options`, by the strategy that `spec` names; nullopt: by the
// default. Requires a strategy with Strategy::save for a checkpoint and for processes, if it is no
// search over states. Throws SchedulerError; std::invalid_argument if a search over states was
// named, and the program's threads have stacks; CheckpointError where what was kept does not fit;
// and what a thread body throws.
Exploration explore_program(const MakeProgram& make_program, const std::optional<std::string>& spec,
                            const ExploreOptions& options, const SearchWays& ways);

}  // namespace heddle
