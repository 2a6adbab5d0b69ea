#pragma once
// A single execution brought back in a test, by a schedule or by a seed, in full.

#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "scheduler/registry.hpp"
#include "sim/explain/schedule_text.hpp"
#include "sim/explore/single_execution.hpp"
#include "sim/search/follow_schedule.hpp"
#include "tools/subject.hpp"

namespace heddle::tools::testing {

class FollowedExecution {
 public:
  FollowedExecution(Subject& subject, const Settings& settings)
      : texts_(*subject.scenario.texts),
        execution_(subject.program, settings, subject.scenario.hash,
                   subject.scenario.races_are_errors) {}

  // Whether the schedule fits, step by step; that of a livelock goes once round.
  bool follow(const std::string& schedule) {
    return follow_schedule(execution_, parse_schedule(schedule), texts_).misfit.empty();
  }
  void draw(const std::string& scheduler, std::uint64_t seed) {
    execution_.run(*make_scheduler(scheduler, seed), scheduler);
  }

  const SingleExecution& execution() const { return execution_; }
  // Whether it has this very finding.
  bool shows(const Finding& finding) const {
    const auto is_same = [&finding](const Finding& other) {
      return std::tie(other.kind, other.message, other.threads, other.at) ==
             std::tie(finding.kind, finding.message, finding.threads, finding.at);
    };
    return std::ranges::any_of(execution_.bugs(), is_same) ||
           std::ranges::any_of(execution_.warnings(), is_same);
  }
  bool shows(Outcome outcome, bool observes_output) const {
    const Outcome own = execution_.outcome();
    return own.status == outcome.status && own.values == outcome.values &&
           (!observes_output || own.output == outcome.output);
  }
  Simplicity simplicity() const {
    return {execution_.world().preemptions(), execution_.world().steps()};
  }

 private:
  const Texts& texts_;
  SingleExecution execution_;
};

}  // namespace heddle::tools::testing
