#pragma once
// What explorations and single executions found, as text for people.

#include <span>
#include <string>

#include "sim/explore/report.hpp"
#include "sim/report/style.hpp"
#include "tools/exploration.hpp"
#include "tools/schedule_files.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {

// Each bug: its kind, the threads, the places, and how to see it again. A long schedule is named by
// a file. `of_executions`: among how many it was seen; 0: there is nothing to say about that.
std::string bugs_text(const Subject& subject, std::span<const Finding> bugs,
                      std::uint64_t of_executions, const Style& style, ScheduleFiles& schedules);
// Empty where there are none.
std::string warnings_text(const Subject& subject, std::span<const Finding> warnings,
                          const Style& style, ScheduleFiles& schedules);
// How outcomes were counted: the noun, such as "executions", and whether the share of each says
// anything.
struct OutcomeCounts {
  std::string noun;
  bool has_shares = true;
};
// The most frequent first, cut to those that fit on a screen.
std::string outcomes_text(const Subject& subject, std::span<const SeenOutcome> outcomes,
                          const OutcomeCounts& counts, const Style& style);
// The whole text. It begins with the number of bugs and outcomes, how much was covered, and the
// verdict.
std::string exploration_text(const Subject& subject, const Exploration& exploration,
                             const Style& style, ScheduleFiles& schedules);
// "every behaviour was covered", or everything up to a bound, or why not.
std::string coverage_text(const Report& report);

}  // namespace heddle::tools
