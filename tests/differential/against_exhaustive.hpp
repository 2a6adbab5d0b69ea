#pragma once
// Compares other searches with exhaustive search, on one small scenario: the same outcomes, kinds
// of bugs and traces, each trace once. Differences are failed checks of doctest.

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "sim/explore/report.hpp"
#include "sim/model/scheduler.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {

struct Explored {
  Report report;
  std::map<std::string, int> traces;  // in canonical form: how often each was seen
};

Explored explore_traces(tests::Loaded& loaded, std::unique_ptr<Scheduler> scheduler,
                        std::uint64_t limit);

// Scenarios for each profile: the given number, or what HEDDLE_SCENARIOS in the environment says.
std::uint64_t scenarios_for_each_profile(std::uint64_t usual);

struct Compared {
  bool is_decided = false;    // the scenario is small enough for one of the two to try everything
  bool is_run_twice = false;  // dpor ran a trace more than once
  bool is_truncated = false;  // the limit on steps was reached: then only outcomes are compared
  std::uint64_t interleavings = 0;
  std::uint64_t executions = 0;  // of dpor
};

// Compares dpor and stateful with exhaustive search. If there are too many interleavings, compares
// these two with each other.
// With `may_run_twice`, dpor may run a trace more than once.
Compared compare_reductions(const std::string& text, bool may_run_twice = false);

}  // namespace heddle::differential
