#include "sim/explore/single_execution.hpp"

#include "sim/explore/earliest_moments.hpp"
#include "sim/explore/execution_watch.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/explore/run_one.hpp"
#include "sim/model/facts.hpp"

namespace heddle {
namespace {

// Passes on what another scheduler picks, and notes the time at every point.
class Clocked final : public Scheduler {
 public:
  Clocked(Scheduler& scheduler, const World& world, std::vector<std::int64_t>& times_ns)
      : scheduler_(scheduler), world_(world), times_ns_(times_ns) {}

  bool begin() override { return scheduler_.begin(); }
  std::optional<std::size_t> pick(const Point& point) override {
    if (point.step != 0) times_ns_.push_back(world_.now_ns());
    const std::optional<std::size_t> choice = scheduler_.pick(point);
    const Settings& settings = point.facts->settings;
    if (settings.time != TimeModel::jitter || !choice) return choice;
    if (!moments_) moments_.emplace(settings.jitter_ns);
    moments_->note(world_, point, point.alternatives[*choice]);
    return choice;
  }
  void end(const Execution& execution) override {
    if (times_ns_.size() < execution.steps) times_ns_.push_back(world_.now_ns());
    // What happened later tells more of when the steps before it were.
    if (moments_) times_ns_ = moments_->solve();
    scheduler_.end(execution);
  }

 private:
  Scheduler& scheduler_;
  const World& world_;
  std::vector<std::int64_t>& times_ns_;
  std::optional<EarliestMoments> moments_;  // with jitter
};

}  // namespace

SingleExecution::SingleExecution(Program& program, const Settings& settings,
                                 std::uint32_t program_hash, bool races_are_errors)
    : program_(program),
      settings_(settings),
      program_hash_(program_hash),
      races_are_errors_(races_are_errors),
      simulation_(program, settings),
      analysis_(program),
      findings_(program, program_hash, settings) {}

void SingleExecution::run(Scheduler& scheduler, std::string_view drawn_by,
                          std::optional<CycleSteps> cycle, const ExploreOptions& limits) {
  Clocked clocked(scheduler, world(), times_ns_);
  std::optional<CycleWatch> watch;
  if (cycle) watch.emplace(clocked, world(), program_, *cycle);
  Scheduler& watched = watch ? static_cast<Scheduler&>(*watch) : clocked;
  if (!watched.begin()) return;
  ExecutionWatch limited(limits);
  simulation_.set_watch(&limited);
  const Execution& execution = run_one(simulation_, watched, program_, program_hash_, settings_);
  simulation_.set_watch(nullptr);
  release_memory_for_report();
  failure_ = execution.failure;
  // An analysis would take as much memory again.
  if (limited.ended() == Ended::memory) return;
  watched.end(execution);
  if (watch) objection_ = watch->objection();
  if (watch && objection_.empty()) cycle_begin_ = cycle->begin;
  drawn_by_ = drawn_by;
  seed_ = scheduler.seed();
  analysis_.analyse(execution.events, world().may_race());
  findings_.add_analysis(sighting(), analysis_, races_are_errors_);
  if (cycle_begin_) return findings_.add_livelock(sighting());
  if (is_bug(execution.status())) findings_.add_failure(sighting(), execution.failure);
  if (execution.status() == Status::completed && world().live_threads() != 0) {
    findings_.add_killed_threads(sighting());
  }
}

Outcome SingleExecution::outcome() const {
  Outcome outcome;
  outcome.status = failure().status;
  outcome.output.assign(world().output().begin(), world().output().end());
  program_.observe(world(), outcome.values);
  return outcome;
}

}  // namespace heddle
