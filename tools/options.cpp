#include "tools/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <functional>
#include <stdexcept>
#include <thread>

#include "scheduler/registry.hpp"
#include "sim/report/time_name.hpp"
#include "tools/errors.hpp"
#include "tools/size.hpp"

namespace heddle::tools {
namespace {

constexpr unsigned most_jobs = 1024;
constexpr std::uint64_t most_runs = 10'000'000;

std::string known_schedulers() {
  std::string names;
  for (const Strategy& strategy : strategies()) {
    names += (names.empty() ? "" : "|") + std::string(strategy.name);
  }
  return names;
}

// An option whose value goes to `read`. An exception of `read` becomes a message of the parser.
CLI::Option* add_read(CLI::App& parser, const std::string& name, const std::string& about,
                      std::function<void(const std::string&)> read) {
  return parser.add_option_function<std::string>(
      name,
      [name, read = std::move(read)](const std::string& text) {
        try {
          read(text);
        } catch (const std::runtime_error& error) {
          throw CLI::ValidationError(name, error.what());
        } catch (const std::invalid_argument& error) {
          throw CLI::ValidationError(name, error.what());
        }
      },
      about);
}

Format parse_format(const std::string& text) {
  if (text == "text") return Format::text;
  if (text == "json") return Format::json;
  throw UsageError("unknown format '" + text + "'; there is text and json");
}

ThreadKind parse_threads(const std::string& text) {
  if (text == "calls") return ThreadKind::calls;
  if (text == "fibers") return ThreadKind::fibers;
  throw UsageError("unknown kind of threads '" + text + "'; there is calls and fibers");
}

// An option whose text must not be empty: an empty one is a variable of a script that was not set.
CLI::Option* add_text(CLI::App& parser, const std::string& name, std::string& text,
                      const std::string& about) {
  return add_read(parser, name, about, [&text](const std::string& value) {
    if (value.empty()) throw UsageError("expected a value, found an empty one");
    text = value;
  });
}

// A flag takes no value, although the parser would understand --flag=5.
void add_plain_flag(CLI::App& parser, const std::string& name, bool& flag,
                    const std::string& about) {
  parser.add_flag(name, flag, about)->disable_flag_override();
}

void add_whole_number(CLI::App& parser, const std::string& name, const std::string& about,
                      std::uint64_t least, std::uint64_t most,
                      std::function<void(std::uint64_t)> take) {
  add_read(parser, name, about, [least, most, take = std::move(take)](const std::string& text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end || number < least || number > most) {
      throw UsageError("expected a whole number from " + std::to_string(least) + " to " +
                       std::to_string(most) + ", found '" + text + "'");
    }
    take(number);
  })->type_name("N");
}

void add_time_budget(CLI::App& parser, Options& options, const std::string& preset) {
  add_read(parser, "--budget", "at most so long, such as 30s or 500ms; default: " + preset,
           [&options](const std::string& text) { options.budget = parse_duration(text); })
      ->type_name("TIME");
}

}  // namespace

void add_file(CLI::App& parser, Options& options) {
  parser.add_option("FILE", options.file, "the scenario")->required()->type_name("");
}

void add_paths(CLI::App& parser, Options& options, const std::string& name,
               const std::string& about) {
  parser.add_option(name, options.paths, about)->required()->type_name("");
}

void add_schedule(CLI::App& parser, Options& options) {
  add_text(parser, "--schedule", options.schedule, "what to follow; - reads it from standard input")
      ->type_name("TEXT-OR-FILE");
}

void add_scheduler(CLI::App& parser, Options& options, const std::string& preset) {
  add_read(
      parser, "--scheduler",
      "auto|" + known_schedulers() + ", with parameters as pct:depth=3; default: auto, " + preset,
      [&options](const std::string& spec) {
        if (spec == "auto") return options.scheduler.reset();
        full_spec(spec);
        options.scheduler = spec;
      })
      ->type_name("SPEC");
  add_whole_number(parser, "--seed",
                   "where choices by chance begin: execution i has the seed N + i; default: 0", 0,
                   UINT64_MAX, [&options](std::uint64_t seed) { options.given_seed = seed; });
}

void add_bound(CLI::App& parser, Options& options) {
  std::string known;
  for (const Strategy& strategy : strategies()) {
    if (!strategy.bound_noun.empty()) known += std::string(strategy.name) + "=N|";
  }
  if (!known.empty()) known.pop_back();
  add_read(parser, "--bound",
           "everything within a bound, the simplest first; instead of --scheduler",
           [&options](const std::string& bound) { options.scheduler = spec_of_bound(bound); })
      ->type_name(known)
      ->excludes("--scheduler");
}

void add_require(CLI::App& parser, Options& options, const std::string& meaning) {
  add_read(parser, "--require", meaning, [&options](const std::string& text) {
    if (text != "proved") {
      throw UsageError("unknown requirement '" + text + "'; there is proved");
    }
    options.requires_proof = true;
  })->type_name("proved");
}

void add_time(CLI::App& parser, Options& options, const std::string& preset) {
  add_read(parser, "--time",
           "exact|unbounded|jitter:2ms: what sleeps and time-outs mean; default: " + preset,
           [&options](const std::string& text) { options.time = parse_time(text); })
      ->type_name("MODEL");
}

void add_threads(CLI::App& parser, Options& options) {
  add_read(parser, "--threads",
           "what stands in for a thread, which changes no result: calls (faster) or fibers; "
           "default: calls",
           [&options](const std::string& text) { options.threads = parse_threads(text); })
      ->type_name("calls|fibers");
}

void add_budget(CLI::App& parser, Options& options, const std::string& preset) {
  add_whole_number(parser, "--executions", "at most so many executions", 1, INT64_MAX,
                   [&options](std::uint64_t number) { options.executions = number; });
  add_time_budget(parser, options, preset);
}

void add_native_budget(CLI::App& parser, Options& options) {
  add_time_budget(parser, options, "none");
}

void add_memory(CLI::App& parser, Options& options) {
  add_read(
      parser, "--memory",
      "at most so much memory, such as 500M or 4G, and 7/8 of what the machine leaves; default: "
      "3/4 of that",
      [&options](const std::string& text) { options.memory = parse_size(text); })
      ->type_name("SIZE");
}

void add_outcomes(CLI::App& parser, Options& options) {
  add_whole_number(parser, "--outcomes",
                   "so many distinct outcomes are kept in full, the others are counted only; "
                   "default: 10000",
                   1, INT64_MAX, [&options](std::uint64_t number) {
                     options.outcomes = static_cast<std::size_t>(number);
                   });
}

void add_jobs(CLI::App& parser, Options& options, const std::string& meaning) {
  add_whole_number(parser, "--jobs", meaning, 1, most_jobs, [&options](std::uint64_t number) {
    options.jobs = static_cast<unsigned>(number);
  });
}

void add_checkpoint(CLI::App& parser, Options& options) {
  CLI::Option* const file =
      add_text(parser, "--checkpoint", options.checkpoint,
               "keep there how far it is, and go on from there after an end or a crash")
          ->type_name("FILE");
  add_read(
      parser, "--checkpoint-every", "at least so long between two of them; default: 2s",
      [&options](const std::string& text) { options.between_checkpoints = parse_duration(text); })
      ->type_name("TIME")
      ->needs(file);
}

void add_processes(CLI::App& parser, Options& options) {
  add_plain_flag(parser, "--processes", options.processes,
                 "jobs are child processes instead of threads; one that dies is done without");
}
void add_fail_fast(CLI::App& parser, Options& options, const std::string& meaning) {
  add_plain_flag(parser, "--fail-fast", options.fail_fast, meaning);
}

void add_output(CLI::App& parser, Options& options) {
  add_read(parser, "--format", "text for people (default), or one JSON document",
           [&options](const std::string& text) { options.format = parse_format(text); })
      ->type_name("text|json");
  add_text(parser, "--output", options.output, "write the result there instead of showing it")
      ->type_name("FILE");
}

void add_save(CLI::App& parser, Options& options) {
  add_text(parser, "--save", options.save, "write the schedule of each bug into a file there")
      ->type_name("FOLDER");
}

void add_runs(CLI::App& parser, Options& options) {
  add_whole_number(parser, "--runs", "runs on real threads; default: 100", 1, most_runs,
                   [&options](std::uint64_t number) { options.runs = number; });
}

void add_run_limits(CLI::App& parser, Options& options) {
  add_whole_number(parser, "--run-steps",
                   "cut a run off that has taken more steps and a second; default: the file's "
                   "limits.steps, else 10000",
                   1, INT64_MAX, [&options](std::uint64_t number) { options.run_steps = number; });
  add_read(parser, "--run-timeout", "cut a run off that takes longer; default: 10s",
           [&options](const std::string& text) { options.run_timeout = parse_duration(text); })
      ->type_name("TIME");
}

void add_trace(CLI::App& parser, Options& options) {
  add_plain_flag(parser, "--trace", options.trace, "show the interleaving, step by step");
}

unsigned jobs_or_cores(const Options& options) {
  if (options.jobs != 0) return options.jobs;
  return std::clamp(std::thread::hardware_concurrency(), 1U, most_jobs);
}

}  // namespace heddle::tools
