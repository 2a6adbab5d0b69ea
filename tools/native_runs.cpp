#include "tools/native_runs.hpp"

#include <fmt/format.h>

#include "sim/report/words.hpp"
#include "tools/exploration.hpp"

namespace heddle::tools {
namespace {

class RunProgress final : public native::RunObserver {
 public:
  RunProgress(ProgressLine& line, std::uint64_t runs) : line_(line), runs_(runs) {}

  void ran(const native::RunResult&, std::uint64_t finished) override {
    line_.show(fmt::format("{} of {}", grouped(finished), counted(runs_, "native run")),
               static_cast<double>(finished) / static_cast<double>(runs_));
  }

 private:
  ProgressLine& line_;
  const std::uint64_t runs_;
};

}  // namespace

native::RunnerReport run_subject_natively(Subject& subject, const Options& options,
                                          const Console& console, ProgressLine& line) {
  RunProgress progress(line, options.runs);
  native::RunnerOptions runner;
  runner.settings = subject.scenario.settings;
  if (options.run_steps) runner.settings.step_limit = *options.run_steps;
  if (options.run_timeout) runner.run_timeout = *options.run_timeout;
  runner.runs = options.runs;
  if (options.jobs != 0) runner.jobs = options.jobs;
  runner.budget = options.budget;
  if (const auto memory = command_memory(options)) runner.run_memory = *memory / runner.jobs;
  runner.seed = options.seed();
  runner.stop_at_first_bug = options.fail_fast;
  runner.stop = console.interrupted;
  runner.observer = &progress;
  native::RunnerReport report = native::run_natively(subject.program, runner);
  line.clear();
  return report;
}

std::string_view name(native::CutOff cut_off) {
  switch (cut_off) {
    case native::CutOff::none:
      return "nothing";
    case native::CutOff::steps:
      return "the limit on steps";
    case native::CutOff::time:
      return "the limit on time";
    case native::CutOff::output:
      return "the limit on output";
    case native::CutOff::threads:
      return "the operating system's limit on threads";
    case native::CutOff::memory:
      return "the limit on memory";
  }
  return {};
}

std::string cut_off_text(const native::CutOffCounts& counts) {
  std::string text;
  for (std::size_t place = 0; place < counts.size(); ++place) {
    if (counts[place] == 0) continue;
    text += text.empty() ? "" : " or ";
    text += name(static_cast<native::CutOff>(place));
  }
  return text;
}

std::vector<NativeOutcome> native_outcomes(const native::RunnerReport& report) {
  std::vector<NativeOutcome> outcomes;
  for (const native::CountedOutcome& counted : report.outcomes) {
    const native::RunResult& example = counted.example;
    // A run whose output lacks its end counts as cut off.
    const Status status = example.output_overflowed ? Status::truncated : example.status;
    outcomes.push_back(
        {{status, example.output, example.values}, counted.runs, cut_off_text(counted.cut_off)});
  }
  return outcomes;
}

}  // namespace heddle::tools
