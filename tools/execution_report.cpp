#include "tools/execution_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/explain/trace_text.hpp"
#include "sim/report/outcome_text.hpp"
#include "sim/report/report_json.hpp"
#include "sim/report/report_text.hpp"
#include "sim/report/time_name.hpp"
#include "sim/report/words.hpp"

namespace heddle::tools {
namespace {

std::int64_t duration_ns(const SingleExecution& execution) {
  return execution.times_ns().empty() ? 0 : execution.times_ns().back();
}

// A livelock is a bug without an end, so it is no status of an execution.
std::string status_name(const SingleExecution& execution) {
  return execution.cycle_begin() ? "livelock" : std::string(name(execution.failure().status));
}

std::string status_text(const SingleExecution& execution, const Style& style) {
  if (execution.cycle_begin()) return style.red(status_name(execution));
  const Status status = execution.failure().status;
  if (is_bug(status)) return style.red(name(status));
  return status == Status::completed ? style.green(name(status)) : style.yellow(name(status));
}

}  // namespace

void write_execution(ResultOutput& output, const Subject& subject, const SingleExecution& execution,
                     const std::string& trace, ScheduleFiles& schedules) {
  const Outcome outcome = execution.outcome();
  const Style style(output.colours());
  std::string text;
  for (const TextId line : outcome.output) {
    output.write_program_output(std::string((*subject.scenario.texts)[line]) + '\n');
  }
  if (!trace.empty()) text += (outcome.output.empty() ? "" : "\n") + trace + '\n';
  text += fmt::format("status: {} ({}, {}", status_text(execution, style),
                      counted(execution.world().steps(), "step"),
                      counted(execution.world().thread_count(), "thread"));
  if (const std::int64_t ns = duration_ns(execution); ns != 0) {
    text += fmt::format(", {} of virtual time", duration_text(std::chrono::nanoseconds(ns)));
  }
  text += ")\n";
  if (execution.failure().status == Status::truncated) {
    text += fmt::format("cut off: {}\n", execution.failure().message);
  }
  const std::string values = values_text(subject, outcome.values);
  if (!values.empty()) text += fmt::format("values: {}\n", values);
  text += bugs_text(subject, execution.bugs(), 0, style, schedules);
  text += warnings_text(subject, execution.warnings(), style, schedules);
  output.stream() << text;
}

nlohmann::ordered_json execution_json(const Subject& subject, const SingleExecution& execution,
                                      const Settings& settings, const ExecutionOrigin& origin) {
  nlohmann::ordered_json document{{"scenario", subject.scenario.name}};
  if (!origin.scheduler.empty()) {
    document["scheduler"] = origin.scheduler;
    document["seed"] = origin.seed;
  }
  document["time"] = time_name(settings);
  document.update(outcome_json(subject, execution.outcome()));
  document["status"] = status_name(execution);
  document["steps"] = execution.world().steps();
  document["threads"] = execution.world().thread_count();
  document["time_ns"] = duration_ns(execution);
  if (const auto begin = execution.cycle_begin()) {
    document["cycle"] = {{"after", *begin}, {"steps", execution.world().steps() - *begin}};
  }
  document["schedule"] = execution.schedule();
  document["bugs"] = findings_json(execution.bugs());
  document["warnings"] = findings_json(execution.warnings());
  return document;
}

std::vector<TraceLine> lines_of(Subject& subject, const SingleExecution& execution) {
  return trace_lines(execution.world(), subject.program, execution.times_ns(),
                     execution.cycle_begin());
}

std::string trace_of(Subject& subject, const SingleExecution& execution) {
  return trace_text(lines_of(subject, execution));
}

ExitCode exit_code_of(const SingleExecution& execution) {
  if (!execution.bugs().empty()) return ExitCode::failure;
  return execution.failure().status == Status::truncated ? ExitCode::undecided : ExitCode::success;
}

}  // namespace heddle::tools
