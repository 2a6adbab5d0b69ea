#include "tools/default_strategy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "sim/explore/report_merge.hpp"
#include "tools/verdict_text.hpp"
#include "tools/words.hpp"

namespace heddle::tools {
namespace {

constexpr const char* searching = "dpor";
constexpr const char* sampling = "random";
constexpr const char* searching_states = "stateful";

// The search for everything gets this part of the budget; where that is not enough, going on in
// depth-first order would only show more of the same corner, and chance sees more.
constexpr std::uint64_t part_for_searching = 2;  // one half

double in_seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::chrono::nanoseconds in_nanoseconds(double seconds) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

// What of `options` is left after the report, and so many seconds more.
ExploreOptions rest_of(ExploreOptions options, const Report& used, double more_seconds) {
  if (options.execution_limit) {
    *options.execution_limit -= std::min(*options.execution_limit, used.executions + used.blocked);
  }
  if (options.time_limit) {
    *options.time_limit -=
        std::min(*options.time_limit, in_nanoseconds(used.seconds + more_seconds));
  }
  return options;
}

// Where interleavings meet again, or threads loop without a bound, there are fewer states than
// executions, and a search over them may finish where one over executions does not. So it is tried
// again and again while that one waits, for half as long as that one has taken, or for as long as
// it is likely to need where the other one is lost: what either can do is done within a few times
// as long as it needs for it.
class StateSearches final : public Interlude {
 public:
  StateSearches(Subject& subject, const ExploreOptions& options, const SearchWays& ways)
      : subject_(subject), options_(options), ways_(ways) {
    if (options.time_limit && !options.execution_limit) {
      most_in_between_ = in_seconds(*options.time_limit) / part_in_between;
    }
  }

  bool is_due(std::uint64_t executions, double seconds) override {
    if (seconds_ >= most_in_between_) return false;
    if (executions < next_executions_ && seconds < next_seconds_) return false;
    next_executions_ = std::max(next_executions_, 2 * executions);
    next_seconds_ = std::max(next_seconds_, 2 * seconds);
    return true;
  }

  bool play(const Report& so_far) override {
    double seconds = so_far.seconds / 2;
    if (found_ && found_->estimate && is_lost(so_far)) {
      seconds = std::max(seconds, 2 * found_->estimate->seconds);
    }
    seconds = std::min(seconds, most_in_between_ - seconds_);
    if (ways_.checkpoint != nullptr) seconds = std::min(seconds, most_to_lose);
    const bool is_worth_it =
        seconds < of_no_account || (!is_nearly_over(so_far, seconds) && !is_hopeless(seconds));
    return is_worth_it && search(in_nanoseconds(seconds), nullptr);
  }

  // Searches for so long, unless that was not enough before, and nothing is kept that it could go
  // on from. Whether all that was to be found was.
  bool search(std::chrono::nanoseconds time, Checkpoint* checkpoint) {
    if (time <= longest_ && checkpoint == nullptr) return false;
    longest_ = std::max(longest_, time);
    ExploreOptions options = options_;
    options.time_limit = time;
    SearchWays ways = ways_;
    ways.checkpoint = checkpoint;
    found_ = explore_by_strategy(subject_, searching_states, options, ways);
    seconds_ += found_->seconds;
    return is_enough();
  }

  bool is_enough() const {
    return found_ && (found_->complete || found_->ended == Ended::first_failure);
  }
  // What the last one found; nullopt: there was none.
  std::optional<Report>& found() { return found_; }
  // That all of them took.
  double seconds() const { return seconds_; }

 private:
  // What is explored in a moment is explored as it always is, however slow the machine.
  static constexpr std::uint64_t first_executions = 16'384;
  static constexpr double first_seconds = 1;
  // The part of the budget for all searches in between: one quarter.
  static constexpr double part_in_between = 4;
  // Nothing of a search in between is in a checkpoint.
  static constexpr double most_to_lose = 5;
  // So little is tried anyhow.
  static constexpr double of_no_account = 0.05;
  // What is likely to need so many times as long as it gets is not tried.
  static constexpr double too_long = 4;

  // Not where that was said the last time, and has not come true since.
  bool is_nearly_over(const Report& so_far, double seconds) {
    const bool seems_so = so_far.estimate && so_far.estimate->seconds_left() < seconds;
    seemed_nearly_over_ = seems_so && !seemed_nearly_over_;
    return seemed_nearly_over_;
  }
  // It would not come to an end within the budget.
  bool is_lost(const Report& so_far) const {
    return so_far.estimate && so_far.estimate->seconds > in_seconds(*options_.time_limit);
  }
  bool is_hopeless(double seconds) const {
    return found_ && found_->estimate && found_->estimate->seconds > too_long * seconds;
  }

  Subject& subject_;
  const ExploreOptions options_;
  const SearchWays ways_;
  double most_in_between_ = 0;  // seconds
  std::uint64_t next_executions_ = first_executions;
  double next_seconds_ = first_seconds;
  double seconds_ = 0;
  std::chrono::nanoseconds longest_{0};
  bool seemed_nearly_over_ = false;
  std::optional<Report> found_;
};

// Whether there was more to search than the budget, or the memory, would do.
bool was_too_much(Ended ended) {
  return ended == Ended::executions || ended == Ended::time || ended == Ended::memory;
}

// What the last search over states found, and how long it took to come to that. With what the
// search over traces warned of before: of warnings, one over states sees no more than the
// executions show that it has one of for each outcome.
Exploration by_states(StateSearches& states, const Report& by_traces,
                      const ExploreOptions& options) {
  Report report = *std::move(states.found());
  report.seconds = by_traces.seconds + states.seconds();
  for (const Finding& warning : by_traces.warnings) {
    const auto known = std::ranges::find(report.warnings, warning.key, &Finding::key);
    if (known == report.warnings.end()) report.warnings.push_back(warning);
  }
  return {.report = std::move(report),
          .settings = options.settings,
          .scheduler = searching_states,
          .how = "every state once, as there are too many traces, or too long ones: the default"};
}

Exploration by_traces(Report report, const ExploreOptions& options) {
  return {.report = std::move(report),
          .settings = options.settings,
          .scheduler = searching,
          .how = "one interleaving of each set of equivalent ones: the default"};
}

// Samples for what is left of the budget.
Exploration by_chance(Subject& subject, Report report, StateSearches& states,
                      const ExploreOptions& options, const SearchWays& ways) {
  const char* const used_up = report.ended == Ended::memory ? "its memory" : "half of the budget";
  std::string searched = counted(report.executions, report.unit);
  if (report.estimate) searched += ", " + estimate_text(*report.estimate);
  const ExploreOptions rest = rest_of(options, report, states.seconds());
  if (rest.execution_limit && *rest.execution_limit == 0) {
    return by_traces(std::move(report), options);
  }
  Exploration exploration{
      .report = std::move(report), .settings = options.settings, .scheduler = searching, .how = {}};
  if (states.found()) {
    exploration.scheduler += std::string("+") + searching_states;
    merge(exploration.report, *std::move(states.found()));
  }
  exploration.scheduler += std::string("+") + sampling;
  merge(exploration.report, explore_by_strategy(subject, sampling, rest, ways));
  exploration.how = fmt::format(
      "the search did not finish within {} ({}); the rest was sampled at random from seed {}",
      used_up, searched, ways.seed);
  return exploration;
}

}  // namespace

Exploration explore_by_default(Subject& subject, const ExploreOptions& options,
                               const SearchWays& ways) {
  StateSearches states(subject, options, ways);
  ExploreOptions first = options;
  if (first.execution_limit) {
    *first.execution_limit = (*first.execution_limit + part_for_searching - 1) / part_for_searching;
  }
  if (first.time_limit) *first.time_limit /= part_for_searching;
  first.stop_at_step_limit = true;
  first.interlude = &states;
  Report report = explore_by_strategy(subject, searching, first, ways);
  if (states.is_enough()) return by_states(states, report, options);
  const Ended ended = report.ended;
  const bool may_have_fewer_states = ended == Ended::steps || was_too_much(ended);
  if (may_have_fewer_states && options.time_limit && !options.execution_limit) {
    const ExploreOptions rest = rest_of(options, report, states.seconds());
    if (states.search(*rest.time_limit / part_for_searching, ways.checkpoint)) {
      return by_states(states, report, options);
    }
    if (states.found() && states.found()->ended == Ended::interrupted) {
      merge(report, *std::move(states.found()));
      return by_traces(std::move(report), options);
    }
  }
  if (ended == Ended::steps) {
    first.stop_at_step_limit = false;
    first.interlude = nullptr;
    report = explore_by_strategy(subject, searching, first, ways);
  }
  if (!was_too_much(report.ended)) return by_traces(std::move(report), options);
  return by_chance(subject, std::move(report), states, options, ways);
}

}  // namespace heddle::tools
