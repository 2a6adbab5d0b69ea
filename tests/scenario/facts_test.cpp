// A program's facts about cells, against the definition: each condition asked for each cell.

#include "sim/model/facts.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scheduler/generator.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_program.hpp"

namespace heddle {
namespace {

std::string random_condition(Generator& random) {
  const auto term = [&random]() -> std::string {
    const std::string number = std::to_string(random.below(4));
    switch (random.below(5)) {
      case 0:
        return "x" + number + " >= 0";
      case 1:
        return "a[" + number + "] >= 0";
      case 2:
        return "b[x" + number + "] >= 0";
      case 3:
        return "b[1] >= a[" + number + "]";
      default:
        return "1 == 1";
    }
  };
  std::string text = term();
  for (std::size_t more = random.below(3); more > 0; --more) text += " || " + term();
  return "\"" + text + "\"";
}

std::string random_conditions(Generator& random) {
  std::string text;
  for (std::size_t number = random.below(5); number > 0; --number) {
    text += random_condition(random) + (number > 1 ? ", " : "");
  }
  return text;
}

// The number of the last invariant that reads a cell of the group, by cell.
std::vector<std::uint32_t> groups_by_definition(const Program& program) {
  std::vector<std::uint32_t> groups(program.objects().size(), no_group);
  std::uint32_t number = 0;
  for (const Condition* const invariant : program.invariants()) {
    for (std::size_t cell = 0; cell < groups.size(); ++cell) {
      if (!invariant->reads(ObjectId(static_cast<std::uint32_t>(cell)))) continue;
      const std::uint32_t before = groups[cell];
      groups[cell] = number;
      if (before != no_group) std::ranges::replace(groups, before, number);
    }
    ++number;
  }
  return groups;
}

TEST_CASE("cells are seen at the end, and in one group, where conditions read them") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Generator random(seed);
    const std::string text =
        R"({"shared": {"x0": 0, "x1": 0, "x2": 0, "x3": 0, "a": {"array": 5, "value": 0},
            "b": {"array": 3, "value": 0}}, "threads": {"main": []}, "observe": [], "finally": [)" +
        random_conditions(random) + "], \"invariants\": [" + random_conditions(random) + "]}";
    CAPTURE(text);
    const scenario::Scenario scenario = scenario::load_scenario(text, "facts.json");
    const ScenarioProgram program(scenario);
    const ProgramFacts facts = facts_of(program, scenario.settings);
    const std::vector<std::uint32_t> groups = groups_by_definition(program);
    for (std::size_t cell = 0; cell < facts.objects.size(); ++cell) {
      CAPTURE(cell);
      const ObjectId id{static_cast<std::uint32_t>(cell)};
      CHECK(facts.objects[cell].seen_at_end ==
            std::ranges::any_of(program.finally(),
                                [id](const auto* condition) { return condition->reads(id); }));
      CHECK(facts.objects[cell].invariant_group == groups[cell]);
    }
  }
}

}  // namespace
}  // namespace heddle
