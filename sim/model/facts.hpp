#pragma once
// What is known of a program before it runs, as far as it decides which steps commute: what it
// declares, and not what it creates while it runs. For strategies that reduce: see
// sim/trace/footprint.hpp for what they make of it.

#include <cstdint>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/program.hpp"
#include "sim/model/value.hpp"

namespace heddle {

inline constexpr std::uint32_t no_group = UINT32_MAX;

struct ObjectFacts {
  ObjectDeclaration declaration;
  // Whether the value of the cell at the end can be seen: in what is observed, or by a `finally`.
  bool seen_at_end = false;
  // Cells that one invariant reads are in one group: the order of their changes can be seen.
  std::uint32_t invariant_group = no_group;
};

struct ProgramFacts {
  std::vector<ObjectFacts> objects;  // the declared ones, by ObjectId
  Settings settings;
  bool output_is_seen = true;
  bool creates_objects = false;  // see Program::creates_objects
};

ProgramFacts facts_of(const Program& program, const Settings& settings);

}  // namespace heddle
