#include "tools/default_strategy.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "tools/subject.hpp"

namespace heddle::tools {
namespace {

TEST_CASE(
    "where the memory for traces is used up, and that for states, the default goes on by chance") {
  Subject subject(HEDDLE_SOURCE_DIR "/scenarios/counts/lastzero-15.json");
  ExploreOptions options;
  options.settings = subject.scenario.settings;
  options.time_limit = std::chrono::milliseconds(400);
  options.memory_limit = 1;
  const Exploration exploration = explore_by_default(subject, options, {});
  CHECK(exploration.scheduler == "dpor+random");
  CHECK(exploration.how.starts_with("the search did not finish within its memory ("));
  CHECK(exploration.report.ended == Ended::time);
  CHECK_FALSE(exploration.report.complete);
}

}  // namespace
}  // namespace heddle::tools
