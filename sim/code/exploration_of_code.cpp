#include "sim/code/exploration_of_code.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/registry.hpp"
#include "sim/code/code_program.hpp"
#include "sim/code/crash_watch.hpp"
#include "sim/explain/schedule_text.hpp"
#include "sim/explore/memory_gauge.hpp"
#include "sim/explore/single_execution.hpp"
#include "sim/files/checkpoint_file.hpp"
#include "sim/files/output_error.hpp"
#include "sim/model/text_hash.hpp"
#include "sim/report/time_name.hpp"
#include "sim/search/checkpoint.hpp"
#include "sim/search/follow_schedule.hpp"

namespace heddle::code {
namespace {

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// Of the explorations of one function, in the order in which they are met: 0, 1, ...
std::size_t ordinal_in_function(const std::string& function, unsigned line) {
  static std::mutex mutex;
  static std::map<std::string, std::vector<unsigned>> lines_met;
  const std::lock_guard lock(mutex);
  std::vector<unsigned>& lines = lines_met[function];
  const auto known = std::ranges::find(lines, line);
  const auto ordinal = static_cast<std::size_t>(known - lines.begin());
  if (known == lines.end()) lines.push_back(line);
  return ordinal;
}

// The same after the file was edited elsewhere, so that old schedules still find their test.
std::uint32_t identity_of(const options& how, const detail::place_in_function& where) {
  if (!how.name.empty()) return text_hash(how.name);
  std::string words = std::string(file_name(where.file)) + ' ' + where.function;
  // clang 14 says "TestBody" of every test of GoogleTest, other compilers its whole signature.
  if (words.find('(') == std::string::npos) words += ' ' + std::to_string(where.line);
  const std::size_t ordinal = ordinal_in_function(words, where.line);
  if (ordinal != 0) words += " #" + std::to_string(ordinal);
  return text_hash(words);
}

}  // namespace

ExplorationOfCode::ExplorationOfCode(const std::function<void()>& body, const options& how,
                                     const detail::place_in_function& where)
    : how_(how), settings_(settings()), subject_(std::make_unique<Subject>()) {
  if (!body) throw std::invalid_argument("an exploration of an empty function");
  if (detail::is_simulated()) {
    throw std::invalid_argument("an exploration inside of an exploration");
  }
  if (!how_.bound.empty() && !how_.strategy.empty()) {
    throw std::invalid_argument("options: a strategy and a bound: name one of them");
  }
  subject_->body = body;
  subject_->name = how.name;
  if (subject_->name.empty()) {
    subject_->name = std::string(file_name(where.file)) + ":" + std::to_string(where.line);
  }
  subject_->hash = identity_of(how, where);
  subject_->stack_bytes = how_.stack_bytes;
  note_time();
}

void ExplorationOfCode::note_time() {
  subject_->time = time_text(settings_);
  subject_->has_clock = settings_.time != TimeModel::unbounded;
}

Settings ExplorationOfCode::settings() const {
  Settings settings;
  const TimeChoice time = parse_time(how_.time);
  if (time.model == TimeModel::jitter && !time.jitter_ns) {
    throw std::invalid_argument("options::time: jitter needs a bound: jitter:2ms");
  }
  settings.time = time.model;
  settings.jitter_ns = time.jitter_ns.value_or(0);
  settings.spurious_wakeups = how_.spurious_wakeups;
  settings.main_exit = MainExit::join;
  settings.step_limit = how_.steps;
  return settings;
}

ExploreOptions ExplorationOfCode::explore_options() const {
  ExploreOptions options;
  options.settings = settings_;
  options.program_hash = subject_->hash;
  options.races_are_errors = how_.races_are_bugs;
  options.stop_at_first_bug = how_.stop_at_first_bug;
  if (how_.executions != 0) options.execution_limit = how_.executions;
  options.time_limit = how_.budget;
  options.stop = &subject_->stop;
  return options;
}

std::unique_ptr<Program> ExplorationOfCode::make_program() const {
  return std::make_unique<CodeProgram>(*subject_);
}

// Most are met in the first execution. It runs twice, so that code that is never the same is told
// so at once; and again after the exploration, by run_again().
void ExplorationOfCode::meet_outside_objects() {
  do {
    subject_->stop = false;
    first_ = std::make_unique<CodeProgram>(*subject_);
    for (int time = 0; time < 2 && !subject_->stop; ++time) run_again();
  } while (subject_->outside.take_in());
}

// The first execution once more, which must do the same as before.
void ExplorationOfCode::run_again() {
  SingleExecution execution(*first_, settings_, subject_->hash, false);
  execution.run(*make_scheduler("round-robin", 0));
  detail::running_thread = nullptr;
}

Exploration ExplorationOfCode::explore_once() {
  std::optional<std::string> spec;
  if (!how_.strategy.empty()) spec = how_.strategy;
  if (!how_.bound.empty()) spec = spec_of_bound(how_.bound);
  ExploreOptions options = explore_options();
  std::optional<MemoryGauge> memory;
  if (const auto limit = MemoryGauge::default_limit()) {
    memory.emplace(*limit);
    options.memory = &*memory;
  }
  // What was made outside is in one place in memory, which threads cannot share.
  const bool is_alone = subject_->outside.are_of_user();
  SearchWays ways{.seed = how_.seed, .jobs = is_alone ? 1 : std::max(how_.jobs, 1U)};
  const MakeProgram make = [this] { return make_program(); };
  if (how_.checkpoint.empty()) return explore_program(make, spec, options, ways);
  return explore_with_checkpoint(make, spec, options, ways);
}

// As `heddle explore --checkpoint` does.
Exploration ExplorationOfCode::explore_with_checkpoint(const MakeProgram& make,
                                                       const std::optional<std::string>& spec,
                                                       const ExploreOptions& options,
                                                       SearchWays& ways) {
  if (spec) {
    const Strategy& strategy = find_strategy(*spec);
    if (strategy.make != nullptr && strategy.save == nullptr) {
      throw std::invalid_argument("options::checkpoint: a search by " + std::string(strategy.name) +
                                  " cannot be kept");
    }
  }
  const std::string identity =
      "heddle code\nsubject " + std::to_string(subject_->hash) + "\nstrategy " +
      (spec ? search_spec(*spec) : "auto") + "\nseed " + std::to_string(how_.seed) + "\ntime " +
      subject_->time + "\nfirst bug " + (how_.stop_at_first_bug ? "yes" : "no") + "\nexecutions " +
      (how_.executions == 0 ? "not limited" : "limited") + "\noutside " +
      std::to_string(subject_->outside.declarations().size()) + "\n";
  constexpr std::chrono::seconds between{2};
  try {
    CheckpointFile file(how_.checkpoint);
    const ReportLimits limits{.objects = subject_->outside.declarations().size(), .values = 0};
    Checkpoint checkpoint(file, identity, limits, *subject_->texts, between);
    ways.checkpoint = &checkpoint;
    Exploration exploration = explore_program(make, spec, options, ways);
    const Ended ended = exploration.report.ended;
    // What a search found that has to begin anew is of no use to it.
    if (subject_->stop || ended == Ended::nothing_left || ended == Ended::first_failure) {
      file.remove();
    }
    return exploration;
  } catch (const CheckpointError& error) {
    throw std::invalid_argument(std::string("options::checkpoint: ") + error.what());
  } catch (const OutputError& error) {
    throw std::invalid_argument(std::string("options::checkpoint: ") + error.what());
  }
}

report ExplorationOfCode::explore() {
  const CrashWatch watch;
  meet_outside_objects();
  // What is made once and stays, such as statics, was made by now, in memory that stays.
  subject_->has_arena = true;
  subject_->left_early = 0;
  Exploration exploration;
  exploration.settings = settings_;
  exploration.scheduler = "round-robin";
  exploration.how = "the first execution, again and again";
  exploration.report.ended = Ended::interrupted;
  do {
    if (subject_->nondeterminism()) break;
    subject_->stop = false;
    exploration = explore_once();
    detail::running_thread = nullptr;
  } while (subject_->outside.take_in());
  if (!subject_->nondeterminism() &&
      subject_->outside.declarations().size() == first_->objects().size()) {
    run_again();
  }
  return told(exploration);
}

report ExplorationOfCode::replay(const std::string& schedule) {
  const CrashWatch watch;
  Schedule parsed;
  try {
    parsed = parse_schedule(schedule);
    settings_ = settings_for(parsed, settings_);
  } catch (const ScheduleError& error) {
    throw std::invalid_argument(error.what());
  }
  note_time();
  Exploration exploration;
  std::string misfit;
  do {
    subject_->stop = false;
    CodeProgram program(*subject_);
    SingleExecution execution(program, settings_, subject_->hash, how_.races_are_bugs);
    misfit = follow_schedule(execution, parsed, *subject_->texts).misfit;
    detail::running_thread = nullptr;
    exploration.report = {};
    exploration.report.executions = 1;
    exploration.report.steps = execution.world().steps();
    exploration.report.bugs.assign(execution.bugs().begin(), execution.bugs().end());
    exploration.report.warnings.assign(execution.warnings().begin(), execution.warnings().end());
    exploration.report.outcomes.push_back(
        {.outcome = execution.outcome(), .executions = 1, .schedule = execution.schedule()});
  } while (subject_->outside.take_in());
  exploration.settings = settings_;
  exploration.scheduler = "replay";
  exploration.how = "one execution, by its schedule";
  exploration.report.ended = Ended::executions;
  exploration.report.verdict = verdict_of(exploration.report);
  if (!misfit.empty()) {
    exploration.report.bugs.push_back({.kind = "misfit", .message = misfit});
  }
  return told(exploration);
}

bool ExplorationOfCode::is_of_this(const std::string& schedule) const {
  return parse_schedule(schedule).program_hash == subject_->hash;
}

}  // namespace heddle::code
