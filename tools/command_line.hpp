#pragma once
// The program as a function: arguments in, text and an exit code out.

#include <string>
#include <vector>

#include "tools/console.hpp"
#include "tools/exit_code.hpp"

namespace heddle::tools {

// `arguments` without the program's own name. Throws nothing: whatever goes wrong is written to
// console.err.
ExitCode run_command_line(std::vector<std::string> arguments, Console& console) noexcept;

}  // namespace heddle::tools
