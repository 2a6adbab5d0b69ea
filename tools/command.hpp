#pragma once
// A command of the program, and the list of all commands. Each has a file of its own.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tools/console.hpp"
#include "tools/exit_code.hpp"

namespace CLI {
class App;
}

namespace heddle::tools {

class Command {
 public:
  virtual ~Command() = default;
  virtual std::string name() const = 0;
  virtual std::string about() const = 0;     // one line
  virtual std::string examples() const = 0;  // shown below the options
  // Options are stored in this object, which outlives the parser.
  virtual void add_options(CLI::App& parser) = 0;
  // Throws InputError, UsageError, SchedulerError, ScheduleError, OutputError.
  virtual ExitCode run(Console& console) = 0;
};

std::unique_ptr<Command> make_run_command();
std::unique_ptr<Command> make_explore_command();
std::unique_ptr<Command> make_replay_command();
std::unique_ptr<Command> make_native_command();
std::unique_ptr<Command> make_compare_command();
std::unique_ptr<Command> make_check_command();
std::unique_ptr<Command> make_validate_command();

}  // namespace heddle::tools
