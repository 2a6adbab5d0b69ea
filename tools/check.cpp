// heddle check: scenarios against what they expect.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/report/report_json.hpp"
#include "sim/report/report_text.hpp"
#include "sim/report/verdict_text.hpp"
#include "sim/report/words.hpp"
#include "tools/check_work.hpp"
#include "tools/command.hpp"
#include "tools/errors.hpp"
#include "tools/progress_line.hpp"
#include "tools/result_output.hpp"
#include "tools/saved_schedules.hpp"

namespace heddle::tools {
namespace {

using nlohmann::ordered_json;

std::string_view name(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::passed:
      return "passed";
    case CheckVerdict::failed:
    case CheckVerdict::bad_input:
      return "failed";
    case CheckVerdict::undecided:
      return "undecided";
    case CheckVerdict::skipped:
      return "skipped";
  }
  return {};
}

std::string heading(CheckVerdict verdict, const Style& style) {
  switch (verdict) {
    case CheckVerdict::passed:
      return style.green("PASS     ");
    case CheckVerdict::failed:
    case CheckVerdict::bad_input:
      return style.red("FAIL     ");
    case CheckVerdict::undecided:
      return style.yellow("UNDECIDED");
    case CheckVerdict::skipped:
      return style.dim("SKIPPED  ");
  }
  return {};
}

// The work behind the verdict.
std::string effort(const CheckResult& result) {
  if (result.verdict == CheckVerdict::skipped || result.verdict == CheckVerdict::bad_input) {
    return {};
  }
  if (!result.has_expectations) return " (no expectations)";
  const Report& report = result.report;
  const std::string holds_for = report.complete ? assumptions_text(report.verdict) : "";
  return fmt::format(" ({}, {}{}{})", counted(result.distinct_outcomes, "outcome"),
                     counted(report.executions, "execution"),
                     report.complete ? "" : "; " + coverage_text(report),
                     holds_for.empty() ? "" : ";" + holds_for);
}

std::string result_text(const CheckResult& result, const Style& style) {
  std::string text = fmt::format("{}  {}{}\n", heading(result.verdict, style),
                                 printable(result.file), effort(result));
  for (const std::string& reason : result.reasons) {
    text += fmt::format("             {}\n", message_text(reason));
  }
  for (const Finding& warning : result.warnings) {
    text += fmt::format("             {}: {}: {}\n", style.yellow("warning"),
                        printable(warning.at.front()), printable(warning.message));
  }
  return text;
}

ordered_json result_json(const CheckResult& result) {
  return {{"file", result.file},
          {"scenario", result.scenario},
          {"verdict", name(result.verdict)},
          {"reasons", result.reasons},
          {"expectations", result.has_expectations},
          {"complete", result.report.complete},
          {"executions", result.report.executions},
          {"distinct_outcomes", result.distinct_outcomes},
          {"seconds", rounded_seconds(result.report.seconds)},
          {"bugs", findings_json(result.report.bugs)},
          {"warnings", findings_json(result.warnings)}};
}

struct Tally {
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t undecided = 0;
  std::uint64_t skipped = 0;
  bool bad_input = false;

  void add(CheckVerdict verdict) {
    passed += verdict == CheckVerdict::passed;
    failed += verdict == CheckVerdict::failed || verdict == CheckVerdict::bad_input;
    undecided += verdict == CheckVerdict::undecided;
    skipped += verdict == CheckVerdict::skipped;
    bad_input = bad_input || verdict == CheckVerdict::bad_input;
  }

  std::string text() const {
    std::string text = fmt::format("{} passed, {} failed", passed, failed);
    if (undecided > 0) text += fmt::format(", {} undecided", undecided);
    if (skipped > 0) text += fmt::format(", {} skipped", skipped);
    return text;
  }

  ExitCode exit_code() const {
    if (bad_input) return ExitCode::bad_input;
    if (failed > 0) return ExitCode::failure;
    return undecided + skipped > 0 ? ExitCode::undecided : ExitCode::success;
  }
};

class CheckCommand final : public Command {
 public:
  std::string name() const override { return "check"; }
  std::string about() const override {
    return "Files or folders against what they expect, in parallel: what CI calls";
  }
  std::string examples() const override {
    return "Examples:\n"
           "  heddle check scenarios\n"
           "  heddle check my-scenario.json --budget 1m\n"
           "  heddle check scenarios --jobs 4 --fail-fast --save failures\n"
           "Exit code: 0 every expectation met, 1 one is not, 2 a file is no scenario, 3 "
           "undecided\n"
           "within the budget, or interrupted.";
  }

  void add_options(CLI::App& parser) override {
    add_paths(parser, options_, "PATH", "scenarios, or folders of them");
    add_scheduler(parser, options_, "everything; where that is too much, several in turns");
    add_bound(parser, options_);
    add_require(parser, options_, "undecided is what passes without every behaviour covered");
    add_time(parser, options_, "the file's, else unbounded");
    add_threads(parser, options_);
    add_budget(parser, options_, "10s for each file, or none with --executions");
    add_memory(parser, options_);
    add_jobs(parser, options_, "files at the same time; default: the number of cores");
    add_fail_fast(parser, options_, "stop at the first file that fails");
    add_save(parser, options_);
    add_output(parser, options_);
  }

  ExitCode run(Console& console) override {
    const std::vector<std::string> files = scenario_files(options_.paths);
    ResultOutput output(options_, console);
    if (!options_.save.empty()) try_folder(options_.save);
    CheckRequest request{.time = options_.time,
                         .threads = options_.threads,
                         .exploration = request_of(options_),
                         .jobs = jobs_or_cores(options_),
                         .fail_fast = options_.fail_fast,
                         .requires_proof = options_.requires_proof};
    request.exploration.fail_fast = false;  // every bug of a file counts
    request.exploration.interrupted = console.interrupted;
    auto memory = memory_gauge(options_);
    request.exploration.memory = memory ? &*memory : nullptr;
    // Files that are looked at together share the memory.
    if (auto& each = request.exploration.search_memory) *each /= request.jobs;
    ProgressLine line(console, options_.format);
    Tally tally;
    std::size_t done = 0;
    ordered_json documents = ordered_json::array();
    check_files(files, request, [&](const CheckResult& result) {
      tally.add(result.verdict);
      line.clear();
      if (options_.format == Format::json) {
        documents.push_back(result_json(result));
      } else {
        output.stream() << result_text(result, Style(output.colours())) << std::flush;
      }
      save(result, console);
      ++done;
      line.show(fmt::format("{} of {}", done, counted(files.size(), "file")),
                static_cast<double>(done) / static_cast<double>(files.size()));
    });
    line.clear();
    finish(tally, std::move(documents), output);
    return tally.exit_code();
  }

 private:
  void finish(const Tally& tally, ordered_json documents, ResultOutput& output) const {
    if (options_.format == Format::json) {
      output.write({{"passed", tally.passed},
                    {"failed", tally.failed},
                    {"undecided", tally.undecided},
                    {"skipped", tally.skipped},
                    {"files", std::move(documents)}});
    } else {
      output.stream() << tally.text() << '\n';
    }
    output.finish();
  }

  void save(const CheckResult& result, Console& console) const {
    if (options_.save.empty() || result.verdict != CheckVerdict::failed) return;
    try {
      save_schedules(options_.save, result.scenario, result.report.bugs);
    } catch (const OutputError& error) {
      console.err << "heddle: warning: --save: " << error.what() << '\n';
    }
  }

  Options options_;
};

}  // namespace

std::unique_ptr<Command> make_check_command() { return std::make_unique<CheckCommand>(); }

}  // namespace heddle::tools
