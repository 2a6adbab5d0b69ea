// The heddle program: see docs/commands.md.

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tools/command_line.hpp"
#include "tools/interruption.hpp"
#include "tools/terminal.hpp"

namespace {

bool wants_colours() {
  const char* const no_colour = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  return isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0') &&
         (terminal == nullptr || std::string(terminal) != "dumb");
}

}  // namespace

int main(int argc, char** argv) {
  heddle::tools::Console console{.in = std::cin,
                                 .out = std::cout,
                                 .err = std::cerr,
                                 .colours = wants_colours(),
                                 .shows_progress = isatty(STDERR_FILENO) != 0,
                                 .columns = &heddle::tools::terminal_columns,
                                 .interrupted = &heddle::tools::catch_interruptions()};
  return static_cast<int>(
      heddle::tools::run_command_line(std::vector<std::string>(argv + 1, argv + argc), console));
}
