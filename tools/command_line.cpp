#include "tools/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <utility>

#include "scheduler/nearest_word.hpp"
#include "scheduler/strategy.hpp"
#include "sim/explain/schedule_text.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/model/printable_text.hpp"
#include "sim/scenario/diagnostic.hpp"
#include "sim/scenario/input_file.hpp"
#include "tools/command.hpp"
#include "tools/errors.hpp"
#include "tools/guarded_stream.hpp"

namespace heddle::tools {
namespace {

constexpr const char* about =
    "Heddle runs concurrent programs under a scheduler that decides every step: it explores their\n"
    "interleavings, finds data races, deadlocks and lost wake-ups, and replays any of them.";
constexpr const char* footer =
    "Begin with:\n"
    "  heddle explore FILE     what can happen in this scenario, and what is wrong with it?\n"
    "  heddle COMMAND --help   the options of a command, with examples\n"
    "Exit codes: 0 nothing found, 1 a bug found or an expectation not met, 2 bad usage or "
    "scenario,\n"
    "3 undecided, 4 internal error.";

std::vector<std::unique_ptr<Command>> all_commands() {
  std::vector<std::unique_ptr<Command>> commands;
  commands.push_back(make_run_command());
  commands.push_back(make_explore_command());
  commands.push_back(make_replay_command());
  commands.push_back(make_native_command());
  commands.push_back(make_compare_command());
  commands.push_back(make_check_command());
  commands.push_back(make_validate_command());
  return commands;
}

// The error if the first argument looks like a command but is none.
std::string unknown_command(const std::string& word,
                            const std::vector<std::unique_ptr<Command>>& commands) {
  std::vector<std::string> names;
  for (const auto& command : commands) names.push_back(command->name());
  const std::vector<std::string_view> words(names.begin(), names.end());
  std::string message = "unknown command '" + word + "'";
  if (const auto nearest = nearest_word(word, words)) {
    return message + "; did you mean '" + std::string(*nearest) + "'?";
  }
  message += "; there is";
  for (std::size_t i = 0; i < names.size(); ++i) message += (i == 0 ? " " : ", ") + names[i];
  return message;
}

ExitCode parse_and_run(std::vector<std::string> arguments, Console& console) {
  const std::vector<std::unique_ptr<Command>> commands = all_commands();
  if (!arguments.empty() && !arguments.front().starts_with('-') &&
      std::ranges::none_of(commands,
                           [&](const auto& each) { return each->name() == arguments.front(); })) {
    throw UsageError(unknown_command(arguments.front(), commands));
  }
  CLI::App app(about, "heddle");
  app.footer(footer);
  app.set_version_flag("--version", "heddle " HEDDLE_VERSION, "the version");
  app.require_subcommand(1);
  std::string hint = "heddle --help";
  Command* chosen = nullptr;
  for (const auto& command : commands) {
    CLI::App* const parser = app.add_subcommand(command->name(), command->about());
    parser->footer(command->examples());
    command->add_options(*parser);
    parser->preparse_callback([&hint, &chosen, each = command.get()](std::size_t) {
      chosen = each;
      hint = "heddle " + each->name() + " --help";
    });
  }
  std::ranges::reverse(arguments);  // CLI11 takes them from the end
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::Success& wanted) {
    app.exit(wanted, console.out, console.err);
    return ExitCode::success;
  } catch (const CLI::ParseError& error) {
    throw UsageError(std::string(error.what()) + "\nSee " + hint);
  }
  return chosen->run(console);
}

// A message may quote an argument or a schedule of any length.
std::string message_of(const std::exception& error) {
  constexpr std::size_t longest = 4'000;
  return shortened(error.what(), longest);
}

ExitCode finish(ExitCode code, Console& console) {
  console.out.flush();
  if (console.out) return code;
  throw OutputError("the result could not be written to standard output");
}

}  // namespace

ExitCode run_command_line(std::vector<std::string> arguments, Console& given) noexcept {
  GuardedStream messages(given.err, given.shows_progress ? Guard::terminal : Guard::text);
  Console console{.in = given.in,
                  .out = given.out,
                  .err = messages,
                  .colours = given.colours,
                  .out_is_terminal = given.out_is_terminal,
                  .shows_progress = given.shows_progress,
                  .columns = given.columns,
                  .interrupted = given.interrupted};
  try {
    return finish(parse_and_run(std::move(arguments), console), console);
  } catch (const scenario::InputInterrupted& error) {
    console.err << error.what() << '\n';
    return ExitCode::undecided;
  } catch (const scenario::InputError& error) {
    console.err << error.what() << '\n';
    return ExitCode::bad_input;
  } catch (const UsageError& error) {
    console.err << "heddle: " << message_of(error) << '\n';
    return ExitCode::bad_input;
  } catch (const SchedulerError& error) {
    console.err << "heddle: --scheduler: " << message_of(error) << '\n';
    return ExitCode::bad_input;
  } catch (const ScheduleError& error) {
    console.err << "heddle: --schedule: " << message_of(error) << '\n';
    return ExitCode::bad_input;
  } catch (const OutputError& error) {
    console.err << "heddle: " << message_of(error) << '\n';
  } catch (const std::bad_alloc&) {
    release_memory_for_report();
    console.err << "heddle: out of memory\n";
    return ExitCode::undecided;
  } catch (const std::exception& error) {
    console.err << "heddle: internal error: " << message_of(error) << '\n';
  } catch (...) {
    console.err << "heddle: internal error\n";
  }
  return ExitCode::internal_error;
}

}  // namespace heddle::tools
