// The heddle program: see docs/commands.md.

#include <unistd.h>

#include <cstdlib>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "sim/explore/memory_reserve.hpp"
#include "sim/files/standard_streams.hpp"
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
  heddle::open_closed_streams();
  heddle::tools::ignore_file_size_signal();
  heddle::put_memory_aside();
  const std::atomic<bool>& interrupted = heddle::tools::catch_interruptions();
  heddle::InterruptibleInput in_buffer(STDIN_FILENO, interrupted);
  heddle::InterruptibleOutput out_buffer(STDOUT_FILENO, interrupted);
  heddle::InterruptibleOutput err_buffer(STDERR_FILENO, interrupted);
  std::istream in(&in_buffer);
  std::ostream out(&out_buffer);
  std::ostream err(&err_buffer);
  err << std::unitbuf;
  heddle::tools::Console console{.in = in,
                                 .out = out,
                                 .err = err,
                                 .colours = wants_colours(),
                                 .out_is_terminal = isatty(STDOUT_FILENO) != 0,
                                 .shows_progress = isatty(STDERR_FILENO) != 0,
                                 .columns = &heddle::tools::terminal_columns,
                                 .interrupted = &interrupted};
  return static_cast<int>(
      heddle::tools::run_command_line(std::vector<std::string>(argv + 1, argv + argc), console));
}
