#pragma once
// A schedule: the choices of one execution in terms that mean the same on every machine and in
// every later version of the program, because threads are named by text. How it is written down is
// in sim/explain/schedule_text.hpp.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/event.hpp"

namespace heddle {

// `count` steps of one thread, all in the same way.
struct ScheduleStep {
  std::string thread;
  Way way = Way::normal;
  std::string waiter = {};  // Way::waiter: the thread that is woken
  std::uint32_t datum = 0;  // Way::datum: the number that is chosen
  std::size_t count = 1;

  friend bool operator==(const ScheduleStep&, const ScheduleStep&) = default;
};

struct Schedule {
  std::uint32_t program_hash = 0;  // of the program that it was made for
  std::string time;                // its time model: "exact", "unbounded", "jitter-2000000ns"
  std::vector<ScheduleStep> steps;
  // Of a livelock: the position in `steps` from which on they lead back to the state before them.
  std::optional<std::size_t> cycle_begin{};

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

}  // namespace heddle
