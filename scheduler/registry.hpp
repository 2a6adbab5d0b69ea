#pragma once
// The strategies by name: what `--scheduler` accepts. The only file that knows all of them; it must
// not know who asks.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/strategy.hpp"

namespace heddle {

// All strategies that can be named, in the order in which they are shown to people.
std::span<const Strategy> strategies();

// The strategy that `spec` names, whatever its parameters are. Throws SchedulerError where there is
// none.
const Strategy& find_strategy(std::string_view spec);

// Makes the scheduler that `spec` names: a name, or `name:parameter=value,parameter=value`.
// Parameters that are left out have their presets. Throws SchedulerError for an unknown name or
// parameter, a parameter given twice, a value that is no number or out of range, or anything else
// in `spec`; and for a strategy that searches states.
std::unique_ptr<Scheduler> make_scheduler(std::string_view spec, std::uint64_t seed);

// The same, from a list of strategies of the caller's own.
std::unique_ptr<Scheduler> make_scheduler(std::span<const Strategy> known, std::string_view spec,
                                          std::uint64_t seed);

// The spec of the strategy that goes through everything within a bound: "preemptions:bound=2" of
// "preemptions=2". Throws SchedulerError for an unknown bound, or a value that is no number or out
// of range.
std::string spec_of_bound(std::string_view bound);

// The value of every parameter of the strategy that `spec` names, in the strategy's order. Throws
// as make_scheduler does.
std::vector<std::uint64_t> parameter_values(std::string_view spec);

// The spec with every parameter spelt out, the same for all ways to write it:
// "pct:depth=3,steps=0".
std::string full_spec(std::string_view spec);

// The full spec without parameters that only limit the memory. It is the same for all searches that
// can go on from each other.
std::string search_spec(std::string_view spec);

// How many bytes the growing part of the search may take: what the spec says, or else `preset`, or
// else the parameter's preset. nullopt: the strategy has no such limit.
std::optional<std::size_t> memory_limit(std::string_view spec,
                                        std::optional<std::size_t> preset = std::nullopt);

}  // namespace heddle
