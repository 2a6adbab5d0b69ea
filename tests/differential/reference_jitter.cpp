#include "tests/differential/reference_jitter.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/differential/reference_machine.hpp"
#include "tests/differential/reference_statements.hpp"

namespace heddle::differential {
namespace {

using reference::Machine;
using reference::Program;
using reference::State;
using reference::Step;
using reference::Way;

using Moment = std::size_t;  // a variable: the moment of a step, or a wake-up time

// later - earlier <= limit_ns
struct Constraint {
  Moment later = 0;
  Moment earlier = 0;
  std::int64_t limit_ns = 0;
};

// All that is required of the moments of one execution.
struct Constraints {
  std::vector<Constraint> all;
  std::size_t moments = 0;

  Moment add_moment() { return moments++; }
  void at_most(Moment later, Moment earlier, std::int64_t limit_ns) {
    all.push_back({later, earlier, limit_ns});
  }
  void not_before(Moment later, Moment earlier) { at_most(earlier, later, 0); }

  // Whether real numbers exist that satisfy all of them: whether there is no negative cycle.
  // Source: R. Bellman, "On a Routing Problem" (1958); L. Ford, "Network Flow Theory" (1956).
  bool can_be_satisfied() const {
    std::vector<std::int64_t> bound_ns(moments, 0);
    for (std::size_t round = 0; round <= moments; ++round) {
      bool changed = false;
      for (const Constraint& each : all) {
        const std::int64_t through_ns = bound_ns[each.earlier] + each.limit_ns;
        if (bound_ns[each.later] <= through_ns) continue;
        bound_ns[each.later] = through_ns;
        changed = true;
      }
      if (!changed) return true;
    }
    return false;
  }
};

// One execution so far.
struct Path {
  State state;
  Constraints constraints;
  Moment now = 0;                            // of the step that was taken last
  std::vector<std::optional<Moment>> wakes;  // by thread, where its timer runs
};

// The machine keeps no time here. While a timer runs, it is told that much time is left, ...
constexpr std::int64_t runs = 1;
// ... and when it is asked what the timer would let happen, that the timer is due.
constexpr std::int64_t due = 0;

class JitterSearch {
 public:
  JitterSearch(const Program& program, bool tracks_races, std::int64_t jitter_ns,
               std::size_t step_limit, JitterResult& result)
      : machine_(program, tracks_races),
        tracks_races_(tracks_races),
        jitter_ns_(jitter_ns),
        steps_left_(step_limit),
        result_(result) {}

  void search() {
    Path start{.state = machine_.initial(), .constraints = {}, .now = 0, .wakes = {}};
    start.now = start.constraints.add_moment();
    start.wakes.resize(1);
    start_timer(start, 0);
    go_on(start);
    if (machine_.saw_guard_breach()) result_.bugs.insert("guard");
    if (machine_.saw_race()) result_.bugs.insert("data-race");
  }

 private:
  void go_on(const Path& path) {
    if (tracks_races_ && machine_.saw_race()) return;
    if (!path.state.status.empty()) {
      if (!tracks_races_) note_end(path.state);
      return;
    }
    const std::vector<Step> steps = machine_.steps(path.state);
    const bool clock_moves =
        std::ranges::any_of(steps, [](const Step& step) { return step.way == Way::clock; });
    for (const Step& step : steps) {
      if (step.way != Way::clock) take(path, step, std::nullopt, false);
    }
    for (std::size_t thread = 0; thread < path.state.threads.size(); ++thread) {
      const bool goes_on_without = std::ranges::any_of(steps, [&](const Step& step) {
        return step.thread == thread && step.way == Way::normal;
      });
      if (goes_on_without || !path.wakes[thread]) continue;
      take(path, *step_by_timer(path.state, thread), path.wakes[thread], clock_moves);
    }
  }

  std::optional<Step> step_by_timer(State state, std::size_t thread) {
    state.threads[thread].timer_ns = due;
    for (const Step& step : machine_.steps(state)) {
      if (step.thread == thread && step.way != Way::spurious && step.way != Way::clock) return step;
    }
    return std::nullopt;
  }

  // `wakes`: the wake-up time of the timer by which it is taken.
  void take(const Path& before, const Step& step, std::optional<Moment> wakes, bool clock_moves) {
    if (steps_left_ == 0) {
      result_.complete = false;
      return;
    }
    Path path = before;
    path.now = path.constraints.add_moment();
    path.constraints.not_before(path.now, before.now);
    if (!clock_moves) path.constraints.not_before(before.now, path.now);
    for (const std::optional<Moment>& each : before.wakes) {
      if (each) path.constraints.not_before(*each, path.now);
    }
    if (wakes) path.constraints.not_before(path.now, *wakes);
    if (!path.constraints.can_be_satisfied()) return;
    --steps_left_;
    const std::size_t threads = before.state.threads.size();
    path.state = machine_.after(before.state, step);
    path.wakes.resize(path.state.threads.size());
    start_timer(path, step.thread);
    for (std::size_t child = threads; child < path.wakes.size(); ++child) start_timer(path, child);
    // A thread that is not waiting any more, as it was notified, does not time out.
    for (std::size_t thread = 0; thread < path.wakes.size(); ++thread) {
      if (!machine_.timer_runs(path.state.threads[thread])) path.wakes[thread].reset();
    }
    go_on(path);
  }

  // The timer of a thread at the beginning of an operation, after a step of its own or its
  // creation, begins at that moment.
  void start_timer(Path& path, std::size_t number) const {
    reference::Thread& thread = path.state.threads[number];
    if (thread.part != reference::Part::whole) return;
    path.wakes[number].reset();
    if (thread.timer_ns == reference::nobody) return;
    const Moment wakes = path.constraints.add_moment();
    const std::int64_t slack_ns = machine_.is_asleep(thread) ? jitter_ns_ : 0;
    path.constraints.at_most(wakes, path.now, thread.timer_ns + slack_ns);
    path.constraints.at_most(path.now, wakes, -thread.timer_ns);
    path.wakes[number] = wakes;
    thread.timer_ns = runs;
  }

  void note_end(const State& state) {
    ++result_.executions;
    result_.outcomes.insert(machine_.outcome(state));
    if (state.status != "completed") result_.bugs.insert(state.status);
  }

  Machine machine_;
  const bool tracks_races_;
  const std::int64_t jitter_ns_;
  std::size_t steps_left_;
  JitterResult& result_;
};

std::int64_t jitter_ns(const nlohmann::json& scenario) {
  const nlohmann::json& time = scenario.at("time");
  if (time.at("model") != "jitter") throw std::invalid_argument("the time model is not jitter");
  return reference::nanoseconds(time.at("jitter").get<std::string>());
}

}  // namespace

JitterResult explore_jitter_reference(const std::string& json_text, std::size_t step_limit) {
  const std::int64_t bound_ns = jitter_ns(nlohmann::json::parse(json_text));
  // All differences from exact time are in the search.
  const Program program = reference::compile_program(json_text, "exact");
  JitterResult result;
  JitterSearch(program, false, bound_ns, step_limit, result).search();
  const bool can_race =
      program.races_are_bugs && std::ranges::any_of(program.objects, [](const auto& object) {
        return object.kind == "plain";
      });
  if (can_race) JitterSearch(program, true, bound_ns, step_limit, result).search();
  return result;
}

}  // namespace heddle::differential
