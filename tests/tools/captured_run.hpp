#pragma once
// Running the program from a test: arguments in, exit code and text out, and files that are gone
// afterwards.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/command_line.hpp"

namespace heddle::tools::testing {

struct CapturedRun {
  int exit_code = 0;
  std::string out;
  std::string err;

  bool says(std::string_view text) const { return out.find(text) != std::string::npos; }
  bool complains(std::string_view text) const { return err.find(text) != std::string::npos; }
};

inline CapturedRun run_heddle(std::vector<std::string> arguments, const std::string& input = {},
                              const std::atomic<bool>* interrupted = nullptr) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Console console{.in = in, .out = out, .err = err, .interrupted = interrupted};
  const ExitCode code = run_command_line(std::move(arguments), console);
  return {static_cast<int>(code), out.str(), err.str()};
}

// A folder of its own for one test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "heddle-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path(const std::string& name = {}) const { return (path_ / name).string(); }
  // Writes a file and returns where it is.
  std::string write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path(name);
  }
  std::string read(const std::string& name) const {
    std::ifstream stream(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

 private:
  std::filesystem::path path_;
};

// Two threads that each load an atomic and store one more: an update can get lost, nothing races.
inline constexpr std::string_view lost_update = R"({
  "name": "lost-update",
  "shared": {"x": {"atomic": 0}},
  "threads": {
    "one": [{"load": "x", "into": "old"}, {"store": "x", "value": "old + 1"}],
    "two": [{"load": "x", "into": "old"}, {"store": "x", "value": "old + 1"}]
  },
  "finally": ["x == 2"],
  "expect": {"bugs": ["finally"], "distinct_outcomes": 2}
})";

// The same without a mistake.
inline constexpr std::string_view right_update = R"({
  "name": "right-update",
  "shared": {"x": {"atomic": 0}},
  "threads": {
    "one": [{"fetch_add": "x", "value": 1}],
    "two": [{"fetch_add": "x", "value": 1}]
  },
  "finally": ["x == 2"],
  "expect": {"bugs": [], "distinct_outcomes": 1}
})";

}  // namespace heddle::tools::testing
