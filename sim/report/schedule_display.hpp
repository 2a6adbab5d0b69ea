#pragma once
// How a report shows the schedules of bugs and warnings. A short one is shown itself. A front end
// decides where a long one goes, such as into a file, which the report names.

#include <string>

#include "sim/explore/report.hpp"

namespace heddle {

// A schedule as a report shows it.
struct ShownSchedule {
  std::string text;
  std::string argument;  // of the command that replays it, as one word of a shell
};

// The schedule, and nothing else.
inline ShownSchedule shown_itself(const std::string& schedule) {
  return {schedule, "'" + schedule + "'"};
}

class ScheduleDisplay {
 public:
  virtual ~ScheduleDisplay() = default;

  // `subject`: the name of what the report is about. Each bug is asked for once, in the order of
  // the report.
  virtual ShownSchedule of_bug(const std::string& subject, const Finding& bug) = 0;
  virtual ShownSchedule of_warning(const std::string& subject, const Finding& warning) = 0;
};

}  // namespace heddle
