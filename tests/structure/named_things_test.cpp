// What comments and documents name is there: files by their paths, and names of C++ with `::` in
// them.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/structure/source_files.hpp"

namespace heddle::structure {
namespace {

using Words = std::set<std::string, std::less<>>;

constexpr std::array<std::string_view, 7> top_folders = {"sim",   "scheduler", "scenarios", "tests",
                                                         "tools", "docs",      "cmake"};
// What the documents have the reader write.
constexpr std::array<std::string_view, 7> examples = {
    "scheduler/sticky.hpp",       "scheduler/sticky.cpp", "bank_test.cpp",
    "account_test.cpp",           "leak_test.cpp",        "examples_test.cpp",
    "googletest/account_test.cpp"};
// Of others.
constexpr std::array<std::string_view, 3> namespaces = {"std", "doctest", "GTest"};

bool is_source(std::string_view path) { return path.ends_with(".cpp") || path.ends_with(".hpp"); }
bool is_document(std::string_view path) { return path.ends_with(".md"); }

// Calls visit(token) for the longest pieces of `text` that consist of letters, digits and `others`.
template <typename Visit>
void for_each_token(std::string_view text, std::string_view others, const Visit& visit) {
  const auto belongs = [&](char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 ||
           others.find(character) != std::string_view::npos;
  };
  for (std::size_t begin = 0; begin < text.size();) {
    if (!belongs(text[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < text.size() && belongs(text[end])) ++end;
    visit(text.substr(begin, end - begin));
    begin = end;
  }
}

// A document without the code in it, and without what programs write: both name what the reader
// makes.
std::string prose_of_document(std::string_view text) {
  std::string prose;
  bool is_shown = true;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line == "```cpp" || line == "```text") is_shown = false;
    if (line == "```") is_shown = true;
    if (is_shown) prose += std::string(line) + '\n';
  }
  return prose;
}

// The prose of a file: that of a document, the comments of a source.
std::string prose_of(const std::string& path, std::string_view text) {
  if (is_document(path)) return prose_of_document(text);
  std::string prose;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t comment = line.find("// ");
    if (comment != std::string_view::npos) prose += std::string(line.substr(comment)) + '\n';
  }
  return prose;
}

bool is_there(const std::filesystem::path& path) { return std::filesystem::exists(path); }

// The paths named in `prose`, of the file `path`, that are nowhere.
std::vector<std::string> missing_paths(const std::string& path, const std::string& prose,
                                       const Words& file_names) {
  std::vector<std::string> missing;
  for_each_token(prose, "_-./", [&](std::string_view token) {
    while (token.ends_with('.') || token.ends_with('/')) token.remove_suffix(1);
    const bool is_path = std::ranges::any_of(top_folders, [&](std::string_view folder) {
      return token.starts_with(std::string(folder) + "/");
    });
    const bool is_file = is_source(token) || is_document(token);
    if ((!is_path && !is_file) || token.starts_with('.')) return;
    const std::filesystem::path beside = std::filesystem::path(path).parent_path() / token;
    // A unit goes by its name without an ending, too.
    if (is_there(top_folder() / token) || is_there(top_folder() / "include" / token) ||
        is_there(top_folder() / beside) || is_there(top_folder() / (std::string(token) + ".cpp")) ||
        file_names.contains(token) || std::ranges::find(examples, token) != examples.end()) {
      return;
    }
    missing.push_back(path + " names " + std::string(token));
  });
  return missing;
}

std::vector<std::string> missing_names(const std::string& path, const std::string& prose,
                                       const Words& code) {
  std::vector<std::string> missing;
  for_each_token(prose, "_:", [&](std::string_view token) {
    while (token.ends_with(':')) token.remove_suffix(1);
    if (token.find("::") == std::string_view::npos || token.starts_with(':')) return;
    const std::string_view first = token.substr(0, token.find("::"));
    if (std::ranges::find(namespaces, first) != namespaces.end()) return;
    for_each_token(token, "_", [&](std::string_view word) {
      if (!code.contains(word)) missing.push_back(path + " names " + std::string(token));
    });
  });
  return missing;
}

std::vector<std::string> all_files() {
  return files_below({"include", "sim", "scheduler", "tools", "tests", "docs", "scenarios",
                      "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"});
}

std::string code_of(std::string_view text) {
  std::string code;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    code += std::string(line.substr(0, line.find("// "))) + '\n';
  }
  return code;
}

TEST_CASE("every path that a comment or a document names is there") {
  Words file_names;
  for (const std::string& path : all_files()) {
    file_names.insert(std::filesystem::path(path).filename().string());
  }
  for (const std::string& path : all_files()) {
    if (!is_source(path) && !is_document(path)) continue;
    for (const std::string& each : missing_paths(path, prose_of(path, read(path)), file_names)) {
      FAIL_CHECK(each);
    }
  }
}

TEST_CASE("every qualified name that a comment or a document names is in the code") {
  Words code;
  for (const std::string& path : all_files()) {
    if (!is_source(path)) continue;
    const std::string text = code_of(read(path));
    for_each_token(text, "_", [&code](std::string_view word) { code.emplace(word); });
  }
  for (const std::string& path : all_files()) {
    if (!is_source(path) && !is_document(path)) continue;
    for (const std::string& each : missing_names(path, prose_of(path, read(path)), code)) {
      FAIL_CHECK(each);
    }
  }
}

TEST_CASE("what is named and is not there is found") {
  const Words none;
  CHECK(missing_paths("docs/a.md", "See `sim/nowhere.hpp`, docs/commands.md and lost.cpp.", none) ==
        std::vector<std::string>{"docs/a.md names sim/nowhere.hpp", "docs/a.md names lost.cpp"});
  CHECK(missing_names("docs/a.md", "`World::settle` and World::unsettle(), std::vector",
                      {"World", "settle"}) ==
        std::vector<std::string>{"docs/a.md names World::unsettle"});
}

}  // namespace
}  // namespace heddle::structure
