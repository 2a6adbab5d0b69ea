#include "sim/scenario/rwlock_preference.hpp"

#include <algorithm>
#include <cstddef>

#include "sim/model/operation_table.hpp"

namespace heddle::scenario {
namespace {

// Whether the step takes a lock, or tries to.
bool takes(const ThreadStep& step) {
  const Holds holding = holding_of(step.kind);
  return acts_on(step.kind).contains(ObjectKind::rwlock) &&
         (holding == Holds::takes || holding == Holds::tries);
}

bool is_reader(const ThreadStep& step) { return takes(step) && is_shared(step.kind); }

// A writer that does not wait makes no difference to others.
bool is_waiting_writer(const ThreadStep& step) {
  return takes(step) && !is_shared(step.kind) && step.waits;
}

// Whether different threads may take the two steps, in either order.
bool meet(const ThreadSteps& steps, std::size_t one, std::size_t other) {
  return steps.steps()[one].touches_same(steps.steps()[other]) &&
         steps.may_be_concurrent(one, other);
}

}  // namespace

std::vector<ObjectId> rwlocks_whose_preference_matters(const ThreadSteps& steps) {
  std::vector<std::size_t> readers;
  std::vector<std::size_t> writers;
  for (std::size_t step = 0; step < steps.steps().size(); ++step) {
    if (is_reader(steps.steps()[step])) readers.push_back(step);
    if (is_waiting_writer(steps.steps()[step])) writers.push_back(step);
  }
  std::vector<ObjectId> locks;
  if (writers.empty()) return locks;
  for (const std::size_t reader : readers) {
    const auto object = static_cast<ObjectId>(steps.steps()[reader].first);
    if (std::ranges::count(locks, object) != 0) continue;
    const bool matters =
        steps.is_too_large() || std::ranges::any_of(writers, [&](std::size_t writer) {
          return meet(steps, reader, writer) &&
                 std::ranges::any_of(readers, [&](std::size_t other) {
                   return meet(steps, reader, other) && meet(steps, other, writer);
                 });
        });
    if (matters) locks.push_back(object);
  }
  std::ranges::sort(locks);
  return locks;
}

}  // namespace heddle::scenario
