#pragma once
// The include table of ARCHITECTURE.md, and the lines of a file that break it. It keeps the layers
// apart: the engine must not learn of scenarios, nor a scheduler of the explorer. It must not know
// where the files come from.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::structure {

// Whether a path relative to the top folder is a file.
using IsFile = std::function<bool(std::string_view)>;

// The folder of the table that `path`, relative to the top folder, belongs to; empty if there is
// none.
std::string_view folder_of(std::string_view path);

// One sentence for each include in `text`, the contents of the file `path`, that the table forbids.
// Empty: none.
std::vector<std::string> violations(std::string_view path, std::string_view text,
                                    const IsFile& is_file);

}  // namespace heddle::structure
