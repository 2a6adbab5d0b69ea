#pragma once
// What explorations and single executions found, as text for people.

#include <span>
#include <string>

#include "sim/explore/report.hpp"
#include "sim/report/exploration.hpp"
#include "sim/report/report_subject.hpp"
#include "sim/report/schedule_display.hpp"
#include "sim/report/style.hpp"

namespace heddle {

// Each bug: its kind, the threads, the places, and how to see it again. `of_executions`: among how
// many it was seen; 0: there is nothing to say about that.
std::string bugs_text(const ReportSubject& subject, std::span<const Finding> bugs,
                      std::uint64_t of_executions, const Style& style, ScheduleDisplay& schedules);
// Empty where there are none.
std::string warnings_text(const ReportSubject& subject, std::span<const Finding> warnings,
                          const Style& style, ScheduleDisplay& schedules);
// How outcomes were counted: the noun, such as "executions", and whether the share of each says
// anything.
struct OutcomeCounts {
  std::string noun;
  bool has_shares = true;
};
// The most frequent first, cut to those that fit on a screen.
std::string outcomes_text(const ReportSubject& subject, std::span<const SeenOutcome> outcomes,
                          const OutcomeCounts& counts, const Style& style);
// The whole text. It begins with the number of bugs and outcomes, how much was covered, and the
// verdict.
std::string exploration_text(const ReportSubject& subject, const Exploration& exploration,
                             const Style& style, ScheduleDisplay& schedules);
// "every behaviour was covered", or everything up to a bound, or why not.
std::string coverage_text(const Report& report);

}  // namespace heddle
