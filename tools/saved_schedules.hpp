#pragma once
// The schedules of bugs as files, for `--save`.

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sim/explore/report.hpp"

namespace heddle::tools {

// A scenario may have any name; a file may not.
std::string file_name_of(const std::string& scenario);

// FOLDER/SCENARIO-KIND-N.schedule.
std::filesystem::path saved_schedule(const std::filesystem::path& folder,
                                     const std::string& scenario, const std::string& kind,
                                     int number);

// Tries whether files could be written there. Throws UsageError.
void try_folder(const std::filesystem::path& folder);

// Writes the schedule of each bug into FOLDER/SCENARIO-KIND-N.schedule, N counted from 1 for each
// kind. If there is a seed, a remark tells it. Makes the folder if it is missing. Returns the
// files. Throws OutputError.
std::vector<std::filesystem::path> save_schedules(const std::filesystem::path& folder,
                                                  const std::string& scenario,
                                                  std::span<const Finding> bugs);

}  // namespace heddle::tools
