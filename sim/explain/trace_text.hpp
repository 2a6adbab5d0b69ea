#pragma once
// The interleaving of one execution as text for people: a line for each step, in the order in which
// they happened. It must not know which front end the program came from.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/world/world.hpp"

namespace heddle {

struct TraceLine {
  std::size_t step = 0;  // counted from 1; of an access inside a step, that of the step
  bool inside = false;   // an access that belongs to the step before it
  std::string thread;
  std::string operation;                // "fetch_add x -> 3"
  std::string way;                      // if there were several: "times out", "wakes worker", ...
  std::string at;                       // as Program::site_name says
  std::optional<std::int64_t> time_ns;  // virtual time after the step, if the step moved it
  bool in_cycle = false;                // a step of a cycle that repeats for ever
};

// The lines of the execution that `world` is at the end of. `times_ns`: virtual time after each
// step; may be empty. `cycle_begin`: the steps after the first `cycle_begin` ones repeat for ever.
std::vector<TraceLine> trace_lines(const World& world, Program& program,
                                   std::span<const std::int64_t> times_ns,
                                   std::optional<std::size_t> cycle_begin = std::nullopt);

// The lines as an aligned table, each ended by a line break. Where a cycle begins, a line says so.
std::string trace_text(std::span<const TraceLine> lines);

}  // namespace heddle
