#include "tests/differential/against_exhaustive.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "tests/differential/engine_outcomes.hpp"
#include "tests/differential/trace_collector.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

constexpr std::uint64_t most_interleavings = 3'000;

// False if every interleaving counts as a trace of its own: see docs/schedulers.md. False also if
// main's end cuts threads off: the form leaves out the steps that commute with it, so several
// traces have one form.
bool has_one_form_for_each_trace(const Settings& settings) {
  const bool is_reduced = settings.time == TimeModel::unbounded ||
                          (settings.time == TimeModel::exact && settings.spurious_wakeups == 0);
  return is_reduced && settings.main_exit == MainExit::join;
}

// The known exception to "each trace once": see docs/schedulers.md.
bool has_block_with_a_branch(const nlohmann::json& part) {
  if (!part.is_structured()) return false;
  if (part.is_object() && part.contains("atomically")) {
    const std::string block = part["atomically"].dump();
    return block.find("\"if\"") != std::string::npos || block.find('[', 1) != std::string::npos;
  }
  return std::ranges::any_of(part, has_block_with_a_branch);
}

void check_same(const Report& report, Loaded& loaded, const Report& expected, Loaded& other) {
  CHECK(canonical_outcomes(report, loaded.program) == canonical_outcomes(expected, other.program));
  CHECK(bug_kinds(report) == bug_kinds(expected));
}

}  // namespace

Explored explore_traces(Loaded& loaded, std::unique_ptr<Scheduler> scheduler, std::uint64_t limit) {
  TraceCollector collector(std::move(scheduler));
  ExploreOptions options = loaded.options("dpor");
  options.execution_limit = limit;
  Explored explored{explore(loaded.program, collector, options), {}};
  explored.traces = std::move(collector.traces);
  return explored;
}

std::uint64_t scenarios_for_each_profile(std::uint64_t usual) {
  const char* const chosen = std::getenv("HEDDLE_SCENARIOS");
  return chosen == nullptr ? usual : std::strtoull(chosen, nullptr, 10);
}

Compared compare_reductions(const std::string& text, bool may_run_twice) {
  Loaded first(text);
  const Explored all = explore_traces(first, make_scheduler("exhaustive", 0), most_interleavings);
  Loaded second(text);
  const Explored once = explore_traces(second, make_scheduler("dpor", 0), 10 * most_interleavings);
  CHECK(once.report.blocked == 0);
  Compared compared{.interleavings = all.report.executions, .executions = once.report.executions};
  compared.is_truncated = all.report.truncated != 0;
  const bool was_enough = all.report.executions < most_interleavings;
  if (compared.is_truncated) {
    if (!was_enough) return compared;
    compared.is_decided = true;
    CHECK_FALSE(once.report.complete);
    check_same(once.report, second, all.report, first);
    return compared;
  }
  Loaded third(text);
  const Report states = third.explore("stateful");
  CHECK(states.complete);
  CHECK(once.report.complete);
  compared.is_decided = states.complete && once.report.complete;
  if (!all.report.complete) {
    check_same(once.report, second, states, third);
    return compared;
  }
  check_same(once.report, second, all.report, first);
  check_same(states, third, all.report, first);
  constexpr auto form = [](const auto& trace) -> const std::string& { return trace.first; };
  CHECK(std::ranges::equal(once.traces, all.traces, {}, form, form));
  compared.is_run_twice = has_one_form_for_each_trace(second.scenario.settings) &&
                          once.report.executions != all.traces.size();
  CHECK((may_run_twice || !compared.is_run_twice ||
         has_block_with_a_branch(nlohmann::json::parse(text))));
  return compared;
}

}  // namespace heddle::differential
