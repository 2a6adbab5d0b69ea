// heddle native: the scenario on real OS threads.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/report/report_json.hpp"
#include "sim/report/report_text.hpp"
#include "sim/report/words.hpp"
#include "tools/command.hpp"
#include "tools/native_runs.hpp"
#include "tools/options.hpp"
#include "tools/result_output.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {
namespace {

using native::RunnerReport;
using nlohmann::ordered_json;

std::vector<std::string> place_of(const Subject& subject, SiteId site) {
  if (site == no_site) return {};
  return {subject.program.site_name(site)};
}

// The option that raises the limit; empty if none does.
std::string_view raised_by(native::CutOff cut_off) {
  switch (cut_off) {
    case native::CutOff::steps:
      return "--run-steps";
    case native::CutOff::time:
      return "--run-timeout";
    case native::CutOff::memory:
      return "--memory";
    case native::CutOff::none:
    case native::CutOff::output:
    case native::CutOff::threads:
      return {};
  }
  return {};
}

std::string cut_off_text(const RunnerReport& report) {
  std::string text;
  for (std::size_t place = 0; place < report.cut_off.size(); ++place) {
    const auto cut_off = static_cast<native::CutOff>(place);
    if (report.cut_off[place] == 0) continue;
    text += fmt::format("  {} by {}", counted(report.cut_off[place], "run"), name(cut_off));
    if (!raised_by(cut_off).empty()) text += fmt::format("; {} raises it", raised_by(cut_off));
    text += '\n';
  }
  return text.empty() ? text : "\nCut off before their end\n" + text;
}

std::string report_text(const Subject& subject, const RunnerReport& report, const Style& style) {
  std::vector<SeenOutcome> outcomes;
  for (const NativeOutcome& each : native_outcomes(report)) {
    outcomes.push_back({.outcome = each.outcome, .executions = each.runs, .schedule = {}});
  }
  std::string text = fmt::format(
      "{}: {}, {} in {} on real threads{}, {}\n", style.bold(heading_text(subject.scenario.name)),
      report.bugs.empty() ? style.green("no bugs seen")
                          : style.red(counted(report.bugs.size(), "bug")),
      counted(outcomes.size(), "distinct outcome"), counted(report.runs, "run"),
      report.complete ? "" : " (fewer than asked for)", seconds_text(report.seconds));
  if (!report.refused.empty()) {
    text += fmt::format("  the system allows no more processes: {}\n", report.refused);
  }
  for (std::size_t number = 0; number < report.bugs.size(); ++number) {
    const native::CountedBug& bug = report.bugs[number];
    text += fmt::format("\n{}\n  {}\n",
                        style.red(fmt::format("Bug {}: {}", number + 1, heddle::name(bug.status))),
                        message_text(bug.message));
    if (!bug.thread.empty()) text += fmt::format("  thread    {}\n", bug.thread);
    for (const std::string& place : place_of(subject, bug.site)) {
      text += fmt::format("  at        {}\n", place);
    }
    text += fmt::format("  seen in   {} of {}\n", grouped(bug.runs), counted(report.runs, "run"));
  }
  text += outcomes_text(subject, outcomes, {.noun = "runs"}, style);
  if (!report.killed.empty()) text += "\nCut short by the end of main\n";
  for (const native::KilledThread& killed : report.killed) {
    text += fmt::format("  {} in {}\n", killed.name, counted(killed.runs, "run"));
  }
  return text + cut_off_text(report);
}

ordered_json cut_off_json(const RunnerReport& report) {
  ordered_json list = ordered_json::array();
  for (std::size_t place = 0; place < report.cut_off.size(); ++place) {
    const auto cut_off = static_cast<native::CutOff>(place);
    if (report.cut_off[place] == 0) continue;
    ordered_json entry{{"by", name(cut_off)}, {"runs", report.cut_off[place]}};
    if (!raised_by(cut_off).empty()) entry["raised_by"] = raised_by(cut_off);
    list.push_back(std::move(entry));
  }
  return list;
}

ordered_json report_json(const Subject& subject, const RunnerReport& report) {
  ordered_json outcomes = ordered_json::array();
  for (const NativeOutcome& each : native_outcomes(report)) {
    ordered_json entry = outcome_json(subject, each.outcome);
    entry["runs"] = each.runs;
    outcomes.push_back(std::move(entry));
  }
  ordered_json bugs = ordered_json::array();
  for (const native::CountedBug& bug : report.bugs) {
    std::vector<std::string> threads;
    if (!bug.thread.empty()) threads.push_back(bug.thread);
    bugs.push_back({{"kind", heddle::name(bug.status)},
                    {"message", bug.message},
                    {"threads", threads},
                    {"at", place_of(subject, bug.site)},
                    {"runs", bug.runs}});
  }
  ordered_json killed = ordered_json::array();
  for (const native::KilledThread& each : report.killed) {
    killed.push_back({{"thread", each.name}, {"runs", each.runs}});
  }
  return {{"scenario", subject.scenario.name},
          {"complete", report.complete},
          {"runs", report.runs},
          {"seconds", rounded_seconds(report.seconds)},
          {"outcomes", std::move(outcomes)},
          {"bugs", std::move(bugs)},
          {"killed", std::move(killed)},
          {"cut_off", cut_off_json(report)}};
}

class NativeCommand final : public Command {
 public:
  std::string name() const override { return "native"; }
  std::string about() const override {
    return "The scenario on real OS threads: how often each outcome is seen";
  }
  std::string examples() const override {
    return "Examples:\n"
           "  heddle native scenarios/bugs/lost-update.json\n"
           "  heddle native FILE --runs 10000 --jobs 4\n"
           "  heddle native FILE --runs 1000000 --budget 1m\n"
           "  heddle native FILE --run-timeout 30s      for runs that take longer than 10 s\n"
           "Exit code: 0 no bug was seen, 1 a bug, 2 bad scenario, 3 interrupted without a bug.";
  }

  void add_options(CLI::App& parser) override {
    add_file(parser, options_);
    add_runs(parser, options_);
    add_run_limits(parser, options_);
    add_native_budget(parser, options_);
    add_memory(parser, options_);
    add_jobs(parser, options_, "runs at the same time; default: 1");
    add_fail_fast(parser, options_, "stop at the first bug");
    add_output(parser, options_);
  }

  ExitCode run(Console& console) override {
    Subject subject(options_.file, console.interrupted);
    ResultOutput output(options_, console);
    ProgressLine line(console, options_.format);
    const RunnerReport report = run_subject_natively(subject, options_, console, line);
    if (options_.format == Format::json) {
      output.write(report_json(subject, report));
    } else {
      output.stream() << report_text(subject, report, Style(output.colours()));
    }
    output.finish();
    if (!report.bugs.empty()) return ExitCode::failure;
    const bool is_undecided = console.is_interrupted() || !report.refused.empty();
    return is_undecided ? ExitCode::undecided : ExitCode::success;
  }

 private:
  Options options_;
};

}  // namespace

std::unique_ptr<Command> make_native_command() { return std::make_unique<NativeCommand>(); }

}  // namespace heddle::tools
