// What an exploration of C++ code found, as users get it.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/code/code_program.hpp"
#include "sim/code/environment.hpp"
#include "sim/code/exploration_of_code.hpp"
#include "sim/explain/schedule_text.hpp"
#include "sim/explain/trace_text.hpp"
#include "sim/explore/single_execution.hpp"
#include "sim/report/order_ignored.hpp"
#include "sim/report/report_json.hpp"
#include "sim/report/report_subject.hpp"
#include "sim/report/report_text.hpp"
#include "sim/report/schedule_display.hpp"
#include "sim/report/words.hpp"
#include "sim/search/follow_schedule.hpp"

namespace heddle::code {
namespace {

class CodeReportSubject final : public ReportSubject {
 public:
  explicit CodeReportSubject(const Subject& subject) : subject_(subject) {}

  const std::string& name() const override { return subject_.name; }
  const Texts& texts() const override { return *subject_.texts; }
  std::span<const Observed> observed() const override { return {}; }
  std::string replay_by_schedule(const std::string& argument) const override {
    return "HEDDLE_SCHEDULE=" + argument + " " + command_of_process();
  }
  std::optional<std::string> replay_by_seed(const std::optional<Draw>& draw,
                                            const std::string&) const override {
    if (!draw || !draw->seed) return std::nullopt;
    return "HEDDLE_EXECUTIONS=1 HEDDLE_SEED=" + std::to_string(*draw->seed) +
           " HEDDLE_STRATEGY=" + shell_word(draw->scheduler) + " " + command_of_process();
  }

 private:
  const Subject& subject_;
};

class SchedulesThemselves final : public ScheduleDisplay {
 public:
  ShownSchedule of_bug(const std::string&, const Finding& bug) override {
    return shown_itself(bug.schedule);
  }
  ShownSchedule of_warning(const std::string&, const Finding& warning) override {
    return shown_itself(warning.schedule);
  }
};

// A leak ends an execution as a misuse does, but is a kind of its own.
void tell_leaks_apart(Finding& finding) {
  if (finding.kind != "misuse" || !finding.message.starts_with(leak_mark)) return;
  finding.kind = "leak";
  finding.message.erase(0, leak_mark.size());
}

constexpr std::size_t lines_shown = 200;
constexpr std::size_t lines_shown_first = 40;

// The lines of a trace that fit on a few screens.
std::string folded(const std::string& trace) {
  std::vector<std::size_t> ends;
  for (std::size_t place = trace.find('\n'); place != std::string::npos;
       place = trace.find('\n', place + 1)) {
    ends.push_back(place + 1);
  }
  if (ends.size() <= lines_shown) return trace;
  const std::size_t hidden = ends.size() - lines_shown;
  return trace.substr(0, ends[lines_shown_first - 1]) + "... " + std::to_string(hidden) +
         " steps ...\n" + trace.substr(ends[lines_shown_first + hidden - 1]);
}

std::string traces_text(const std::vector<bug>& bugs) {
  std::string text;
  for (std::size_t number = 0; number < bugs.size(); ++number) {
    if (bugs[number].trace.empty()) continue;
    text += "\nBug " + std::to_string(number + 1) + ", step by step\n" + folded(bugs[number].trace);
  }
  return text;
}

}  // namespace

std::string ExplorationOfCode::trace_of(const std::string& schedule) {
  if (schedule.empty() || subject_->nondeterminism()) return {};
  const Schedule parsed = parse_schedule(schedule);
  subject_->stop = false;
  CodeProgram program(*subject_);
  SingleExecution execution(program, settings_for(parsed, settings_), subject_->hash, false);
  const std::string misfit = follow_schedule(execution, parsed, *subject_->texts).misfit;
  detail::running_thread = nullptr;
  program.show_sources();
  if (!misfit.empty()) {
    subject_->note(
        {.what = "the schedule of a bug that was found does not fit any more: " + misfit,
         .trace = trace_text(trace_lines(execution.world(), program, execution.times_ns()))});
  }
  return trace_text(
      trace_lines(execution.world(), program, execution.times_ns(), execution.cycle_begin()));
}

bug ExplorationOfCode::told(const Finding& finding) {
  bug made{.kind = finding.kind,
           .message = finding.message,
           .threads = finding.threads,
           .places = finding.at,
           .schedule = finding.schedule};
  if (finding.draw) made.seed = finding.draw->seed;
  return made;
}

std::optional<bug> ExplorationOfCode::nondeterminism() const {
  const auto& found = subject_->nondeterminism();
  if (!found) return std::nullopt;
  return bug{
      .kind = "nondeterminism",
      .message = "the code does not do the same when the same happens to it: " + found->what +
                 ". It may read the time, use addresses or random numbers, or keep "
                 "something from one execution to the next",
      .trace = found->trace};
}

report ExplorationOfCode::told(const Exploration& explored) {
  Exploration exploration = explored;
  // It is told once, with what differed.
  std::erase_if(exploration.report.bugs,
                [](const Finding& each) { return each.message == not_deterministic; });
  for (Finding& finding : exploration.report.bugs) tell_leaks_apart(finding);
  std::vector<std::string> weak_orders;
  for (const SiteId site : subject_->weak_orders()) {
    weak_orders.push_back(subject_->sites.name(site));
  }
  add_order_ignored(std::move(weak_orders), exploration.report);
  const Report& found = exploration.report;
  report made;
  for (const Finding& finding : found.bugs) made.bugs.push_back(told(finding));
  for (const Finding& finding : found.warnings) made.warnings.push_back(told(finding));
  for (const SeenOutcome& seen : found.outcomes) {
    outcome& entry = made.outcomes.emplace_back();
    entry.status = name(seen.outcome.status);
    for (const TextId line : seen.outcome.output) {
      entry.output.emplace_back((*subject_->texts)[line]);
    }
    entry.executions = seen.executions;
    entry.schedule = seen.schedule;
  }
  made.complete = found.complete;
  made.executions = found.executions;
  made.steps = found.steps;
  made.left_early = subject_->left_early;
  made.verdict = name(found.verdict.kind);
  for (bug& each : made.bugs) each.trace = trace_of(each.schedule);

  Exploration shown = exploration;
  if (const auto unsteady = nondeterminism()) {
    made.bugs.insert(made.bugs.begin(), *unsteady);
    made.complete = false;
    made.verdict = name(VerdictKind::incomplete);
    shown.report.complete = false;
    shown.report.verdict = {.kind = VerdictKind::incomplete,
                            .count = shown.report.executions,
                            .unit = shown.report.unit};
    shown.report.bugs.insert(shown.report.bugs.begin(),
                             {.kind = unsteady->kind, .message = unsteady->message});
  }
  const CodeReportSubject subject(*subject_);
  SchedulesThemselves schedules;
  std::string json;
  for (const std::string& piece : exploration_json(subject, shown)) json += piece;
  report_access::set(
      made, exploration_text(subject, shown, Style(false), schedules) + traces_text(made.bugs),
      std::move(json));
  return made;
}

}  // namespace heddle::code
