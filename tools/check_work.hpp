#pragma once
// Checking scenarios against what they expect, several at the same time.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sim/explore/report.hpp"
#include "tools/exploration.hpp"
#include "tools/options.hpp"

namespace heddle::tools {

enum class CheckVerdict : std::uint8_t {
  passed,
  failed,
  undecided,
  bad_input,  // not a scenario
  skipped,    // not looked at any more
};

struct CheckResult {
  CheckVerdict verdict = CheckVerdict::skipped;
  std::string file;
  std::string scenario;
  bool has_expectations = false;
  std::vector<std::string> reasons;  // expectations that are not met, or errors in the file
  std::vector<Finding> warnings;     // they fail nothing
  Report report;                     // without its outcomes
  std::size_t distinct_outcomes = 0;
};

// All scenarios among `paths`. A file stands for itself, a folder for all the .json files below it
// except schemas; sorted within each folder. Throws UsageError if there is none.
std::vector<std::string> scenario_files(const std::vector<std::string>& paths);

struct CheckRequest {
  std::optional<TimeChoice> time;
  ThreadKind threads = ThreadKind::calls;
  ExplorationRequest exploration;
  unsigned jobs = 1;
  bool fail_fast = false;       // skip the rest after the first failure
  bool requires_proof = false;  // a pass without a proof is undecided
};

// Checks `files` and hands over the results in the order of the files, on the calling thread.
void check_files(const std::vector<std::string>& files, const CheckRequest& request,
                 const std::function<void(const CheckResult&)>& take);

}  // namespace heddle::tools
