// Throws any bytes at the parser of schedules: it must return a schedule that is the same when it
// is written down and read again, or throw a ScheduleError; the same for time models.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "sim/explain/schedule_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  try {
    const heddle::Schedule schedule = heddle::parse_schedule(text);
    if (heddle::parse_schedule(heddle::to_text(schedule)) != schedule) std::abort();
    heddle::parse_time_text(schedule.time);
  } catch (const heddle::ScheduleError&) {
  }
  return 0;
}
