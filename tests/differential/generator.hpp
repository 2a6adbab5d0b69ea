#pragma once
// Small random scenarios for differential tests: two or three threads of a few operations each, so
// that all their interleavings can be enumerated. They are valid and terminate by construction, and
// they do run into deadlocks, misuse, faults, panics, failing assertions, lost wake-ups, time-outs
// and main's early end. Scenarios only: this knows neither the engine nor the reference.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace heddle::differential {

// What a scenario is mostly made of.
enum class Profile {
  memory,
  locks,
  rwlocks,
  condvars,
  channels,
  semaphores_barriers,
  time,
  mixed,
};

inline constexpr std::array all_profiles = {Profile::memory,   Profile::locks,
                                            Profile::rwlocks,  Profile::condvars,
                                            Profile::channels, Profile::semaphores_barriers,
                                            Profile::time,     Profile::mixed};

std::string_view name(Profile profile);

// Whether executions are made to end early: see generator_endings.hpp.
enum class Ending { any, early };

// The JSON text of a scenario: the same text for the same arguments, everywhere.
std::string generate_scenario(std::uint64_t seed, Profile profile, Ending ending = Ending::any);

}  // namespace heddle::differential
