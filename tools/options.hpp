#pragma once
// The options that several commands share, each with one name and one meaning. A command adds those
// that make sense for it.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/time_choice.hpp"

namespace CLI {
class App;
}

namespace heddle::tools {

enum class Format : std::uint8_t { text, json };

struct Options {
  std::string file;
  std::vector<std::string> paths;  // for commands that take several
  std::optional<std::string> scheduler;
  std::optional<std::uint64_t> given_seed;
  std::optional<TimeChoice> time;
  ThreadKind threads = ThreadKind::calls;
  std::optional<std::uint64_t> executions;
  std::optional<std::chrono::nanoseconds> budget;
  unsigned jobs = 0;       // 0: not given
  bool processes = false;  // jobs are processes, not threads
  std::string checkpoint;  // a file; empty: none
  std::chrono::nanoseconds between_checkpoints = std::chrono::seconds(2);
  std::optional<std::size_t> memory;  // bytes; none: a part of what the machine leaves
  std::size_t outcomes = 10'000;      // kept in full; the others are counted only
  bool fail_fast = false;
  bool requires_proof = false;
  Format format = Format::text;
  std::string output;  // a file; empty: standard output
  std::string save;    // a folder for failing schedules; empty: none
  std::uint64_t runs = 100;
  std::optional<std::uint64_t> run_steps;               // of one native run
  std::optional<std::chrono::nanoseconds> run_timeout;  // likewise
  bool trace = false;
  std::string schedule;  // a text, a file or "-"; empty: not given

  std::uint64_t seed() const { return given_seed.value_or(0); }
};

// Each adds options to `parser` that store into `options`, which outlives it.
void add_file(CLI::App& parser, Options& options);
void add_paths(CLI::App& parser, Options& options, const std::string& name,
               const std::string& about);
void add_schedule(CLI::App& parser, Options& options);
void add_scheduler(CLI::App& parser, Options& options, const std::string& preset);
// To be called after `add_scheduler`: it is another form of that option.
void add_bound(CLI::App& parser, Options& options);
void add_require(CLI::App& parser, Options& options, const std::string& meaning);
void add_time(CLI::App& parser, Options& options, const std::string& preset);  // "the file's"
void add_threads(CLI::App& parser, Options& options);
void add_budget(CLI::App& parser, Options& options, const std::string& preset);
// The budget of native runs; there are no executions.
void add_native_budget(CLI::App& parser, Options& options);
void add_memory(CLI::App& parser, Options& options);
void add_outcomes(CLI::App& parser, Options& options);
void add_jobs(CLI::App& parser, Options& options, const std::string& meaning);
void add_processes(CLI::App& parser, Options& options);
void add_checkpoint(CLI::App& parser, Options& options);
void add_fail_fast(CLI::App& parser, Options& options, const std::string& meaning);
void add_output(CLI::App& parser, Options& options);
void add_save(CLI::App& parser, Options& options);
void add_runs(CLI::App& parser, Options& options);
// The limits of one native run.
void add_run_limits(CLI::App& parser, Options& options);
void add_trace(CLI::App& parser, Options& options);

// The number of cores where no number of jobs was given.
unsigned jobs_or_cores(const Options& options);

}  // namespace heddle::tools
