#pragma once
// What a report is about, as far as the words of the report depend on it: a scenario, or a test of
// C++ code. A front end implements this. It must not know what was found.

#include <optional>
#include <span>
#include <string>

#include "sim/explore/shown_by.hpp"
#include "sim/model/observed.hpp"
#include "sim/model/texts.hpp"

namespace heddle {

class ReportSubject {
 public:
  virtual ~ReportSubject() = default;

  // Of the scenario, or of the test.
  virtual const std::string& name() const = 0;
  // Those that the ids in outcomes are of.
  virtual const Texts& texts() const = 0;
  // The values of every outcome, in their order. The texts must stay as long as this object.
  virtual std::span<const Observed> observed() const = 0;

  // The commands that bring an execution back, as people paste them into a shell. `argument` is the
  // schedule as a ScheduleDisplay shows it: ShownSchedule::argument.
  virtual std::string replay_by_schedule(const std::string& argument) const = 0;
  // By the seed, if the execution was drawn by chance. `schedule`: of the same execution, for its
  // time. nullopt: no seed brings it back alone.
  virtual std::optional<std::string> replay_by_seed(const std::optional<Draw>& draw,
                                                    const std::string& schedule) const = 0;
};

}  // namespace heddle
