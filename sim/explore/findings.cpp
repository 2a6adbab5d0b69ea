#include "sim/explore/findings.hpp"

#include <cstdint>
#include <utility>

#include "sim/explain/deadlock_causes.hpp"
#include "sim/explain/deadlock_text.hpp"
#include "sim/explain/descriptions.hpp"
#include "sim/explain/failure_message.hpp"
#include "sim/explain/livelock_text.hpp"
#include "sim/model/hash.hpp"

namespace heddle {
namespace {

constexpr std::uint64_t no_execution = UINT64_MAX;

// What makes two findings the same; the first word keeps kinds apart.
enum class Subject : std::uint64_t {
  failure = 1,
  deadlock,
  killed_thread,
  race,
  guard,
  lock_order,
  livelock
};

std::uint64_t key_of(Subject subject, std::uint64_t first, std::uint64_t second) {
  return mix(mix(mix(0, static_cast<std::uint64_t>(subject)), first), second);
}

std::uint64_t unordered(std::uint64_t one, std::uint64_t other) {
  return mix(0, one) + mix(0, other);
}

std::uint64_t key_of(const Failure& failure) {
  return key_of(Subject::failure, static_cast<std::uint64_t>(failure.status), index(failure.site));
}

std::uint64_t key_of(const DeadlockCause& cause) { return key_of(Subject::deadlock, cause.key, 0); }

}  // namespace

std::optional<Draw> Sighting::draw() const {
  if (drawn_by.empty()) return std::nullopt;
  return Draw{.scheduler = std::string(drawn_by), .seed = seed};
}

std::vector<std::uint64_t> keys_of_failure(const World& world, const Failure& failure,
                                           const Program& program) {
  if (failure.status != Status::deadlock) return {key_of(failure)};
  std::vector<std::uint64_t> keys;
  for (const DeadlockCause& cause : deadlock_causes(world, program)) keys.push_back(key_of(cause));
  return keys;
}

void Findings::put_into(Report& report) const {
  report.bugs = bugs_;
  report.warnings = warnings_;
  report.lock_edges = lock_edges_;
}

void Findings::restore(const Report& found) {
  bugs_ = found.bugs;
  warnings_ = found.warnings;
  lock_edges_ = found.lock_edges;
  places_.clear();
  for (std::vector<Finding>* const list : {&bugs_, &warnings_}) {
    for (std::size_t place = 0; place < list->size(); ++place) {
      places_[(*list)[place].key] = {list, place, no_execution};
    }
  }
}

std::string Findings::schedule_of(const Sighting& sighting) const {
  return schedules_.text_of(sighting.world, sighting.cycle_begin);
}

void Findings::show(SeenOutcome& outcome, const Sighting& sighting) const {
  const Simplicity simplicity = sighting.simplicity();
  const bool is_new = outcome.executions == 1;
  if (is_new) outcome.first_execution = sighting.execution;
  if (!is_new && simplicity >= outcome.simplicity) return;
  // Where the memory ends meanwhile, the outcome is shown as before.
  std::string schedule = schedule_of(sighting);
  std::optional<Draw> draw = sighting.draw();
  outcome.schedule = std::move(schedule);
  outcome.simplicity = simplicity;
  outcome.draw = std::move(draw);
}

bool Findings::wants(std::uint64_t key, const Sighting& sighting, bool counts) {
  const auto found = places_.find(key);
  if (found == places_.end()) return true;
  Place& place = found->second;
  Finding& finding = (*place.list)[place.position];
  if (counts && place.last_execution != sighting.execution) ++finding.executions;
  place.last_execution = sighting.execution;
  return sighting.simplicity() < finding.simplicity;
}

void Findings::keep(std::uint64_t key, std::vector<Finding>& list, Finding finding,
                    const Sighting& sighting, bool counts) {
  finding.key = key;
  finding.execution = sighting.execution;
  finding.schedule = schedule_of(sighting);
  finding.simplicity = sighting.simplicity();
  finding.draw = sighting.draw();
  const auto [entry, is_new] = places_.try_emplace(key);
  if (is_new) {
    entry->second = {&list, list.size(), sighting.execution};
    finding.first_execution = sighting.execution;
    finding.executions = counts ? 1 : 0;
    list.push_back(std::move(finding));
    return;
  }
  Finding& kept = list[entry->second.position];
  finding.first_execution = kept.first_execution;
  finding.executions = kept.executions;
  kept = std::move(finding);
}

void Findings::add_failure(const Sighting& sighting, const Failure& failure) {
  const World& world = sighting.world;
  if (failure.status == Status::deadlock) return add_deadlock(sighting);
  const std::uint64_t key = key_of(failure);
  if (!wants(key, sighting, true)) return;
  Finding finding{.kind = std::string(name(failure.status)),
                  .message = failure_message(world, program_, failure, program_.texts())};
  finding.threads.push_back(world.thread_name(failure.thread, program_.texts()));
  if (failure.site != no_site) finding.at.push_back(program_.site_name(failure.site));
  keep(key, bugs_, std::move(finding), sighting, true);
}

void Findings::add_deadlock(const Sighting& sighting) {
  for (const DeadlockCause& cause : deadlock_causes(sighting.world, program_)) {
    const std::uint64_t key = key_of(cause);
    if (!wants(key, sighting, true)) continue;
    DeadlockText text = describe(cause, sighting.world, program_);
    keep(key, bugs_,
         {.kind = "deadlock",
          .message = std::move(text.message),
          .threads = std::move(text.threads),
          .at = std::move(text.at)},
         sighting, true);
  }
}

void Findings::add_killed_threads(const Sighting& sighting) {
  const World& world = sighting.world;
  killed_threads_.look_at(world);
  for (std::size_t id = 0; id < world.thread_count(); ++id) {
    const ThreadId thread{static_cast<std::uint32_t>(id)};
    if (world.has_ended(thread)) continue;
    // A thread that has leaked somewhere is another matter than one that was merely slow.
    const Operation* const pending = world.pending(thread);
    const bool has_leaked = killed_threads_.has_leaked(thread);
    const std::uint64_t key = key_of(Subject::killed_thread, index(world.label(thread)),
                                     has_leaked ? std::uint64_t{1} + index(pending->site) : 0);
    if (!wants(key, sighting, true)) continue;
    Finding finding{.kind = "killed-thread"};
    finding.message = killed_threads_.message(thread);
    finding.threads.push_back(world.thread_name(thread, program_.texts()));
    if (pending != nullptr) finding.at.push_back(program_.site_name(pending->site));
    keep(key, warnings_, std::move(finding), sighting, true);
  }
}

void Findings::add_analysis(const Sighting& sighting, const Analysis& analysis,
                            bool races_are_errors) {
  const std::span<const Event> events = sighting.world.events();
  if (races_are_errors) {
    for (const Race& race : analysis.races()) {
      add_race(sighting, race.cell, events[race.first], events[race.second]);
    }
  }
  for (const GuardViolation& violation : analysis.guard_violations()) {
    add_guard(sighting, events[violation.event], violation.mutex);
  }
  if (collects_lock_edges_) {
    for (const LockEdge& edge : analysis.new_lock_edges()) {
      lock_edges_.push_back({edge, schedule_of(sighting), sighting.execution});
    }
    return;
  }
  for (const LockInversion& inversion : analysis.new_lock_inversions()) {
    add_lock_order(sighting, analysis.lock_edges(), inversion);
  }
}

void Findings::add_race(const Sighting& sighting, ObjectId object, const Event& first,
                        const Event& second) {
  // One place that races with another is one bug, whatever each does there: `x = x + 1` reads and
  // writes.
  const std::uint64_t key =
      key_of(Subject::race, index(object), unordered(index(first.site), index(second.site)));
  if (!wants(key, sighting, true)) return;
  const World& world = sighting.world;
  Finding finding{.kind = "data-race"};
  finding.message = "data race on " + object_name(object, world, program_, program_.texts()) +
                    ": " + describe_access(first, world, program_) + " and " +
                    describe_access(second, world, program_) + " are not ordered by happens-before";
  for (const Event* const event : {&first, &second}) {
    finding.threads.push_back(world.thread_name(event->thread, program_.texts()));
    finding.at.push_back(program_.site_name(event->site));
  }
  keep(key, bugs_, std::move(finding), sighting, true);
}

void Findings::add_guard(const Sighting& sighting, const Event& access, ObjectId mutex) {
  const std::uint64_t key = key_of(Subject::guard, index(access.object), index(access.site));
  if (!wants(key, sighting, true)) return;
  const World& world = sighting.world;
  Finding finding{.kind = "guard"};
  finding.message = program_.object_name(access.object) + " is guarded by " +
                    program_.object_name(mutex) +
                    ", which is not held: " + describe_access(access, world, program_);
  finding.threads.push_back(world.thread_name(access.thread, program_.texts()));
  finding.at.push_back(program_.site_name(access.site));
  keep(key, bugs_, std::move(finding), sighting, true);
}

void Findings::add_livelock(const Sighting& sighting) {
  LivelockText text = describe_livelock(sighting.world, *sighting.cycle_begin, program_);
  const std::uint64_t key = key_of(Subject::livelock, text.key, 0);
  if (!wants(key, sighting, false)) return;
  keep(key, bugs_,
       {.kind = "livelock",
        .message = std::move(text.message),
        .threads = std::move(text.threads),
        .at = std::move(text.at)},
       sighting, false);
}

Finding lock_order_warning(const Program& program, std::span<const LockEdge> edges,
                           const LockInversion& inversion) {
  const LockEdge& one = edges[inversion.first_edge];
  const LockEdge& other = edges[inversion.second_edge];
  Finding finding{.kind = "lock-order"};
  finding.message = program.object_name(one.acquired) + " is taken while " +
                    program.object_name(one.held) + " is held at " +
                    program.site_name(one.acquired_site) + ", and the other way round at " +
                    program.site_name(other.acquired_site);
  for (const LockEdge* const edge : {&one, &other}) {
    finding.at.push_back(program.site_name(edge->acquired_site));
  }
  for (const std::size_t place : inversion.writers) {
    const LockEdge& writer = edges[place];
    finding.message +=
        (place == inversion.writers.front() ? "; where waiting writers go first, "
                                              "that is a deadlock once one waits for "
                                            : ", and one for ") +
        program.object_name(writer.acquired) + " at " + program.site_name(writer.acquired_site);
    finding.at.push_back(program.site_name(writer.acquired_site));
  }
  finding.key = key_of(Subject::lock_order, unordered(index(one.held), index(one.acquired)), 0);
  return finding;
}

void Findings::add_lock_order(const Sighting& sighting, std::span<const LockEdge> edges,
                              const LockInversion& inversion) {
  Finding finding = lock_order_warning(program_, edges, inversion);
  const std::uint64_t key = finding.key;
  if (wants(key, sighting, false)) keep(key, warnings_, std::move(finding), sighting, false);
}

}  // namespace heddle
