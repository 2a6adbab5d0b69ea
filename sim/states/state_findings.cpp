#include "sim/states/state_findings.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "sim/explore/run_one.hpp"
#include "sim/model/hash.hpp"

namespace heddle {
namespace {

// Makes given choices, then gives up.
class Follower final : public Scheduler {
 public:
  explicit Follower(std::span<const Choice> choices) : choices_(choices) {}

  bool begin() override { return true; }
  std::optional<std::size_t> pick(const Point& point) override {
    if (next_ == choices_.size()) return std::nullopt;
    const auto found = std::ranges::find(point.alternatives, choices_[next_], choice_of);
    if (found == point.alternatives.end()) {
      throw std::logic_error("stateful: the program is not deterministic: a step after " +
                             std::to_string(next_) + " others cannot be taken again");
    }
    ++next_;
    return static_cast<std::size_t>(found - point.alternatives.begin());
  }

 private:
  std::span<const Choice> choices_;
  std::size_t next_ = 0;
};

// The way to a state may be longer than an execution is allowed to be.
Settings without_step_limit(Settings settings) {
  settings.step_limit = SIZE_MAX;
  return settings;
}

}  // namespace

StateFindings::StateFindings(Program& program, const ExploreOptions& options)
    : program_(program),
      options_(options),
      simulation_(program, without_step_limit(options.settings)),
      analysis_(program),
      findings_(program, options.program_hash, options.settings),
      outcomes_(program.texts(), options.outcome_limit) {
  findings_.collect_lock_edges();
}

Sighting StateFindings::run(std::span<const Choice> path) {
  Follower follower(path);
  simulation_.run(follower);
  return {.world = simulation_.world(), .execution = ends_};
}

std::string StateFindings::steps_of(std::span<const Choice> path) {
  return schedule_so_far(run(path).world, program_, options_.program_hash, options_.settings);
}

void StateFindings::analyse(const Sighting& sighting) {
  analysis_.analyse(sighting.world.events(), sighting.world.may_race());
  findings_.add_analysis(sighting, analysis_, options_.races_are_errors);
}

void StateFindings::add_end(const PathSource& path, const World& world,
                            std::span<const TextId> output, const Failure& failure) {
  values_.clear();
  program_.observe(world, values_);
  const auto seen_output = program_.observes_output() ? output : std::span<const TextId>{};
  SeenOutcome* const outcome = outcomes_.count(failure.status, seen_output, values_);
  const bool is_new_outcome = outcome != nullptr && outcome->executions == 1;
  bool is_new_bug = false;
  if (is_bug(failure.status)) {
    for (const std::uint64_t key : keys_of_failure(world, failure, program_)) {
      is_new_bug |= ++ends_of_bugs_[key] == 1;
    }
  }
  if (is_new_outcome || is_new_bug) {
    const std::size_t live = world.live_threads();
    const std::vector<Choice> choices = path.path();
    const Sighting sighting = run(choices);
    if (outcome != nullptr) findings_.show(*outcome, sighting);
    analyse(sighting);
    if (is_bug(failure.status)) findings_.add_failure(sighting, failure);
    if (failure.status == Status::completed && live != 0) findings_.add_killed_threads(sighting);
  }
  ++ends_;
}

bool StateFindings::is_new_access(std::uint64_t tag, const Event& access) {
  return accesses_
      .insert(mix(mix(mix(tag, index(access.object)), index(access.site)),
                  static_cast<std::uint64_t>(access.kind)))
      .second;
}

void StateFindings::add_race(const PathSource& path, const Event& access) {
  if (is_new_access(5, access)) analyse(run(path.path()));
}

void StateFindings::add_unguarded(const PathSource& path, const Event& access) {
  if (is_new_access(6, access)) analyse(run(path.path()));
}

void StateFindings::add_livelock(std::span<const Choice> path, std::size_t cycle_begin) {
  Sighting sighting = run(path);
  sighting.cycle_begin = cycle_begin;
  findings_.add_livelock(sighting);
}

Report StateFindings::found() const {
  Report report;
  report.executions = ends_;
  report.outcomes.assign(outcomes_.outcomes().begin(), outcomes_.outcomes().end());
  report.counted_outcomes = outcomes_.counted();
  findings_.put_into(report);
  return report;
}

void StateFindings::save(WordSink& sink) const {
  sink.put(ends_of_bugs_.size());
  for (const auto& [key, ends] : ends_of_bugs_) {
    sink.put(key);
    sink.put(ends);
  }
  sink.put(accesses_.size());
  for (const std::uint64_t access : accesses_) sink.put(access);
}

void StateFindings::restore(const Report& found, WordSource& source) {
  ends_ = found.executions;
  outcomes_.restore(found.outcomes, found.counted_outcomes);
  findings_.restore(found);
  for (std::size_t left = source.take_count(); left > 0; --left) {
    const std::uint64_t key = source.take();
    ends_of_bugs_[key] = source.take();
  }
  for (std::size_t left = source.take_count(); left > 0; --left) accesses_.insert(source.take());
}

void StateFindings::finish(Report& report) {
  report.executions = ends_;
  report.counted_outcomes = outcomes_.counted();
  report.outcomes = outcomes_.take();
  findings_.put_into(report);
  // What is not at an end has no number of ends that show it.
  for (Finding& bug : report.bugs) {
    const auto ends = ends_of_bugs_.find(bug.key);
    bug.executions = ends == ends_of_bugs_.end() ? 0 : ends->second;
  }
}

}  // namespace heddle
