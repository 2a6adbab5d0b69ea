#pragma once
// A sequence of steps as Reordering makes them, without the execution in which it was found. So it
// can be handed to another search. Knows no search.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/trace/action.hpp"

namespace heddle {

struct NotedStep {
  ActionNumber action = 0;
  std::vector<std::uint32_t> after;  // the places of the last ones, by thread, that it comes after
  bool removed = false;
};

// A sequence that is to be explored from the point before the step `from`.
struct NotedSequence {
  std::size_t from = 0;
  std::vector<NotedStep> steps;

  // Memory taken, roughly.
  std::size_t bytes() const;
};

// Says with which steps an equivalent sequence could begin: see Reordering.
class NotedReordering {
 public:
  // Both must outlive this object.
  NotedReordering(NotedSequence& sequence, Actions& actions)
      : steps_(sequence.steps), actions_(actions) {}

  std::span<const NotedStep> items() const { return steps_; }
  bool may_begin_with(ActionNumber action);
  // Takes the first step of the action's thread out of the sequence, if it has one.
  void remove(ActionNumber action);

 private:
  NotedStep* first_of(ThreadId thread);

  std::vector<NotedStep>& steps_;
  Actions& actions_;
};

}  // namespace heddle
