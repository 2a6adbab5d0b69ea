// Files must mean the same on every machine: none may name a folder of the machine on which it was
// written.

#include <doctest/doctest.h>

#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

#include "tests/structure/source_files.hpp"

namespace heddle::structure {
namespace {

// The first absolute path into somebody's own folders in `text`, or none. "framework/x" and
// "./tmp/x" are not absolute.
std::optional<std::string> machine_path(std::string_view text) {
  constexpr std::array<std::string_view, 5> folders{"work", "home", "root", "tmp", "Users"};
  for (const std::string_view folder : folders) {
    const std::string start = "/" + std::string(folder) + "/";
    for (std::size_t at = text.find(start); at != std::string_view::npos;
         at = text.find(start, at + 1)) {
      const char before = at == 0 ? ' ' : text[at - 1];
      const bool absolute = std::isalnum(static_cast<unsigned char>(before)) == 0 &&
                            std::string_view("._-/}$").find(before) == std::string_view::npos;
      const char after = at + start.size() < text.size() ? text[at + start.size()] : ' ';
      if (absolute && std::isgraph(static_cast<unsigned char>(after)) != 0 && after != '"')
        return std::string(text.substr(at, start.size() + 20));
    }
  }
  return std::nullopt;
}

TEST_CASE("no file names an absolute path of the machine it was written on") {
  std::size_t files = 0;
  for (const std::string& path :
       files_below({"sim", "scheduler", "scenarios", "tests", "tools", "docs", "cmake", ".ci",
                    "CMakeLists.txt", "CMakePresets.json", "README.md", "CONTRIBUTING.md",
                    "ARCHITECTURE.md", "vcpkg.json"})) {
    ++files;
    if (const auto found = machine_path(read(path))) FAIL_CHECK(path << " mentions " << *found);
  }
  CHECK(files > 0);
}

TEST_CASE("the path check finds made-up paths and leaves relative ones alone") {
  const std::string slash = "/";
  CHECK(machine_path("see " + slash + "home/somebody/heddle").has_value());
  CHECK(machine_path("\"" + slash + "tmp/trace.json\"").has_value());
  CHECK(machine_path(slash + "work/main").has_value());
  CHECK_FALSE(machine_path("frame" + slash + "work/main").has_value());
  CHECK_FALSE(machine_path("${TMP}" + slash + "tmp/x").has_value());
  CHECK_FALSE(
      machine_path("https:" + slash + slash + "example.org" + slash + "home/x").has_value());
}

}  // namespace
}  // namespace heddle::structure
