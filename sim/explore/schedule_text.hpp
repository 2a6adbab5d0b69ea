#pragma once
// Schedules as text: printable, safe in a shell word and in a JSON string.
// `heddle1:9f86d081:unbounded:main*3,worker,main@timeout` is the version of the semantics, the hash
// of the program, the time model, and the steps: a thread's name, `@` and the way where there were
// several (a number for a choice of data, `timeout`, `spurious`, `wake=NAME` for the waiter that
// was notified), and `*` and a count for a run of equal steps.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sim/model/schedule.hpp"
#include "sim/model/texts.hpp"
#include "sim/world/world.hpp"

namespace heddle {

// The version of the semantics that a schedule relies on; to be raised when a change of the engine
// lets old schedules mean something else.
inline constexpr std::string_view semantics_version = "heddle1";

// Not a schedule: the message says where and what was expected.
class ScheduleError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The choices that led to the present state of `world`.
std::vector<ScheduleStep> steps_of(const World& world, const Texts& texts);

std::string to_text(const Schedule& schedule);
// Throws ScheduleError. White space around it and line breaks after commas are allowed.
Schedule parse_schedule(std::string_view text);

// How a schedule names a time model.
std::string time_text(const Settings& settings);
// The reverse; throws ScheduleError. Returns the model and the jitter.
std::pair<TimeModel, std::int64_t> parse_time_text(std::string_view text);

}  // namespace heddle
