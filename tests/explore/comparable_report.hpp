#pragma once
// A report as text. Equal reports have equal texts, except that the time does not count.

#include <string>

#include "sim/explore/report.hpp"
#include "sim/model/texts.hpp"

namespace heddle::tests {

template <typename Shown>
std::string shown_by(const Shown& shown) {
  std::string text = shown.schedule + " " + std::to_string(shown.simplicity.preemptions) + " " +
                     std::to_string(shown.simplicity.steps);
  if (shown.draw) text += " " + shown.draw->scheduler;
  if (shown.draw && shown.draw->seed) text += " " + std::to_string(*shown.draw->seed);
  return text;
}

inline std::string comparable(const Finding& finding) {
  std::string text = finding.kind + "|" + finding.message + "|" + shown_by(finding);
  for (const std::string& thread : finding.threads) text += "|" + thread;
  for (const std::string& at : finding.at) text += "|" + at;
  for (const std::uint64_t number :
       {finding.execution, finding.first_execution, finding.executions, finding.key}) {
    text += " " + std::to_string(number);
  }
  return text + "\n";
}

inline std::string comparable(const Report& report, const Texts& texts) {
  std::string text;
  for (const std::uint64_t number :
       {std::uint64_t{report.complete}, static_cast<std::uint64_t>(report.ended), report.executions,
        report.blocked, report.truncated, report.steps}) {
    text += std::to_string(number) + " ";
  }
  text += report.covered_bound ? std::to_string(report.covered_bound->most) : "-";
  text += std::string(" ") + std::string(name(report.verdict.kind)) + "\n";
  for (const SeenOutcome& seen : report.outcomes) {
    text += std::string(name(seen.outcome.status));
    for (const TextId line : seen.outcome.output) text += "|" + std::string(texts[line]);
    for (const Value& value : seen.outcome.values) {
      text += value.type == ValueType::text ? "|" + std::string(texts[value.text()])
                                            : " " + std::to_string(value.bits);
    }
    text += " " + std::to_string(seen.executions) + " " + std::to_string(seen.samples) + " " +
            std::to_string(seen.first_execution) + " " + shown_by(seen) + "\n";
  }
  for (const Finding& bug : report.bugs) text += "bug " + comparable(bug);
  for (const Finding& warning : report.warnings) text += "warning " + comparable(warning);
  return text;
}

}  // namespace heddle::tests
