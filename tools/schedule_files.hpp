#pragma once
// Files for schedules that are too long to be read in a report, or to be pasted into a shell. The
// report names the file. A short schedule stays in the report, and nothing is written.

#include <filesystem>
#include <map>
#include <ostream>
#include <string>
#include <utility>

#include "sim/explore/report.hpp"
#include "sim/report/schedule_display.hpp"

namespace heddle::tools {

class ScheduleFiles final : public ScheduleDisplay {
 public:
  // `save`: the folder into which the user has the schedules of bugs written. If it is empty, long
  // ones go into heddle-schedules in the current folder. Complaints go to `err`.
  ScheduleFiles(std::string save, std::ostream& err) : save_(std::move(save)), err_(err) {}

  // A file that may have one of the schedules already; it may be none.
  void remember(std::filesystem::path file) { known_ = std::move(file); }

  // Writes the schedule into a file if it is long, and no file has it yet. If no file can be
  // written, the schedule itself is shown.
  ShownSchedule of_bug(const std::string& scenario, const Finding& bug) override;
  ShownSchedule of_warning(const std::string& scenario, const Finding& warning) override;

 private:
  ShownSchedule of(const std::string& scenario, const Finding& finding);

  const std::string save_;
  std::ostream& err_;
  std::filesystem::path known_;
  std::map<std::string, int> numbers_;  // of the bugs so far, by kind
  bool has_complained_ = false;
};

}  // namespace heddle::tools
