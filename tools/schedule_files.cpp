#include "tools/schedule_files.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include "sim/files/output_file.hpp"
#include "sim/model/text_hash.hpp"
#include "sim/report/words.hpp"
#include "tools/errors.hpp"
#include "tools/saved_schedules.hpp"

namespace heddle::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_shown = 1000;
constexpr std::string_view default_folder = "heddle-schedules";

bool holds(const fs::path& path, const std::string& text) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored) || fs::file_size(path, ignored) != text.size()) {
    return false;
  }
  std::ifstream stream(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {}) == text;
}

// Nobody asked for the folder, so it must not show up in anybody's version control.
void make_folder(const fs::path& folder, bool is_default) {
  std::error_code failed;
  const bool is_new = fs::create_directories(folder, failed);
  if (failed) throw OutputError("cannot make " + folder.string() + ": " + failed.message());
  if (is_new && is_default) OutputFile(folder / ".gitignore").write("*\n");
}

// The first name with this beginning that no other file has. A file that already holds the schedule
// is taken, too.
fs::path file_for(const fs::path& beginning, const std::string& content) {
  for (int number = 1;; ++number) {
    fs::path path = beginning;
    if (number > 1) path += "-" + std::to_string(number);
    path += ".schedule";
    if (holds(path, content)) return path;
    if (std::error_code failed; !fs::exists(fs::symlink_status(path, failed))) {
      OutputFile(path).write(content);
      return path;
    }
  }
}

ShownSchedule in_file(const fs::path& path, const std::string& schedule) {
  return {fmt::format("{} ({} characters)", printable(path.string()), grouped(schedule.size())),
          shell_word(path.string())};
}

}  // namespace

ShownSchedule ScheduleFiles::of_bug(const std::string& scenario, const Finding& bug) {
  const int number = ++numbers_[bug.kind];
  if (save_.empty() || bug.schedule.size() <= longest_shown) return of(scenario, bug);
  // The schedule is in a file that is written with those of all other bugs.
  return in_file(saved_schedule(save_, scenario, bug.kind, number), bug.schedule);
}

ShownSchedule ScheduleFiles::of_warning(const std::string& scenario, const Finding& warning) {
  return of(scenario, warning);
}

ShownSchedule ScheduleFiles::of(const std::string& scenario, const Finding& finding) {
  const ShownSchedule itself = shown_itself(finding.schedule);
  if (finding.schedule.size() <= longest_shown) return itself;
  for (const char* const end : {"", "\n"}) {
    if (!known_.empty() && holds(known_, finding.schedule + end)) {
      return in_file(known_, finding.schedule);
    }
  }
  const fs::path folder = save_.empty() ? fs::path(default_folder) : fs::path(save_);
  try {
    make_folder(folder, save_.empty());
    const std::string name = fmt::format("{}-{}-{:08x}", file_name_of(scenario), finding.kind,
                                         text_hash(finding.schedule));
    return in_file(file_for(folder / name, finding.schedule + "\n"), finding.schedule);
  } catch (const OutputError& error) {
    if (!has_complained_) {
      err_ << "heddle: a long schedule stays in the report: " << error.what() << '\n';
    }
    has_complained_ = true;
    return itself;
  }
}

}  // namespace heddle::tools
