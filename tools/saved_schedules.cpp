#include "tools/saved_schedules.hpp"

#include <map>
#include <system_error>

#include "sim/files/output_file.hpp"
#include "tools/errors.hpp"
#include "tools/replay_command.hpp"

namespace heddle::tools {
std::string file_name_of(const std::string& scenario) {
  std::string name;
  for (const char c : scenario) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    name += plain ? c : '_';
  }
  if (name.empty() || name.front() == '.') name.insert(0, "_");
  constexpr std::size_t longest = 100;
  return name.substr(0, longest);
}

std::filesystem::path saved_schedule(const std::filesystem::path& folder,
                                     const std::string& scenario, const std::string& kind,
                                     int number) {
  return folder /
         (file_name_of(scenario) + "-" + kind + "-" + std::to_string(number) + ".schedule");
}

namespace {

void make_folder(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) throw OutputError("cannot make " + folder.string() + ": " + failed.message());
}

}  // namespace

void try_folder(const std::filesystem::path& folder) {
  try {
    make_folder(folder);
    const OutputFile trial(folder / "trial.schedule");
  } catch (const OutputError& error) {
    throw UsageError(std::string("--save: ") + error.what());
  }
}

std::vector<std::filesystem::path> save_schedules(const std::filesystem::path& folder,
                                                  const std::string& scenario,
                                                  std::span<const Finding> bugs) {
  make_folder(folder);
  std::map<std::string, int> numbers;
  std::vector<std::filesystem::path> files;
  for (const Finding& bug : bugs) {
    const int number = ++numbers[bug.kind];
    files.push_back(saved_schedule(folder, scenario, bug.kind, number));
    std::string text = bug.schedule + "\n";
    if (const auto options = seed_options(bug.draw, bug.schedule)) {
      text += "# drawn by chance; also again by: heddle replay FILE " + *options + "\n";
    }
    OutputFile(files.back()).write(text);
  }
  return files;
}

}  // namespace heddle::tools
