#pragma once
// Scenarios explored in tests, in one call.

#include <string>
#include <string_view>

#include "scheduler/registry.hpp"
#include "sim/explain/schedule_text.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_program.hpp"
#include "sim/states/state_search.hpp"
#include "tests/paths.hpp"

namespace heddle::tests {

// A scenario with its program.
struct Loaded {
  explicit Loaded(std::string_view text) : Loaded(scenario::load_scenario(text, "test.json")) {}
  explicit Loaded(scenario::Scenario loaded) : scenario(std::move(loaded)), program(scenario) {}
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;
  static Loaded file(const std::string& path) {
    return Loaded(scenario::load_scenario_file(source_folder() + "/" + path));
  }

  ExploreOptions options(std::string_view strategy) const {
    ExploreOptions options;
    options.settings = scenario.settings;
    options.program_hash = scenario.hash;
    const Strategy& known = find_strategy(strategy);
    options.strategy_is_complete = known.complete;
    options.executions_are_samples = known.samples;
    if (known.uses_seed) options.drawn_by = strategy;
    options.bound_noun = known.bound_noun;
    options.unit = known.unit;
    options.memory_limit = memory_limit(strategy);
    options.races_are_errors = scenario.races_are_errors;
    return options;
  }
  Report explore(std::string_view strategy, std::uint64_t seed = 0,
                 std::optional<std::uint64_t> executions = std::nullopt) {
    ExploreOptions chosen = options(strategy);
    chosen.execution_limit = executions;
    if (find_strategy(strategy).make == nullptr) {
      return explore_states(program, chosen, *chosen.memory_limit);
    }
    const auto scheduler = make_scheduler(strategy, seed);
    return heddle::explore(program, *scheduler, chosen);
  }
  // The output of an outcome, a line each.
  std::string output(const Outcome& outcome) {
    std::string text;
    for (const TextId line : outcome.output) text += std::string(program.texts()[line]) + "\n";
    return text;
  }

  scenario::Scenario scenario;
  ScenarioProgram program;
};

}  // namespace heddle::tests
