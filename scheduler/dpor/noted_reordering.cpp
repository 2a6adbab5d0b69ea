#include "scheduler/dpor/noted_reordering.hpp"

#include <algorithm>

namespace heddle {

std::size_t NotedSequence::bytes() const {
  std::size_t bytes = sizeof(NotedSequence) + steps.capacity() * sizeof(NotedStep);
  for (const NotedStep& step : steps) bytes += step.after.capacity() * sizeof(std::uint32_t);
  return bytes;
}

bool NotedReordering::may_begin_with(ActionNumber number) {
  const Turn& turn = actions_[number].turn;
  if (const NotedStep* const first = first_of(turn.thread)) {
    return turn.agrees_with(actions_[first->action].turn) &&
           std::ranges::all_of(first->after,
                               [this](std::uint32_t place) { return steps_[place].removed; });
  }
  return !turn.is_last && std::ranges::none_of(steps_, [&](const NotedStep& step) {
    return !step.removed && actions_.conflict(number, step.action);
  });
}

void NotedReordering::remove(ActionNumber number) {
  if (NotedStep* const first = first_of(actions_[number].turn.thread)) first->removed = true;
}

NotedStep* NotedReordering::first_of(ThreadId thread) {
  const auto first = std::ranges::find_if(steps_, [&](const NotedStep& step) {
    return !step.removed && actions_[step.action].turn.thread == thread;
  });
  return first == steps_.end() ? nullptr : &*first;
}

}  // namespace heddle
