// When a search over states stops, and what it keeps time for.

#include "sim/states/state_limits.hpp"

#include <doctest/doctest.h>

namespace heddle {
namespace {

TEST_CASE("a fifth of the time is kept for cycles, where there may be any") {
  ExploreOptions options;
  options.time_limit = std::chrono::hours(1);
  const auto stopped_after = [&options](double seconds, bool keeps_time) {
    StateLimits limits(options, seconds);
    limits.look(keeps_time);
    return std::pair{limits.stopped() == Ended::time, limits.is_out_of_time()};
  };
  CHECK(stopped_after(0.7 * 3600, true) == std::pair{false, false});
  CHECK(stopped_after(0.9 * 3600, false) == std::pair{false, false});
  // The search for states is over, that for cycles is not.
  CHECK(stopped_after(0.9 * 3600, true) == std::pair{true, false});
  CHECK(stopped_after(3601, true) == std::pair{true, true});
  CHECK(stopped_after(3601, false) == std::pair{true, true});
}

TEST_CASE("the first reason to stop stands, and an interruption ends everything") {
  ExploreOptions options;
  std::atomic<bool> stop{false};
  options.stop = &stop;
  StateLimits limits(options, 0);
  limits.look(false);
  CHECK_FALSE(limits.stopped());
  limits.stop(Ended::memory);
  limits.stop(Ended::executions);
  CHECK(limits.stopped() == Ended::memory);
  CHECK_FALSE(limits.is_out_of_time());
  StateLimits interrupted(options, 0);
  stop = true;
  interrupted.look(false);
  CHECK(interrupted.stopped() == Ended::interrupted);
  CHECK(interrupted.is_out_of_time());
  limits.look(false);
  CHECK(limits.stopped() == Ended::memory);
  CHECK(limits.is_out_of_time());
}

}  // namespace
}  // namespace heddle
