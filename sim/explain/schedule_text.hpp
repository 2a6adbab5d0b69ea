#pragma once
// Schedules as text: printable, safe in a shell word and in a JSON string. For example,
// `heddle1:9f86d081:unbounded:main*3,worker,main@timeout`
// consists of the version of the semantics, the hash of the program, the time model, and the steps.
// A step is the name of a thread. `@` and a way follow if the step could go several ways: a number
// for a choice of data, `timeout`, `spurious`, or `wake=NAME` for the waiter that was notified. `*`
// and a count stand for a run of equal steps. The schedule of a livelock has `@cycle` in place of a
// step where its cycle begins, and goes round once:
// `main*2,left,@cycle,left*4`.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/model/schedule.hpp"
#include "sim/model/texts.hpp"
#include "sim/world/world.hpp"

namespace heddle {

// The version of the semantics that a schedule relies on. It must be raised when a change of the
// engine lets old schedules mean something else.
inline constexpr std::string_view semantics_version = "heddle1";

// Not a schedule: the message says where and what was expected.
class ScheduleError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Writes down the choices of many executions of one program. The names of threads are worked out
// once, as far as they are the same from one execution to the next.
class ScheduleWriter {
 public:
  // `texts` must outlive this object. `time`: see time_text().
  ScheduleWriter(const Texts& texts, std::uint32_t program_hash, std::string_view time);

  // The choices that led to the present state of `world`. If `cycle_begin` is set, a cycle begins
  // after that many steps, and further steps follow.
  std::string text_of(const World& world, std::optional<std::size_t> cycle_begin = std::nullopt);

 private:
  struct Thread {
    ThreadId parent{};
    TextId label{};
    std::string name;
  };

  void name_threads(const World& world);
  void append_steps(std::string& text, const Event& event, std::size_t count) const;

  const Texts& texts_;
  std::string header_;
  std::vector<Thread> threads_;  // of the last execution
};

std::string to_text(const Schedule& schedule);
// Throws ScheduleError. White space around it and line breaks after commas are allowed, and
// remarks: from a '#' there to the end of the line.
Schedule parse_schedule(std::string_view text);

// How a schedule names a time model.
std::string time_text(const Settings& settings);
// The reverse; throws ScheduleError. Returns the model and the jitter.
std::pair<TimeModel, std::int64_t> parse_time_text(std::string_view text);
// The time model of a schedule. Looks only at the beginning of the text; throws ScheduleError.
std::pair<TimeModel, std::int64_t> time_of_schedule(std::string_view schedule);

}  // namespace heddle
