#include "tools/native_runs.hpp"

#include <fmt/format.h>

#include "tools/words.hpp"

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
  runner.runs = options.runs;
  if (options.jobs != 0) runner.jobs = options.jobs;
  runner.budget = options.budget;
  runner.seed = options.seed();
  runner.stop_at_first_bug = options.fail_fast;
  runner.stop = console.interrupted;
  runner.observer = &progress;
  native::RunnerReport report = native::run_natively(subject.program, runner);
  line.clear();
  return report;
}

std::vector<NativeOutcome> native_outcomes(const native::RunnerReport& report) {
  std::vector<NativeOutcome> outcomes;
  for (const native::CountedOutcome& counted : report.outcomes) {
    const native::RunResult& example = counted.example;
    // An output of which the end is missing is one that was cut off.
    const Status status = example.output_overflowed ? Status::truncated : example.status;
    outcomes.push_back({{status, example.output, example.values}, counted.runs});
  }
  return outcomes;
}

}  // namespace heddle::tools
