#pragma once
// Sizes of memory as people write them.

#include <cstddef>
#include <string>
#include <string_view>

namespace heddle::tools {

// In bytes, of a whole number with a unit: "500M", "4G", "64K", also "4GiB"; each unit is 1,024 of
// the one before. At least a megabyte. Throws UsageError.
std::size_t parse_size(std::string_view text);
// "512 MiB", "4 GiB".
std::string size_text(std::size_t bytes);

}  // namespace heddle::tools
