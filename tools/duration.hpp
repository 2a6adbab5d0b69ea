#pragma once
// Durations as people write them on the command line: "30s", "500ms".

#include <chrono>
#include <string_view>

namespace heddle::tools {

// A whole number and one of ns, us, ms, s, m. Throws UsageError.
std::chrono::nanoseconds parse_duration(std::string_view text);

}  // namespace heddle::tools
