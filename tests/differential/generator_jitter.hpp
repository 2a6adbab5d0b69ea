#pragma once
// Small random scenarios in which time matters: sleeps and time-outs of a few milliseconds, mixed
// with locks, messages and waiting. They are valid and end by construction. As elsewhere in the
// generator, this knows neither the engine nor the reference.

#include <cstdint>
#include <string>

namespace heddle::differential {

// The JSON text of a scenario with the time model `jitter`: the same for the same seed,
// everywhere. Mostly made of timers, so that nearly every difference between deadlines matters.
std::string generate_jitter_scenario(std::uint64_t seed);

// `scenario` with another time model: "jitter" with that bound in microseconds, or without one.
std::string with_jitter(const std::string& scenario, std::uint64_t jitter_us);
std::string with_time(const std::string& scenario, const std::string& model);

}  // namespace heddle::differential
