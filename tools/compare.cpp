// heddle compare: the simulation against real threads, outcome by outcome.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/explore/comparison.hpp"
#include "sim/report/outcome_text.hpp"
#include "sim/report/report_json.hpp"
#include "sim/report/report_text.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/time_name.hpp"
#include "sim/report/words.hpp"
#include "tools/command.hpp"
#include "tools/exploration.hpp"
#include "tools/native_runs.hpp"
#include "tools/options.hpp"
#include "tools/result_output.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t outcomes_shown = 40;

std::uint64_t count(const Comparison& comparison, Agreement agreement) {
  return static_cast<std::uint64_t>(
      std::ranges::count(comparison.outcomes, agreement, &ComparedOutcome::agreement));
}

std::string verdict(const Comparison& comparison, const Style& style) {
  if (comparison.has_holes) {
    return style.red(counted(count(comparison, Agreement::hole), "hole") + " in the model");
  }
  if (count(comparison, Agreement::unexplored) > 0) {
    return style.yellow("real threads did what was not explored");
  }
  return style.green("real threads did nothing that was not explored");
}

std::string table_text(const Subject& subject, const Comparison& comparison) {
  std::vector<const Outcome*> shown;
  for (const ComparedOutcome& each : comparison.outcomes) {
    if (shown.size() < outcomes_shown) shown.push_back(&each.outcome);
  }
  const OutputColumn output(subject, shown);
  using enum TextTable::Align;
  TextTable table({left, right, right, left, left, left, left});
  table.add_row({"verdict", "simulated", "native", "status", "values", "output",
                 count(comparison, Agreement::incomparable) > 0 ? "why" : ""});
  for (const ComparedOutcome& each : std::span(comparison.outcomes).first(shown.size())) {
    table.add_row({std::string(name(each.agreement)), grouped(each.executions), grouped(each.runs),
                   std::string(name(each.outcome.status)),
                   values_text(subject, each.outcome.values), output.text(each.outcome),
                   each.reason});
  }
  std::string text = "\n" + table.text(2, true);
  if (comparison.outcomes.size() > shown.size()) {
    text += fmt::format("  ... and {} more (--format json shows all)\n",
                        grouped(comparison.outcomes.size() - shown.size()));
  }
  const std::string legend = output.legend();
  if (!legend.empty()) text += "\n  where\n" + legend;
  return text;
}

std::string notes_text(const Comparison& comparison) {
  std::string text;
  const auto note = [&](Agreement agreement, const std::string& meaning) {
    if (count(comparison, agreement) > 0)
      text += fmt::format("  {}: {}\n", name(agreement), meaning);
  };
  note(
      Agreement::latent,
      fmt::format("possible, but not seen natively; on this machine its chance in one run is below "
                  "{:.2g} with 95 % confidence",
                  comparison.latent_rate_bound));
  note(Agreement::hole, "real threads do it and the simulation cannot: a bug in Heddle");
  note(Agreement::unexplored,
       "seen natively only, but not everything was explored, or only under what the verdict "
       "assumes");
  note(Agreement::incomparable,
       "seen natively only, after a failure or a time limit at which a simulated execution ends");
  note(Agreement::livelock,
       "cut off on real threads, and simulated as a livelock, which goes on for ever");
  if (comparison.livelocks > 0 && count(comparison, Agreement::livelock) == 0) {
    text += fmt::format("  {} simulated, and no run was cut off\n",
                        counted(comparison.livelocks, "livelock"));
  }
  return text.empty() ? text : "\n" + text;
}

ordered_json comparison_json(const Subject& subject, const Exploration& exploration,
                             const native::RunnerReport& native, const Comparison& comparison) {
  ordered_json outcomes = ordered_json::array();
  for (const ComparedOutcome& each : comparison.outcomes) {
    ordered_json entry = outcome_json(subject, each.outcome);
    entry["executions"] = each.executions;
    entry["runs"] = each.runs;
    entry["verdict"] = name(each.agreement);
    if (!each.reason.empty()) entry["why"] = each.reason;
    if (!each.schedule.empty()) entry["schedule"] = each.schedule;
    add_draw(entry, each.draw);
    outcomes.push_back(std::move(entry));
  }
  return {{"scenario", subject.scenario.name},
          {"scheduler", exploration.scheduler},
          {"time", time_name(exploration.settings)},
          {"complete", exploration.report.complete},
          {"executions", exploration.report.executions},
          {"runs", native.runs},
          {"holes", count(comparison, Agreement::hole)},
          {"latent", count(comparison, Agreement::latent)},
          {"livelocks", comparison.livelocks},
          {"latent_rate_bound", comparison.latent_rate_bound},
          {"outcomes", std::move(outcomes)}};
}

class CompareCommand final : public Command {
 public:
  std::string name() const override { return "compare"; }
  std::string about() const override {
    return "The simulation against real threads: seen by both, latent, or a hole in the model";
  }
  std::string examples() const override {
    return "Examples:\n"
           "  heddle compare scenarios/bugs/lost-update.json\n"
           "  heddle compare FILE --runs 10000 --budget 30s\n"
           "Exit code: 0 no hole (bugs of the scenario do not count here), 1 a hole in the model, "
           "2 "
           "bad\nscenario, 3 interrupted.";
  }

  void add_options(CLI::App& parser) override {
    add_file(parser, options_);
    add_runs(parser, options_);
    add_run_limits(parser, options_);
    add_scheduler(parser, options_, "everything; where that is too much, several in turns");
    add_bound(parser, options_);
    add_time(parser, options_, "the file's, else unbounded");
    add_budget(parser, options_, "10s for the simulation, or none with --executions");
    add_memory(parser, options_);
    add_jobs(parser, options_, "native runs at the same time; default: 1");
    add_output(parser, options_);
  }

  ExitCode run(Console& console) override {
    Subject subject(options_.file, console.interrupted);
    ResultOutput output(options_, console);
    ProgressLine line(console, options_.format);
    const Exploration exploration = explored(subject, console, line);
    Options native_options = options_;
    native_options.budget.reset();  // is that of the simulation
    const native::RunnerReport native =
        run_subject_natively(subject, native_options, console, line);
    // Real sleeps may last longer than exact or jittered ones; then more is possible natively. So
    // it is if the verdict assumes more than the machine promises.
    const bool covers_everything = exploration.report.complete &&
                                   exploration.settings.time == TimeModel::unbounded &&
                                   exploration.report.verdict.assumes.empty();
    const Comparison comparison = compare(exploration.report.outcomes, exploration.report.bugs,
                                          covers_everything, native_outcomes(native));
    if (options_.format == Format::json) {
      output.write(comparison_json(subject, exploration, native, comparison));
    } else {
      const Style style(output.colours());
      output.stream() << fmt::format(
          "{}: {}\n  simulated: {} by {}, time {}; {}\n  native: {} on real threads\n",
          style.bold(heading_text(subject.scenario.name)), verdict(comparison, style),
          counted(exploration.report.executions, "execution"), exploration.scheduler,
          time_name(exploration.settings), coverage_text(exploration.report),
          counted(native.runs, "run"));
      output.stream() << table_text(subject, comparison) << notes_text(comparison);
    }
    output.finish();
    if (comparison.has_holes) return ExitCode::failure;
    return console.is_interrupted() ? ExitCode::undecided : ExitCode::success;
  }

 private:
  Exploration explored(Subject& subject, const Console& console, ProgressLine& line) const {
    const Settings settings = settings_of(subject.scenario, options_.time, TimeModel::unbounded);
    ExplorationRequest request = request_of(options_);
    request.interrupted = console.interrupted;
    auto memory = memory_gauge(options_);
    request.memory = memory ? &*memory : nullptr;
    ExplorationProgress progress(line, request);
    request.progress = &progress;
    return explore_subject(subject, settings, request);
  }

  Options options_;
};

}  // namespace

std::unique_ptr<Command> make_compare_command() { return std::make_unique<CompareCommand>(); }

}  // namespace heddle::tools
