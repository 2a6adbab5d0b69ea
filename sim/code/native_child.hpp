#pragma once
// A run on OS threads in a process of its own: what it says to its parent.

#include <string_view>

namespace heddle::code {

// A line of output. False: this process is no such run.
bool tell_parent(std::string_view line);

}  // namespace heddle::code
