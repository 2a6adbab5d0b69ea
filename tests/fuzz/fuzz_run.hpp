#pragma once
// Runs the program inside of a fuzz harness: its exit code, and nothing else of it.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/command_line.hpp"

namespace heddle::fuzz {

// A folder of this process alone, gone when it ends.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "heddle-fuzz-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, std::string_view bytes) const {
    std::ofstream stream(path_ / name, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path(name);
  }
  std::string read(const std::string& name) const {
    std::ifstream stream(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

 private:
  std::filesystem::path path_;
};

// Whatever the input says, the program never ends by an internal error.
inline int run_heddle(std::vector<std::string> arguments) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  tools::Console console{.in = in, .out = out, .err = err};
  const int code = static_cast<int>(tools::run_command_line(std::move(arguments), console));
  if (code < 0 || code > 3) {
    std::fprintf(stderr, "exit code %d: %s\n", code, err.str().c_str());
    std::abort();
  }
  return code;
}

}  // namespace heddle::fuzz
