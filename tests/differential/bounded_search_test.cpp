// Bounded search against exhaustive search, on random small scenarios. Bounded search has the same
// executions, choice by choice, if they cost no more than the bound.

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "sim/fiber/simulation.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

constexpr std::uint64_t scenarios_for_each_profile = HEDDLE_LONG_TESTS ? 100 : 12;
constexpr std::size_t most_executions = 20'000;

struct Run {
  std::vector<std::size_t> choices;
  std::uint64_t preemptions = 0;
  std::uint64_t delays = 0;
};

// Passes on the picks of another scheduler, and adds up their costs by the definitions of
// docs/schedulers.md, thread by thread.
class Costed final : public Scheduler {
 public:
  explicit Costed(Scheduler& scheduler) : scheduler_(scheduler) {}

  bool begin() override {
    run_ = {};
    return scheduler_.begin();
  }
  std::optional<std::size_t> pick(const Point& point) override {
    const auto choice = scheduler_.pick(point);
    run_.choices.push_back(choice.value());
    add_costs(point, point.alternatives[*choice].thread);
    return choice;
  }
  const Run& run() const { return run_; }

 private:
  static bool is_able(const Point& point, ThreadId thread) {
    return std::ranges::any_of(point.alternatives, [thread](const Alternative& each) {
      return each.thread == thread && each.way != Way::timeout && each.way != Way::spurious;
    });
  }

  static bool gives_way(const Point& point, ThreadId thread) {
    return std::ranges::any_of(point.alternatives, [thread](const Alternative& each) {
      return each.thread == thread && (each.operation->kind == OperationKind::yield ||
                                       each.operation->kind == OperationKind::sleep);
    });
  }

  void add_costs(const Point& point, ThreadId chosen) {
    const ThreadId previous = point.previous.value_or(main_thread);
    const bool keeps_turn = is_able(point, previous) && !gives_way(point, previous);
    if (keeps_turn && chosen != previous && point.previous) ++run_.preemptions;
    std::vector<ThreadId> turns;  // in turn order
    if (keeps_turn) turns.push_back(previous);
    for (const bool is_later : {true, false}) {
      for (const Alternative& each : point.alternatives) {
        const bool belongs = is_later ? each.thread > previous : each.thread <= previous;
        if (belongs && std::ranges::find(turns, each.thread) == turns.end()) {
          turns.push_back(each.thread);
        }
      }
    }
    for (const ThreadId thread : turns) {
      if (thread == chosen) break;
      if (is_able(point, thread)) ++run_.delays;
    }
  }

  Scheduler& scheduler_;
  Run run_;
};

// Nothing where there are too many.
std::vector<Run> run_all(Loaded& loaded, const std::string& spec) {
  const auto scheduler = make_scheduler(spec, 0);
  Costed costed(*scheduler);
  Simulation simulation(loaded.program, loaded.scenario.settings);
  std::vector<Run> runs;
  while (costed.begin()) {
    if (runs.size() == most_executions) return {};
    costed.end(simulation.run(costed));
    runs.push_back(costed.run());
  }
  return runs;
}

std::vector<std::vector<std::size_t>> within(const std::vector<Run>& runs, std::uint64_t Run::*cost,
                                             std::uint64_t most) {
  std::vector<std::vector<std::size_t>> choices;
  for (const Run& run : runs) {
    if (run.*cost <= most) choices.push_back(run.choices);
  }
  std::ranges::sort(choices);
  return choices;
}

TEST_CASE("bounded search runs exactly what exhaustive search runs within the bound, each once") {
  const std::pair<std::string, std::uint64_t Run::*> bounds[] = {
      {"preemptions:bound=", &Run::preemptions}, {"delays:bound=", &Run::delays}};
  std::size_t compared = 0;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < scenarios_for_each_profile; ++seed) {
      const std::string text = generate_scenario(seed, profile);
      CAPTURE(name(profile));
      CAPTURE(seed);
      CAPTURE(text);
      Loaded loaded(text);
      const std::vector<Run> all = run_all(loaded, "exhaustive");
      if (all.empty()) continue;
      ++compared;
      for (const auto& [spec, cost] : bounds) {
        const std::string bound = spec;  // what CAPTURE makes must not capture a structured binding
        for (const std::uint64_t most : {0U, 1U, 2U, 3U, 100U}) {
          CAPTURE(bound);
          CAPTURE(most);
          const std::vector<Run> some = run_all(loaded, bound + std::to_string(most));
          REQUIRE(std::ranges::is_sorted(some, {}, cost));
          REQUIRE(within(some, cost, most) == within(all, cost, most));
          REQUIRE(within(some, cost, most).size() == some.size());
        }
      }
    }
  }
  MESSAGE("compared " << compared << " scenarios");
  CHECK(2 * compared > all_profiles.size() * scenarios_for_each_profile);
}

}  // namespace
}  // namespace heddle::differential
