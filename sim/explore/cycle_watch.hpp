#pragma once
// Follows a schedule that is to end with a cycle, and goes round that cycle once. It verifies that
// the cycle is a livelock: the state at its end is the one at its beginning, and it is fair as in
// fair_cycle.hpp. It must not know where the schedule comes from.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/model/schedule.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/world/world.hpp"

namespace heddle {

// The cycle of a schedule, counted in steps.
struct CycleSteps {
  std::size_t begin = 0;
  std::size_t end = 0;  // greater than `begin`
};

// The cycle of `schedule`; nullopt: it has none.
std::optional<CycleSteps> cycle_of(const Schedule& schedule);

class CycleWatch final : public Scheduler {
 public:
  // All must outlive this object. `world` and `program` are those of the execution.
  CycleWatch(Scheduler& scheduler, const World& world, Program& program, const CycleSteps& cycle);

  bool begin() override { return scheduler_.begin(); }
  // The pick of the other scheduler. Gives the execution up at the end of the cycle.
  std::optional<std::size_t> pick(const Point& point) override;
  void end(const Execution& execution) override { scheduler_.end(execution); }

  // Once the execution is over: why the cycle is no livelock; empty where it is one.
  std::string objection() const;

 private:
  using Words = std::vector<std::uint64_t>;

  void save_state(Words& words) const;
  void note_able(const Point& point);

  Scheduler& scheduler_;
  const World& world_;
  Program& program_;
  const CycleSteps cycle_;
  bool went_round_ = false;
  Words at_begin_;
  Words at_end_;
  std::vector<bool> is_able_;  // by thread: at some point of the cycle it was owed a step
  std::vector<bool> steps_;    // by thread: it took one
};

}  // namespace heddle
