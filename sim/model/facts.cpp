#include "sim/model/facts.hpp"

#include <algorithm>

namespace heddle {
namespace {

// Puts all cells that the condition reads into one group, with whatever was in their groups.
void join_groups(const Condition& condition, std::uint32_t number,
                 std::vector<ObjectFacts>& objects) {
  for (std::size_t id = 0; id < objects.size(); ++id) {
    if (!condition.reads(ObjectId(static_cast<std::uint32_t>(id)))) continue;
    const std::uint32_t before = objects[id].invariant_group;
    objects[id].invariant_group = number;
    if (before == no_group) continue;
    for (ObjectFacts& other : objects) {
      if (other.invariant_group == before) other.invariant_group = number;
    }
  }
}

}  // namespace

ProgramFacts facts_of(const Program& program, const Settings& settings) {
  ProgramFacts facts;
  facts.settings = settings;
  facts.output_is_seen = program.observes_output();
  for (const ObjectDeclaration& declaration : program.objects()) {
    const ObjectId id{static_cast<std::uint32_t>(facts.objects.size())};
    ObjectFacts object{.declaration = declaration};
    object.seen_at_end =
        program.observes(id) || std::ranges::any_of(program.finally(), [id](const auto* condition) {
          return condition->reads(id);
        });
    facts.objects.push_back(object);
  }
  std::uint32_t number = 0;
  for (const Condition* const invariant : program.invariants()) {
    join_groups(*invariant, number++, facts.objects);
  }
  return facts;
}

}  // namespace heddle
