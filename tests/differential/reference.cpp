#include "tests/differential/reference.hpp"

#include <algorithm>
#include <unordered_set>
#include <vector>

#include "tests/differential/reference_machine.hpp"

namespace heddle::differential {
namespace {

using reference::Machine;
using reference::Program;
using reference::State;
using reference::Step;

// Depth first over every state that can be reached. With `tracks_races` it ends at the first race.
void search(const Program& program, bool tracks_races, std::size_t state_limit,
            ReferenceResult& result) {
  Machine machine(program, tracks_races);
  std::unordered_set<std::string> visited;
  std::vector<State> open;
  const auto reach = [&](const State& state) {
    if (visited.insert(serialised(state)).second) open.push_back(state);
  };
  reach(machine.initial());
  while (!open.empty() && !(tracks_races && machine.saw_race())) {
    if (visited.size() > state_limit) {
      result.complete = false;
      break;
    }
    const State state = open.back();
    open.pop_back();
    if (!state.status.empty() && !tracks_races) {
      result.outcomes.insert(machine.outcome(state));
      if (state.status != "completed") result.bugs.insert(state.status);
    }
    for (const Step& step : machine.steps(state)) reach(machine.after(state, step));
  }
  if (machine.saw_guard_breach()) result.bugs.insert("guard");
  if (machine.saw_race()) result.bugs.insert("data-race");
  result.states += visited.size();
}

bool can_race(const Program& program) {
  if (!program.races_are_bugs) return false;
  return std::any_of(program.objects.begin(), program.objects.end(),
                     [](const auto& object) { return object.kind == "plain"; });
}

}  // namespace

ReferenceResult explore_reference(const std::string& json_text, std::size_t state_limit,
                                  const std::string& time_model) {
  const Program program = reference::compile_program(json_text, time_model);
  ReferenceResult result;
  result.complete = true;
  search(program, false, state_limit, result);
  if (can_race(program)) search(program, true, state_limit, result);
  return result;
}

}  // namespace heddle::differential
