// heddle replay: one given execution, exactly.

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <vector>

#include "scheduler/registry.hpp"
#include "sim/explain/schedule_text.hpp"
#include "sim/explain/trace_text.hpp"
#include "sim/explore/single_execution.hpp"
#include "sim/model/printable_text.hpp"
#include "sim/report/report_json.hpp"
#include "sim/report/words.hpp"
#include "sim/scenario/input_file.hpp"
#include "sim/search/follow_schedule.hpp"
#include "tools/command.hpp"
#include "tools/errors.hpp"
#include "tools/execution_report.hpp"
#include "tools/exploration.hpp"
#include "tools/options.hpp"
#include "tools/result_output.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {
namespace {

// Beyond any execution that Heddle runs.
constexpr std::size_t most_schedule_bytes = std::size_t{16} * 1024 * 1024;

// From standard input, up to a little more than the limit.
std::string all_of(Console& console) {
  std::string text;
  std::vector<char> part(64 * 1024);
  while (text.size() <= most_schedule_bytes && console.in) {
    console.in.read(part.data(), static_cast<std::streamsize>(part.size()));
    text.append(part.data(), static_cast<std::size_t>(console.in.gcount()));
  }
  if (console.is_interrupted()) throw scenario::InputInterrupted("standard input");
  return text;
}

Schedule parsed(const std::string& text) {
  if (text.size() > most_schedule_bytes) {
    throw ScheduleError("bad schedule: expected no more than " +
                        std::to_string(most_schedule_bytes) + " bytes");
  }
  return parse_schedule(text);
}

// The schedule in `text`, or in the file that `text` names.
Schedule read_schedule(const std::string& text, Console& console) {
  if (text == "-") return parsed(all_of(console));
  std::error_code none;
  if (std::filesystem::exists(text, none)) {
    return parsed(scenario::read_input_file(text, {.expected = "a file with a schedule",
                                                   .byte_limit = most_schedule_bytes,
                                                   .stop = console.interrupted}));
  }
  if (text.find(':') != std::string::npos) return parsed(text);
  throw UsageError("--schedule " + shell_word(shortened(text, 200)) +
                   ": neither a schedule nor a file that can be read");
}

class ReplayCommand final : public Command {
 public:
  std::string name() const override { return "replay"; }
  std::string about() const override {
    return "One given execution, exactly: from a schedule, or from a seed";
  }
  std::string examples() const override {
    return "Examples:\n"
           "  heddle replay FILE --schedule 'heddle1:9f86d081:unbounded:main*3,worker,main'\n"
           "  heddle replay FILE --schedule failures/lost-update-finally-1.schedule --trace\n"
           "  heddle explore FILE --format json | jq -r '.bugs[0].schedule' | heddle replay FILE "
           "--schedule -\n"
           "  heddle replay FILE --seed 42 --scheduler pct:depth=3\n"
           "The schedule of a livelock has @cycle where its cycle begins, and goes round once.\n"
           "Exit code: 0 no bug, 1 a bug, 2 the schedule does not fit (or bad usage or scenario),\n"
           "3 cut off at the limit on steps.";
  }

  void add_options(CLI::App& parser) override {
    add_file(parser, options_);
    add_schedule(parser, options_);
    add_scheduler(parser, options_, "random");
    add_time(parser, options_, "the schedule's; with --seed the file's, else unbounded");
    add_threads(parser, options_);
    add_memory(parser, options_);
    add_trace(parser, options_);
    add_output(parser, options_);
  }

  ExitCode run(Console& console) override {
    const bool has_seed = options_.given_seed.has_value() || options_.scheduler.has_value();
    if (options_.schedule.empty() == !has_seed) {
      throw UsageError(
          "replay needs either --schedule TEXT-OR-FILE or --seed N\nSee heddle replay "
          "--help");
    }
    Subject subject(options_.file, console.interrupted);
    ResultOutput output(options_, console);
    return has_seed ? from_seed(subject, output, console) : from_schedule(subject, output, console);
  }

 private:
  ExitCode from_seed(Subject& subject, ResultOutput& output, Console& console) {
    const Settings settings = chosen_settings(subject);
    const std::string spec = options_.scheduler.value_or("random");
    SingleExecution execution = prepared(subject, settings);
    auto memory = memory_gauge(options_);
    execution.run(*make_scheduler(spec, options_.seed()),
                  find_strategy(spec).uses_seed ? spec : std::string(), std::nullopt,
                  execution_limits(memory, console));
    show(subject, execution, settings, {spec, options_.seed()}, nullptr, output, console);
    return exit_code_of(execution);
  }

  ExitCode from_schedule(Subject& subject, ResultOutput& output, Console& console) {
    const Schedule schedule = read_schedule(options_.schedule, console);
    Settings settings = chosen_settings(subject);
    if (!options_.time) {
      std::tie(settings.time, settings.jitter_ns) = parse_time_text(schedule.time);
    }
    if (schedule.program_hash != subject.scenario.hash) {
      console.err << "heddle: warning: the schedule was made for another version of this scenario; "
                     "following it as far as it fits\n";
    }
    settings = with_room_for_cycle(schedule, settings);
    SingleExecution execution = prepared(subject, settings);
    auto memory = memory_gauge(options_);
    const FollowedSchedule followed = follow_schedule(execution, schedule, *subject.scenario.texts,
                                                      execution_limits(memory, console));
    show(subject, execution, settings, {}, &followed.misfit, output, console);
    if (!followed.misfit.empty()) {
      console.err << "heddle: " << followed.misfit << '\n';
      // A bug that comes before the end of the schedule is still a bug.
      const bool no_livelock = schedule.cycle_begin && !execution.cycle_begin();
      if (followed.has_diverged || no_livelock || execution.bugs().empty()) {
        return ExitCode::bad_input;
      }
    } else if (followed.ended_early) {
      console.err << "heddle: the schedule ends before the execution does; went on without it\n";
    }
    return exit_code_of(execution);
  }

  Settings chosen_settings(const Subject& subject) const {
    Settings settings = settings_of(subject.scenario, options_.time, TimeModel::unbounded);
    settings.threads = options_.threads;
    return settings;
  }

  static SingleExecution prepared(Subject& subject, const Settings& settings) {
    return SingleExecution(subject.program, settings, subject.scenario.hash,
                           subject.scenario.races_are_errors);
  }

  // `reason`: why the schedule does not fit; null if none was followed.
  void show(Subject& subject, const SingleExecution& execution, const Settings& settings,
            const ExecutionOrigin& origin, const std::string* reason, ResultOutput& output,
            Console& console) {
    if (options_.format == Format::json) {
      auto document = execution_json(subject, execution, settings, origin);
      if (reason != nullptr) {
        document["fits"] = reason->empty();
        if (!reason->empty()) document["misfit"] = *reason;
      }
      if (options_.trace) {
        document["trace"] = trace_json(lines_of(subject, execution));
      }
      output.write(document);
    } else {
      ScheduleFiles schedules({}, console.err);
      schedules.remember(options_.schedule);
      write_execution(output, subject, execution,
                      options_.trace ? trace_of(subject, execution) : "", schedules);
    }
    output.finish();
  }

  Options options_;
};

}  // namespace

std::unique_ptr<Command> make_replay_command() { return std::make_unique<ReplayCommand>(); }

}  // namespace heddle::tools
