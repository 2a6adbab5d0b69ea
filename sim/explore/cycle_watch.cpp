#include "sim/explore/cycle_watch.hpp"

namespace heddle {
namespace {

void put(std::vector<bool>& threads, ThreadId thread) {
  if (threads.size() <= index(thread)) threads.resize(index(thread) + 1);
  threads[index(thread)] = true;
}

bool has(const std::vector<bool>& threads, std::size_t thread) {
  return thread < threads.size() && threads[thread];
}

bool waits_for_clock(const World::Blocked& blocked) {
  return blocked.operation->timeout_ns != no_timeout &&
         (blocked.operation->kind != OperationKind::wait || blocked.phase == Phase::wake);
}

}  // namespace

std::optional<CycleSteps> cycle_of(const Schedule& schedule) {
  if (!schedule.cycle_begin) return std::nullopt;
  CycleSteps cycle;
  for (std::size_t place = 0; place < schedule.steps.size(); ++place) {
    if (place == *schedule.cycle_begin) cycle.begin = cycle.end;
    cycle.end += schedule.steps[place].count;
  }
  return cycle;
}

CycleWatch::CycleWatch(Scheduler& scheduler, const World& world, Program& program,
                       const CycleSteps& cycle)
    : scheduler_(scheduler), world_(world), program_(program), cycle_(cycle) {}

std::optional<std::size_t> CycleWatch::pick(const Point& point) {
  if (point.step == cycle_.begin) save_state(at_begin_);
  if (point.step == cycle_.end) {
    went_round_ = true;
    save_state(at_end_);
    return std::nullopt;
  }
  const std::optional<std::size_t> choice = scheduler_.pick(point);
  if (point.step >= cycle_.begin && choice) {
    note_able(point);
    put(steps_, point.alternatives[*choice].thread);
  }
  return choice;
}

// Spurious wake-ups are owed to nobody; what only has to wait for the clock is.
void CycleWatch::note_able(const Point& point) {
  for (const Alternative& alternative : point.alternatives) {
    if (alternative.way != Way::spurious) put(is_able_, alternative.thread);
  }
  for (const World::Blocked& blocked : world_.blocked()) {
    if (waits_for_clock(blocked)) put(is_able_, blocked.thread);
  }
}

// As StateSteps takes it apart. The number of words goes before each part, so that no two states
// have the same words.
void CycleWatch::save_state(Words& words) const {
  SteppedThreads* const threads = program_.stepped();
  if (threads == nullptr) return;
  Words part;
  const auto add = [&] {
    words.push_back(part.size());
    words.insert(words.end(), part.begin(), part.end());
    part.clear();
  };
  for (std::size_t object = 0; object < program_.objects().size(); ++object) {
    world_.save_object(ObjectId{static_cast<std::uint32_t>(object)}, part);
    add();
  }
  for (std::size_t id = 0; id < world_.thread_count(); ++id) {
    const ThreadId thread{static_cast<std::uint32_t>(id)};
    world_.save_thread(thread, part);
    if (world_.pending(thread) != nullptr) threads->save_state(thread, part);
    add();
  }
  world_.save_created(part);
  add();
  world_.save_rest(part);
  if (program_.observes_output()) part.push_back(world_.output().size());
  add();
}

std::string CycleWatch::objection() const {
  if (!went_round_) return "the execution is over before its cycle is";
  if (at_begin_.empty() || at_begin_ != at_end_) {
    return "the state at the end of its cycle is not the one at the beginning";
  }
  for (std::size_t thread = 0; thread < is_able_.size(); ++thread) {
    if (!is_able_[thread] || has(steps_, thread)) continue;
    return world_.thread_name(ThreadId{static_cast<std::uint32_t>(thread)}, program_.texts()) +
           " is able to take a step in its cycle, and takes none";
  }
  return {};
}

}  // namespace heddle
