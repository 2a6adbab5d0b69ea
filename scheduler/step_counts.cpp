#include "scheduler/step_counts.hpp"

#include <algorithm>

#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

// Of threads and objects that are told apart; what goes beyond counts as nothing.
constexpr std::size_t most_threads = 100'000;
constexpr std::size_t most_objects = 100'000;

void count(std::vector<std::uint64_t>& steps, ThreadId thread) {
  if (index(thread) >= most_threads) return;
  if (index(thread) >= steps.size()) steps.resize(index(thread) + 1);
  ++steps[index(thread)];
}

}  // namespace

bool StepCounts::counts(OperationKind kind) { return holding_of(kind) != Holds::gives_back; }

void StepCounts::learn(const Execution& execution) {
  ++executions_;
  for (const Event& event : execution.events) {
    if (event.phase == Phase::inside) continue;
    count(steps_, event.thread);
    if (event.kind == OperationKind::spawn && event.detail < most_threads) {
      if (event.detail >= parents_.size()) parents_.resize(event.detail + 1, 0);
      parents_[event.detail] = static_cast<std::uint32_t>(event.thread);
    }
    if (event.object == no_object || !counts(event.kind)) continue;
    if (on_object_.size() >= most_objects && !on_object_.contains(event.object)) continue;
    OnObject& on = on_object_[event.object];
    count(on.steps, event.thread);
    on.is_written = on.is_written || !reads_memory_only(event.kind);
  }
  look_for_contested();
}

void StepCounts::look_for_contested() {
  contested_.clear();
  for (const auto& [object, on] : on_object_) {
    const auto threads =
        std::ranges::count_if(on.steps, [](std::uint64_t steps) { return steps != 0; });
    if (threads > 1 && on.is_written) contested_.push_back(object);
  }
}

std::vector<std::uint64_t> StepCounts::of_all_steps() const { return with_children(steps_); }

std::vector<std::uint64_t> StepCounts::of_object(ObjectId object) const {
  const auto found = on_object_.find(object);
  return found == on_object_.end() ? std::vector<std::uint64_t>{}
                                   : with_children(found->second.steps);
}

// A thread is younger than its spawner, so that its own children are added to it first.
std::vector<std::uint64_t> StepCounts::with_children(std::vector<std::uint64_t> steps) const {
  steps.resize(std::max(steps.size(), parents_.size()));
  for (std::size_t thread = steps.size(); thread-- > 1;) {
    if (thread < parents_.size()) steps[parents_[thread]] += steps[thread];
  }
  return steps;
}

void StepCounts::save(std::vector<std::uint64_t>& words) const {
  const auto save_steps = [&words](const std::vector<std::uint64_t>& steps) {
    words.push_back(steps.size());
    words.insert(words.end(), steps.begin(), steps.end());
  };
  words.push_back(executions_);
  save_steps({parents_.begin(), parents_.end()});
  save_steps(steps_);
  words.push_back(on_object_.size());
  for (const auto& [object, on] : on_object_) {
    words.push_back(index(object));
    words.push_back(on.is_written ? 1 : 0);
    save_steps(on.steps);
  }
}

void StepCounts::restore(SavedWords& words) {
  const auto restore_steps = [&words] {
    std::vector<std::uint64_t> steps(words.next(std::min(most_threads, words.left())));
    for (std::uint64_t& number : steps) number = words.next();
    return steps;
  };
  executions_ = words.next();
  parents_.clear();
  for (const std::uint64_t parent : restore_steps()) {
    if (parent > parents_.size()) words.fail();  // older than its child
    parents_.push_back(static_cast<std::uint32_t>(parent));
  }
  steps_ = restore_steps();
  on_object_.clear();
  for (std::uint64_t left = words.next(most_objects); left > 0; --left) {
    OnObject& on = on_object_[static_cast<ObjectId>(words.next(UINT32_MAX))];
    on.is_written = words.next(1) != 0;
    on.steps = restore_steps();
  }
  look_for_contested();
}

}  // namespace heddle
