#include "tests/structure/source_files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/paths.hpp"

namespace heddle::structure {

std::filesystem::path top_folder() { return tests::source_folder(); }

std::vector<std::string> files_below(const std::vector<std::string>& folders) {
  std::vector<std::string> files;
  for (const std::string& folder : folders) {
    const std::filesystem::path start = top_folder() / folder;
    if (std::filesystem::is_regular_file(start)) files.push_back(folder);
    if (!std::filesystem::is_directory(start)) continue;
    using Iterator = std::filesystem::recursive_directory_iterator;
    for (auto entry = Iterator(start); entry != Iterator(); ++entry) {
      if (entry->path().filename() == "node_modules") entry.disable_recursion_pending();
      if (entry->is_regular_file())
        files.push_back(entry->path().lexically_relative(top_folder()).generic_string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string read(const std::string& path) {
  std::ifstream file(top_folder() / path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace heddle::structure
