// heddle explore: what can happen in a scenario, and what is wrong with it.

#include <fmt/format.h>

#include <new>
#include <optional>
#include <string>

#include "scheduler/registry.hpp"
#include "sim/explain/schedule_text.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/explore/report_merge.hpp"
#include "sim/files/checkpoint_file.hpp"
#include "sim/report/report_json.hpp"
#include "sim/report/report_text.hpp"
#include "sim/report/style.hpp"
#include "sim/report/words.hpp"
#include "sim/search/checkpoint.hpp"
#include "tools/command.hpp"
#include "tools/errors.hpp"
#include "tools/exploration.hpp"
#include "tools/options.hpp"
#include "tools/progress_line.hpp"
#include "tools/result_output.hpp"
#include "tools/saved_schedules.hpp"
#include "tools/schedule_files.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {
namespace {

ExitCode exit_code_of(const Report& report) {
  if (!report.bugs.empty()) return ExitCode::failure;
  const bool undecided = report.ended == Ended::interrupted || report.ended == Ended::memory;
  return undecided ? ExitCode::undecided : ExitCode::success;
}

bool lacks_proof(const Report& report) {
  return report.bugs.empty() && report.verdict.kind != VerdictKind::proved;
}

class ExploreCommand final : public Command {
 public:
  std::string name() const override { return "explore"; }
  std::string about() const override {
    return "Many executions: what can happen, which bugs there are, and how much was covered";
  }
  std::string examples() const override {
    return "Examples:\n"
           "  heddle explore scenarios/bugs/lost-update.json\n"
           "  heddle explore FILE --budget 1m              give a large scenario more time\n"
           "  heddle explore FILE --budget 60m --jobs 4 --checkpoint KEPT\n"
           "                                               a long search, which may be "
           "interrupted\n"
           "  heddle explore FILE --jobs 4 --processes     in processes, of which any may die\n"
           "  heddle explore FILE --bound preemptions=2    everything with so few, the fewest "
           "first\n"
           "  heddle explore FILE --require proved         in CI: not less than every behaviour\n"
           "  heddle explore FILE --scheduler pct:depth=3  sample, with a chance to find rare "
           "bugs\n"
           "  heddle explore FILE --time exact             sleeps last exactly as long as they "
           "say\n"
           "  heddle explore FILE --format json            all outcomes, with their schedules\n"
           "  heddle explore FILE --save failures          a schedule file for each bug\n"
           "The verdict says what follows for what was not seen:\n"
           "  proved               every behaviour was covered: there is nothing else\n"
           "  proved for ...       the same, on a machine that is as the verdict says\n"
           "  proved up to BOUND   every behaviour within the bound was covered\n"
           "  sampled              how probable an outcome not seen yet is, at most\n"
           "  incomplete           a search that did not end: nothing\n"
           "Exit code: 0 no bug found, 1 a bug found, 2 bad scenario, 3 interrupted, or out of "
           "memory,\nwithout a bug, or not proved although that was required.";
  }

  void add_options(CLI::App& parser) override {
    add_file(parser, options_);
    add_scheduler(parser, options_, "everything; where that is too much, several in turns");
    add_bound(parser, options_);
    add_require(parser, options_, "exit with 3 where there is no bug and no proof either");
    add_time(parser, options_, "the file's, else unbounded");
    add_threads(parser, options_);
    add_budget(parser, options_, "10s, or none with --executions");
    add_memory(parser, options_);
    add_outcomes(parser, options_);
    add_jobs(parser, options_, "threads that share the work; default: 1");
    add_processes(parser, options_);
    add_checkpoint(parser, options_);
    add_fail_fast(parser, options_, "stop at the first bug");
    add_save(parser, options_);
    add_output(parser, options_);
  }

  ExitCode run(Console& console) override {
    Subject subject(options_.file, console.interrupted);
    ResultOutput output(options_, console);
    if (!options_.save.empty()) try_folder(options_.save);
    Settings settings = settings_of(subject.scenario, options_.time, TimeModel::unbounded);
    settings.threads = options_.threads;
    std::optional<CheckpointFile> file;
    std::optional<Checkpoint> checkpoint;
    if (!options_.checkpoint.empty()) open(file, checkpoint, subject, settings, console);
    Exploration exploration = explored(subject, settings, checkpoint, console);
    try {
      show(subject, exploration, output, console);
    } catch (const std::bad_alloc&) {
      // Of what was found, only the outcomes may be of any size.
      release_memory_for_report();
      limit_outcomes(exploration.report, 0);
      output.restart();
      console.err << "heddle: warning: there is no memory to list the outcomes: they are counted\n";
      show(subject, exploration, output, console);
    }
    const bool is_saved = save(subject, exploration.report, console);
    if (checkpoint) close(*file, *checkpoint, exploration.report, is_saved, console);
    if (options_.requires_proof && lacks_proof(exploration.report)) {
      console.err << "heddle: --require proved: not every behaviour was covered\n";
      return ExitCode::undecided;
    }
    return exit_code_of(exploration.report);
  }

 private:
  void show(const Subject& subject, const Exploration& exploration, ResultOutput& output,
            Console& console) const {
    if (options_.format == Format::json) {
      output.write_pieces(exploration_json(subject, exploration));
    } else {
      ScheduleFiles schedules(options_.save, console.err);
      output.stream() << exploration_text(subject, exploration, Style(output.colours()), schedules);
    }
    output.finish();
  }

  // What must be the same for a search to go on.
  std::string identity(const Subject& subject, const Settings& settings) const {
    return fmt::format(
        "heddle {} {}\nscenario {:08x}\nscheduler {}\nseed {}\ntime {}\nfail-fast {}\n"
        "executions {}\n",
        HEDDLE_VERSION, semantics_version, subject.scenario.hash,
        options_.scheduler ? search_spec(*options_.scheduler) : "auto", options_.seed(),
        time_text(settings), options_.fail_fast ? "yes" : "no",
        options_.executions ? "limited" : "not limited");
  }

  void open(std::optional<CheckpointFile>& file, std::optional<Checkpoint>& checkpoint,
            Subject& subject, const Settings& settings, Console& console) const {
    const ReportLimits limits{.objects = subject.program.objects().size(),
                              .values = subject.program.observed_values()};
    try {
      file.emplace(options_.checkpoint);
      checkpoint.emplace(*file, identity(subject, settings), limits, subject.program.texts(),
                         options_.between_checkpoints);
    } catch (const CheckpointError& error) {
      throw UsageError(std::string("--checkpoint: ") + error.what());
    }
    if (checkpoint->is_resumed()) {
      console.err << fmt::format("heddle: goes on from {}: {} in {}\n", options_.checkpoint,
                                 checkpoint->states() > 0
                                     ? counted(checkpoint->states(), "state")
                                     : counted(checkpoint->executions(), "execution"),
                                 duration_words(checkpoint->seconds()));
    }
  }

  // Where a budget or a signal ended it, there is something to go on with; not where the memory for
  // states did: that search has to begin anew.
  static void close(CheckpointFile& file, const Checkpoint& checkpoint, const Report& report,
                    bool is_saved, Console& console) {
    if (!is_saved) return;
    const bool is_out_of_memory = report.ended == Ended::memory;
    if (report.ended == Ended::nothing_left || report.ended == Ended::first_failure ||
        (is_out_of_memory && report.states > 0)) {
      file.remove();
    } else if (!checkpoint.failure().empty()) {
      console.err << "heddle: warning: the end of the search is not kept: " << checkpoint.failure()
                  << '\n';
    } else {
      console.err << fmt::format(
          "heddle: kept in {}: the same command goes on, where its {} is larger\n", file.name(),
          is_out_of_memory ? "memory" : "budget");
    }
  }

  Exploration explored(Subject& subject, const Settings& settings,
                       std::optional<Checkpoint>& checkpoint, Console& console) const {
    ExplorationRequest request = request_of(options_);
    request.interrupted = console.interrupted;
    if (options_.jobs != 0) request.jobs = options_.jobs;
    request.processes = options_.processes;
    request.checkpoint = checkpoint ? &*checkpoint : nullptr;
    request.warns_of_sleeps = !options_.fail_fast;
    auto memory = memory_gauge(options_);
    request.memory = memory ? &*memory : nullptr;
    request.outcomes = options_.outcomes;
    ProgressLine line(console, options_.format);
    ExplorationProgress progress(line, request);
    request.progress = &progress;
    return explore_subject(subject, settings, request);
  }

  // False: some schedules could not be written, which are in the report anyway.
  bool save(const Subject& subject, const Report& report, Console& console) const {
    if (options_.save.empty()) return true;
    try {
      for (const auto& file : save_schedules(options_.save, subject.scenario.name, report.bugs)) {
        console.err << "saved " << file.string() << '\n';
      }
      return true;
    } catch (const OutputError& error) {
      console.err << "heddle: warning: --save: " << error.what() << '\n';
      return false;
    }
  }

  Options options_;
};

}  // namespace

std::unique_ptr<Command> make_explore_command() { return std::make_unique<ExploreCommand>(); }

}  // namespace heddle::tools
