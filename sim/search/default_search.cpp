#include "sim/search/default_search.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "sim/explore/memory_gauge.hpp"
#include "sim/explore/report_merge.hpp"
#include "sim/search/memory_share.hpp"
#include "sim/search/state_searches.hpp"
#include "sim/search/turns_in_between.hpp"
#include "sim/states/state_search.hpp"

namespace heddle {
namespace {

constexpr const char* searching = "dpor";
constexpr const char* searching_states = "stateful";

// The search for everything gets this part of the budget; where that is not enough, going on in
// depth-first order would only show more of the same corner, and chance sees more.
constexpr std::uint64_t part_for_searching = 2;  // one half

// Whether there was more to search than the budget, or the memory, would do.
bool was_too_much(Ended ended) {
  return ended == Ended::executions || ended == Ended::time || ended == Ended::memory;
}

// Whether the search over traces had a chance to use up its part.
bool was_cut_short(Ended ended) {
  return ended == Ended::first_failure || ended == Ended::interrupted;
}

// Of the samples alone; nullopt: there are none.
std::optional<Verdict> verdict_of_samples(const std::vector<TurnReport>& reports) {
  for (const TurnReport& each : reports) {
    if (each.report.verdict.kind == VerdictKind::sampled) return each.report.verdict;
  }
  return std::nullopt;
}

DefaultResult by_traces(Report report) {
  return {.report = std::move(report), .course = DefaultCourse::traces, .scheduler = searching};
}

class DefaultSearch final : public Interlude {
 public:
  DefaultSearch(const MakeProgram& make_program, const ExploreOptions& options,
                const SearchWays& ways)
      : make_program_(make_program),
        options_(options),
        ways_(ways),
        states_(make_program, options, ways),
        turns_(make_program, options, ways),
        has_states_(has_states(*make_program(), options.settings)),
        tries_states_(has_states_) {}

  DefaultResult explore() {
    Report report = search_traces(true);
    if (states_.is_enough()) return by_states(report);
    if (is_at_end(report)) return by_all(std::move(report));
    const bool may_have_fewer_states = report.ended == Ended::steps || was_too_much(report.ended);
    if (has_states_ && may_have_fewer_states && options_.time_limit && !options_.execution_limit) {
      if (search_states(report)) return by_states(report);
      if (states_.found() && states_.found()->ended == Ended::interrupted) {
        return by_all(std::move(report));
      }
    }
    if (report.ended == Ended::steps) {
      tries_states_ = false;
      report = search_traces(false);
      if (is_at_end(report)) return by_all(std::move(report));
    }
    if (!was_too_much(report.ended)) return by_traces(std::move(report));
    turns_.play_rest(report.executions + report.blocked, report.seconds);
    return by_all(std::move(report));
  }

  // In between, while the search over traces waits.

  bool is_due(std::uint64_t executions, double seconds) override {
    turns_are_due_ = turns_.is_due(executions, seconds);
    states_are_due_ = tries_states_ && states_.is_due(executions, seconds);
    return turns_are_due_ || states_are_due_;
  }

  bool play(const Report& so_far) override {
    if (turns_are_due_ && turns_.play(so_far)) return true;
    if (!states_are_due_) return false;
    const double before = states_.seconds();
    const bool is_enough = states_.play(so_far);
    turns_.add_seconds(states_.seconds() - before);
    return is_enough;
  }

 private:
  Report search_traces(bool stops_at_step_limit) {
    ExploreOptions first = options_;
    SearchWays ways = ways_;
    limit_to_share(MemoryShare::traces, first, ways);
    if (first.execution_limit) {
      *first.execution_limit =
          (*first.execution_limit + part_for_searching - 1) / part_for_searching;
    }
    if (first.time_limit) *first.time_limit /= part_for_searching;
    first.stop_at_step_limit = stops_at_step_limit;
    first.interlude = this;
    return explore_by_strategy(make_program_, searching, first, ways);
  }

  // Whether nothing else is to be done: a budget is used up, there is a bug and one is enough, or
  // somebody asked to stop.
  bool is_at_end(const Report& report) const {
    if (turns_.ended()) return true;
    return turns_.executions() > 0 &&
           (report.ended == Ended::first_failure || report.ended == Ended::interrupted);
  }

  // In half of what is left of the time. Whether that was enough.
  bool search_states(const Report& by_traces) {
    const double before = states_.seconds();
    const double used = by_traces.seconds + before + turns_.seconds();
    const std::chrono::nanoseconds rest =
        *options_.time_limit - std::chrono::nanoseconds(static_cast<std::int64_t>(used * 1e9));
    // Where outcomes take so much that a search over states could not have its share, it would use
    // up the rest, and nothing would be left for those that take turns.
    const bool has_memory =
        options_.memory == nullptr ||
        options_.memory->left() >= bytes_of(MemoryShare::states_alone, options_, ways_);
    const bool is_enough = has_memory && rest.count() > 0 &&
                           states_.search(rest / part_for_searching, ways_.checkpoint);
    turns_.add_seconds(states_.seconds() - before);
    return is_enough;
  }

  // What the last search over states found, and how long it took to come to that. With what the
  // search over traces warned of before: of warnings, one over states sees no more than the
  // executions show that it has one of for each outcome.
  DefaultResult by_states(const Report& by_traces) {
    Report report = *std::move(states_.found());
    report.seconds = by_traces.seconds + states_.seconds() + turns_.seconds();
    for (const Finding& warning : by_traces.warnings) {
      const auto known = std::ranges::find(report.warnings, warning.key, &Finding::key);
      if (known == report.warnings.end()) report.warnings.push_back(warning);
    }
    return {.report = std::move(report),
            .course = DefaultCourse::states,
            .scheduler = searching_states};
  }

  // All that was found by whoever took part.
  DefaultResult by_all(Report by_traces) {
    const Ended ended = turns_.ended().value_or(by_traces.ended);
    const double seconds = by_traces.seconds + states_.seconds() + turns_.seconds();
    DefaultResult result{.report = {}, .course = DefaultCourse::turns, .scheduler = searching};
    const Ended used_up = by_traces.ended == Ended::memory ? Ended::memory : Ended::time;
    result.traces = {.used_up = was_cut_short(ended) ? ended : used_up,
                     .executions = by_traces.executions,
                     .unit = by_traces.unit,
                     .estimate = by_traces.estimate};
    std::vector<TurnReport> all = turns_.take_reports();
    std::erase_if(all, [](const TurnReport& each) {
      return each.report.executions + each.report.blocked == 0;
    });
    if (states_.found()) {
      all.insert(all.begin(),
                 {.name = searching_states, .report = *std::move(states_.found()), .orders = {}});
    }
    all.insert(all.begin(), {.name = searching, .report = std::move(by_traces), .orders = {}});
    if (all.size() > 1) result.brought = brought_by(all);
    const std::optional<Verdict> by_chance = verdict_of_samples(all);
    result.report = std::move(all.front().report);
    std::vector<Report> others;
    for (std::size_t place = 1; place < all.size(); ++place) {
      result.scheduler += "+" + all[place].name;
      others.push_back(std::move(all[place].report));
    }
    merge(result.report, std::move(others));
    result.report.ended = ended;
    result.report.seconds = seconds;
    result.report.verdict = verdict_of(result.report);
    // What others showed depends on what the samples showed, so it makes their guarantee no better.
    if (by_chance && result.report.verdict.unseen) result.report.verdict.unseen = by_chance->unseen;
    return result;
  }

  const MakeProgram& make_program_;
  const ExploreOptions& options_;
  const SearchWays& ways_;
  StateSearches states_;
  TurnsInBetween turns_;
  const bool has_states_;
  bool tries_states_;
  bool turns_are_due_ = false;
  bool states_are_due_ = false;
};

}  // namespace

DefaultResult explore_by_default(const MakeProgram& make_program, const ExploreOptions& options,
                                 const SearchWays& ways) {
  return DefaultSearch(make_program, options, ways).explore();
}

}  // namespace heddle
