#include "sim/report/report_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sim/report/outcome_text.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/time_name.hpp"
#include "sim/report/verdict_text.hpp"
#include "sim/report/words.hpp"

namespace heddle {
namespace {

constexpr std::size_t outcomes_shown = 20;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// Why an execution that was drawn by chance has no command that brings it back by a seed.
std::string no_seed_text(const Draw& draw) {
  return fmt::format("none: an execution of {} depends on those before, too", draw.scheduler);
}

std::string percentage(std::uint64_t part, std::uint64_t whole) {
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (percent < 0.05) return "<0.1 %";
  if (part < whole && percent >= 99.95) return ">99.9 %";
  return fmt::format("{:.1f} %", percent);
}

std::string bugs_in_short(const Report& report, const Style& style) {
  if (!report.bugs.empty()) return style.red(counted(report.bugs.size(), "bug"));
  if (report.verdict.bound) {
    return style.green("no bug with at most " + bound_text(*report.verdict.bound));
  }
  return report.complete ? style.green("no bugs") : style.yellow("no bugs found");
}

// The commands that bring the execution back, a line each.
std::string replay_lines(const ReportSubject& subject, const Finding& finding,
                         ScheduleDisplay& schedules) {
  const ShownSchedule schedule = schedules.of_bug(subject.name(), finding);
  std::string text = fmt::format("  schedule  {}\n", schedule.text);
  const auto by_seed = subject.replay_by_seed(finding.draw, finding.schedule);
  if (finding.draw) {
    text += fmt::format("  seed      {}\n", by_seed ? std::to_string(*finding.draw->seed)
                                                    : no_seed_text(*finding.draw));
  }
  text += fmt::format("  again by  {}\n", subject.replay_by_schedule(schedule.argument));
  if (by_seed) text += fmt::format("  or by     {}\n", *by_seed);
  return text;
}

std::string bug_text(const ReportSubject& subject, const Finding& finding,
                     std::uint64_t of_executions, ScheduleDisplay& schedules) {
  std::string text = fmt::format("  {}\n", message_text(finding.message));
  if (!finding.threads.empty()) text += fmt::format("  threads   {}\n", joined(finding.threads));
  if (!finding.at.empty()) text += fmt::format("  at        {}\n", joined(finding.at));
  if (of_executions > 0 && finding.executions > 0) {
    text += fmt::format("  seen in   {} of {}\n", grouped(finding.executions),
                        counted(of_executions, "execution"));
  }
  if (!finding.schedule.empty()) text += replay_lines(subject, finding, schedules);
  return text;
}

using Outcomes = std::vector<const SeenOutcome*>;

// The schedulers that drew any of the outcomes.
std::vector<std::string> samplers_of(const Outcomes& outcomes) {
  std::vector<std::string> samplers;
  for (const SeenOutcome* const seen : outcomes) {
    if (!seen->draw || std::ranges::count(samplers, seen->draw->scheduler) != 0) continue;
    samplers.push_back(seen->draw->scheduler);
  }
  return samplers;
}

std::string seed_cell(const SeenOutcome& seen, bool names_scheduler) {
  if (!seen.draw) return {};
  std::string seed = seen.draw->seed ? std::to_string(*seen.draw->seed) : "none";
  return names_scheduler ? seen.draw->scheduler + " " + seed : seed;
}

// How to use a seed of the table: an example for each scheduler that drew.
std::string seeds_legend(const ReportSubject& subject, const Outcomes& outcomes) {
  std::string text;
  for (const std::string& sampler : samplers_of(outcomes)) {
    const SeenOutcome& seen = **std::ranges::find_if(outcomes, [&](const SeenOutcome* each) {
      return each->draw && each->draw->scheduler == sampler;
    });
    const auto command = subject.replay_by_seed(seen.draw, seen.schedule);
    text += command ? fmt::format("  seed {} again by  {}\n", *seen.draw->seed, *command)
                    : fmt::format("  seed {}\n", no_seed_text(*seen.draw));
  }
  return text;
}

// "14 (2 alone)".
std::string count_text(const Brought::Count& count) {
  return count.alone == 0 ? grouped(count.all)
                          : fmt::format("{} ({} alone)", grouped(count.all), grouped(count.alone));
}

// What each strategy brought, if several took part.
std::string brought_text(const std::vector<Brought>& list) {
  if (list.empty()) return {};
  using enum TextTable::Align;
  TextTable table({left, right, right, right, right});
  table.add_row({"strategy", "executions", "outcomes", "orders", "bugs"});
  for (const Brought& brought : list) {
    table.add_row({brought.strategy, grouped(brought.executions), count_text(brought.outcomes),
                   brought.orders ? count_text(*brought.orders) : "-", count_text(brought.bugs)});
  }
  return table.text(2, true);
}

}  // namespace

std::string bugs_text(const ReportSubject& subject, std::span<const Finding> bugs,
                      std::uint64_t of_executions, const Style& style, ScheduleDisplay& schedules) {
  std::string text;
  for (std::size_t number = 0; number < bugs.size(); ++number) {
    text +=
        fmt::format("\n{}\n", style.red(fmt::format("Bug {}: {}", number + 1, bugs[number].kind)));
    text += bug_text(subject, bugs[number], of_executions, schedules);
  }
  return text;
}

std::string warnings_text(const ReportSubject& subject, std::span<const Finding> warnings,
                          const Style& style, ScheduleDisplay& schedules) {
  if (warnings.empty()) return {};
  std::string text = fmt::format("\n{}\n", style.bold("Warnings (they fail nothing)"));
  for (const Finding& warning : warnings) {
    text += fmt::format("  {}: {}\n", style.yellow(warning.kind), message_text(warning.message));
    if (!warning.schedule.empty()) {
      const auto schedule = schedules.of_warning(subject.name(), warning);
      text += fmt::format("    shown by  {}\n", subject.replay_by_schedule(schedule.argument));
    } else if (!warning.at.empty()) {
      text += fmt::format("    at        {}\n", printable(joined(warning.at)));
    }
    if (const auto by_seed = subject.replay_by_seed(warning.draw, warning.schedule)) {
      text += fmt::format("    or by     {}\n", *by_seed);
    }
  }
  return text;
}

std::string outcomes_text(const ReportSubject& subject, std::span<const SeenOutcome> outcomes,
                          const OutcomeCounts& counts, const Style& style) {
  if (outcomes.empty()) return {};
  std::vector<const SeenOutcome*> sorted;
  std::uint64_t all = 0;
  for (const SeenOutcome& seen : outcomes) {
    sorted.push_back(&seen);
    all += seen.executions;
  }
  std::ranges::stable_sort(sorted, std::ranges::greater{}, &SeenOutcome::executions);
  const std::size_t hidden = sorted.size() - std::min(sorted.size(), outcomes_shown);
  sorted.resize(sorted.size() - hidden);

  std::vector<const Outcome*> shown;
  for (const SeenOutcome* seen : sorted) shown.push_back(&seen->outcome);
  const OutputColumn output(subject, shown);
  using enum TextTable::Align;
  TextTable table({right, right, right, left, left, left});
  const std::vector<std::string> samplers = samplers_of(sorted);
  table.add_row({counts.noun, "share", "seed", "status", "values", "output"});
  for (const SeenOutcome* seen : sorted) {
    table.add_row({grouped(seen->executions),
                   counts.has_shares ? percentage(seen->executions, all) : "",
                   seed_cell(*seen, samplers.size() > 1), std::string(name(seen->outcome.status)),
                   values_text(subject, seen->outcome.values), output.text(seen->outcome)});
  }
  std::string heading = counted(outcomes.size(), "distinct outcome");
  if (outcomes.size() == 1) heading = "The one outcome";
  if (outcomes.size() > 1 && counts.has_shares) heading += ", the most frequent first";
  std::string text = fmt::format("\n{}\n{}", style.bold(heading), table.text(2, true));
  if (hidden > 0) {
    text += fmt::format("  ... and {} more (--format json shows all)\n", grouped(hidden));
  }
  text += seeds_legend(subject, sorted);
  const std::string legend = output.legend();
  if (!legend.empty()) text += "\n  where\n" + legend;
  return text;
}

std::string coverage_text(const Report& report) {
  if (report.complete) return "every behaviour was covered";
  switch (report.ended) {
    case Ended::nothing_left:
      if (report.verdict.bound) {
        return "everything with at most " + bound_text(*report.verdict.bound) + " was covered";
      }
      return report.truncated > 0
                 ? fmt::format("not everything was covered: {} cut off at the limit on steps",
                               counted(report.truncated, "execution"))
                 : "not everything was covered";
    case Ended::executions:
      return "not everything was covered: the number of executions was used up";
    case Ended::time:
      return "not everything was covered: the time was used up";
    case Ended::first_failure:
      return "stopped at the first bug";
    case Ended::interrupted:
      return "interrupted before everything was covered";
    case Ended::steps:
      return "not everything was covered: an execution reached the limit on steps";
    case Ended::memory:
      return "undecided: the memory was used up; --memory, or the scheduler's parameter memory, "
             "gives it more";
  }
  return {};
}

std::string exploration_text(const ReportSubject& subject, const Exploration& exploration,
                             const Style& style, ScheduleDisplay& schedules) {
  const Report& report = exploration.report;
  std::string text = fmt::format(
      "{}: {}, {}; {}\n", style.bold(heading_text(subject.name())), bugs_in_short(report, style),
      counted(report.distinct_outcomes(), "distinct outcome"), coverage_text(report));
  text += fmt::format("  {}\n", verdict_text(report));
  text += fmt::format("  {}", counted(report.executions, "execution"));
  if (report.blocked > 0) text += fmt::format(" (and {} given up as redundant)", report.blocked);
  text += fmt::format(" by {}, time {}, {}\n", exploration.scheduler,
                      time_name(exploration.settings), seconds_text(report.seconds));
  if (report.states > 0) {
    text +=
        fmt::format("  {}, {}, {:.0f} bytes a state\n", counted(report.states, "state"),
                    counted(report.transitions, "transition"),
                    static_cast<double>(report.state_bytes) / static_cast<double>(report.states));
  }
  text += style.dim(fmt::format("  {}", exploration.how)) + "\n";
  text += brought_text(exploration.brought);
  text += bugs_text(subject, report.bugs, report.executions, style, schedules);
  text += outcomes_text(subject, report.outcomes,
                        {.noun = "executions", .has_shares = !report.counts_ends}, style);
  if (!report.counted_outcomes.empty()) {
    text += fmt::format("  ... and {} that {} counted only (--outcomes N keeps more)\n",
                        counted(report.counted_outcomes.size(), "outcome"),
                        report.counted_outcomes.size() == 1 ? "is" : "are");
  }
  text += warnings_text(subject, report.warnings, style, schedules);
  return text;
}

}  // namespace heddle
