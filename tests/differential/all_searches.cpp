#include "tests/differential/all_searches.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bitset>
#include <cstdlib>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "scheduler/dpor/dpor.hpp"
#include "scheduler/registry.hpp"
#include "sim/explore/parallel_search.hpp"
#include "sim/model/assertion.hpp"
#include "sim/states/state_search.hpp"
#include "tests/differential/trace_collector.hpp"
#include "tests/explore/comparable_report.hpp"

namespace heddle::differential {
namespace {

constexpr std::uint64_t most_executions = 50'000;

ExploreOptions options_of(const Settings& settings, std::string_view spec) {
  const Strategy& strategy = find_strategy(spec.substr(0, spec.find(':')));
  ExploreOptions options;
  options.settings = settings;
  options.strategy_is_complete = strategy.complete;
  options.bound_noun = strategy.bound_noun;
  options.execution_limit = most_executions;
  return options;
}

// Which bugs there are, and where; but for races, of which an execution shows those that it comes
// upon first, and waits.
std::set<std::string> bugs_of(const Report& report) {
  std::set<std::string> bugs;
  for (const Finding& bug : report.bugs) {
    std::string text = bug.kind;
    if (bug.kind != "data-race" && bug.kind != "deadlock") {
      for (const std::string& at : bug.at) text += ", " + at;
    }
    bugs.insert(text);
  }
  return bugs;
}

std::set<std::string> outcomes_of(const Report& report, const Texts& texts) {
  std::set<std::string> outcomes;
  for (const SeenOutcome& seen : report.outcomes) {
    std::string text(name(seen.outcome.status));
    for (const TextId line : seen.outcome.output) text += "|" + std::string(texts[line]);
    for (const Value& value : seen.outcome.values) text += " " + std::to_string(value.bits);
    outcomes.insert(text);
  }
  return outcomes;
}

struct Searched {
  Report report;
  std::set<std::string> outcomes;
  std::map<std::string, int> traces;
};

Searched search(const Subject& subject, ThreadKind threads, std::string_view spec,
                std::unique_ptr<Scheduler> scheduler, std::uint64_t limit = most_executions) {
  const std::unique_ptr<Program> program = subject.make();
  Settings settings = subject.settings;
  settings.threads = threads;
  ExploreOptions options = options_of(settings, spec);
  options.execution_limit = limit;
  TraceCollector collector(std::move(scheduler));
  Searched searched{explore(*program, collector, options), {}, {}};
  searched.traces = std::move(collector.traces);
  searched.outcomes = outcomes_of(searched.report, program->texts());
  return searched;
}

Searched search(const Subject& subject, ThreadKind threads, std::string_view spec) {
  return search(subject, threads, spec, make_scheduler(spec, 0));
}

std::string divided(const Subject& subject, std::string_view spec, unsigned jobs) {
  std::vector<SearchPart> parts;
  parts.push_back({.scheduler = spec == "dpor" ? make_generous_dpor() : make_scheduler(spec, 0),
                   .executions_left = {}});
  const Report report =
      search_in_parallel(subject.make, std::move(parts), options_of(subject.settings, spec),
                         {.jobs = jobs, .splits = true});
  return tests::comparable(report, subject.make()->texts());
}

std::string undivided(const Subject& subject, std::string_view spec) {
  const std::unique_ptr<Program> program = subject.make();
  const auto scheduler = make_scheduler(spec, 0);
  const Report report = explore(*program, *scheduler, options_of(subject.settings, spec));
  return tests::comparable(report, program->texts());
}

constexpr auto form_of = [](const auto& trace) -> const std::string& { return trace.first; };

void check_same(const Searched& searched, const Searched& expected) {
  CHECK(searched.report.complete);
  CHECK(searched.outcomes == expected.outcomes);
  CHECK(bugs_of(searched.report) == bugs_of(expected.report));
}

void compare_states(const Subject& subject, const Searched& expected) {
  const std::unique_ptr<Program> program = subject.make();
  ExploreOptions options = options_of(subject.settings, "exhaustive");
  options.execution_limit.reset();
  Searched states{explore_states(*program, options, std::size_t{1} << 28U), {}, {}};
  states.outcomes = outcomes_of(states.report, program->texts());
  check_same(states, expected);
}

}  // namespace

Agreement compare_all_searches(const Subject& subject, std::uint64_t most_interleavings) {
  const Searched all = search(subject, ThreadKind::fibers, "exhaustive",
                              make_scheduler("exhaustive", 0), most_interleavings);
  Agreement agreement{.report = all.report,
                      .is_decided = all.report.complete,
                      .traces = all.traces.size(),
                      .bugs = bugs_of(all.report),
                      .outcomes = all.outcomes};
  if (!agreement.is_decided) return agreement;
  std::vector<ThreadKind> kinds{ThreadKind::fibers};
  const bool has_calls = subject.make()->stepped() != nullptr;
  if (has_calls) kinds.push_back(ThreadKind::calls);
  for (const ThreadKind threads : kinds) {
    CAPTURE(static_cast<int>(threads));
    const Searched once = search(subject, threads, "dpor");
    check_same(once, all);
    CHECK(once.report.blocked == 0);
    CHECK(std::ranges::equal(once.traces, all.traces, {}, form_of, form_of));
    if (subject.settings.main_exit == MainExit::join) {
      CHECK(once.report.executions == all.traces.size());
    }
    agreement.executions = once.report.executions;
    for (const char* const spec : {"preemptions:bound=100", "delays:bound=100", "exhaustive"}) {
      CAPTURE(spec);
      check_same(search(subject, threads, spec), all);
    }
  }
  for (const char* const spec : {"exhaustive", "dpor"}) {
    CAPTURE(spec);
    CHECK(divided(subject, spec, 2) == undivided(subject, spec));
  }
  if (has_calls) compare_states(subject, all);
  return agreement;
}

std::uint64_t programs_for_each_test(std::uint64_t usual) {
  const char* const chosen = std::getenv("HEDDLE_PROGRAMS");
  return chosen == nullptr ? usual : std::strtoull(chosen, nullptr, 10);
}

bool is_row_needed(const Subject& subject, std::size_t row) {
  const Searched all =
      search(subject, ThreadKind::fibers, "exhaustive", make_scheduler("exhaustive", 0), 500);
  if (!all.report.complete) return false;
  std::bitset<rows> dropped;
  dropped.set(row);
  try {
    const Searched once =
        search(subject, ThreadKind::fibers, "dpor", make_faulty_dpor(dropped), 3'000);
    return !std::ranges::equal(once.traces, all.traces, {}, form_of, form_of);
  } catch (const BrokenAssertion&) {
    return true;  // it noticed that itself
  }
}

}  // namespace heddle::differential
