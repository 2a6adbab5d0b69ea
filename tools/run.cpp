// heddle run: one execution under a scheduler.

#include <nlohmann/json.hpp>

#include "scheduler/registry.hpp"
#include "sim/explain/trace_text.hpp"
#include "sim/explore/single_execution.hpp"
#include "sim/report/report_json.hpp"
#include "tools/command.hpp"
#include "tools/execution_report.hpp"
#include "tools/exploration.hpp"
#include "tools/options.hpp"
#include "tools/result_output.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {
namespace {

class RunCommand final : public Command {
 public:
  std::string name() const override { return "run"; }
  std::string about() const override {
    return "One execution under a scheduler: the program's output, then its status";
  }
  std::string examples() const override {
    return "Examples:\n"
           "  heddle run scenarios/book/listing-16-01-spawn.json\n"
           "  heddle run FILE --trace                     who did what, step by step\n"
           "  heddle run FILE --scheduler random --seed 7  one order by chance, always the same\n"
           "  heddle run FILE --time unbounded            sleeps may take any time\n"
           "Exit code: 0 no bug, 1 a bug, 2 bad scenario, 3 cut off at the limit on steps.";
  }

  void add_options(CLI::App& parser) override {
    add_file(parser, options_);
    add_scheduler(parser, options_, "round-robin");
    add_time(parser, options_, "the file's, else exact");
    add_threads(parser, options_);
    add_memory(parser, options_);
    add_trace(parser, options_);
    add_output(parser, options_);
  }

  ExitCode run(Console& console) override {
    Subject subject(options_.file, console.interrupted);
    ResultOutput output(options_, console);
    Settings settings = settings_of(subject.scenario, options_.time, TimeModel::exact);
    settings.threads = options_.threads;
    const std::string spec = options_.scheduler.value_or("round-robin");
    const auto scheduler = make_scheduler(spec, options_.seed());
    SingleExecution execution(subject.program, settings, subject.scenario.hash,
                              subject.scenario.races_are_errors);
    auto memory = memory_gauge(options_);
    execution.run(*scheduler, find_strategy(spec).uses_seed ? spec : std::string(), std::nullopt,
                  execution_limits(memory, console));
    if (options_.format == Format::json) {
      auto document = execution_json(subject, execution, settings, {spec, options_.seed()});
      if (options_.trace) {
        document["trace"] =
            trace_json(trace_lines(execution.world(), subject.program, execution.times_ns()));
      }
      output.write(document);
    } else {
      ScheduleFiles schedules({}, console.err);
      write_execution(output, subject, execution,
                      options_.trace ? trace_of(subject, execution) : "", schedules);
    }
    output.finish();
    return exit_code_of(execution);
  }

 private:
  Options options_;
};

}  // namespace

std::unique_ptr<Command> make_run_command() { return std::make_unique<RunCommand>(); }

}  // namespace heddle::tools
