#pragma once
// The files of this checkout, for tests that read the sources as text. Knows the layout's top level
// and no more.

#include <filesystem>
#include <string>
#include <vector>

namespace heddle::structure {

// The top folder of the checkout.
std::filesystem::path top_folder();

// The given files and the files below the given folders, recursively, as far as they exist: paths
// relative to the top folder, with slashes, sorted. Leaves out node_modules.
std::vector<std::string> files_below(const std::vector<std::string>& folders);

// The contents of a file, by its path relative to the top folder.
std::string read(const std::string& path);

}  // namespace heddle::structure
