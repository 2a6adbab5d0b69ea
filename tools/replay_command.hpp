#pragma once
// The commands that bring an execution back, as people paste them into a shell: by its schedule,
// and, if it was drawn by chance, by its seed. It must not know what the execution shows.

#include <optional>
#include <string>

#include "sim/explore/shown_by.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::tools {

// `argument`: the schedule, or a file that has it, as one word of a shell.
std::string replay_by_schedule(const scenario::Scenario& scenario, const std::string& argument);

// `schedule`: of the same execution, for its time. nullopt: no seed brings it back alone.
std::optional<std::string> replay_by_seed(const scenario::Scenario& scenario,
                                          const std::optional<Draw>& draw,
                                          const std::string& schedule);

// The part of that command after the file, whatever file it is.
std::optional<std::string> seed_options(const std::optional<Draw>& draw,
                                        const std::string& schedule);

}  // namespace heddle::tools
