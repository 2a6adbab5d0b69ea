#pragma once
// Expressions over shared memory as the engine wants them: conditions that are true, false or
// cannot be computed, and observed values. Each has a machine of its own, so one object must not be
// evaluated by two OS threads at once.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/cell_range.hpp"
#include "sim/model/memory.hpp"
#include "sim/scenario/code.hpp"
#include "sim/scenario/machine.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

// An expression that is computed again and again.
class Evaluator {
 public:
  explicit Evaluator(const Code& code) : machine_(code) {}

  // A value of type `nothing` if the expression faults.
  Value evaluate(const Memory& memory);
  // Why the last evaluation faulted.
  std::string_view fault_message() const { return fault_message_; }
  Machine& machine() { return machine_; }

 private:
  Machine machine_;
  std::string_view fault_message_;
};

// Sets the bits at the numbers of all cells that the code of an expression may read.
void mark_read(const Code& code, std::vector<bool>& cells);

// The condition that a thread waits for. Its locals are captured when the thread arrives there.
class AwaitCondition final : public Condition {
 public:
  explicit AwaitCondition(const AwaitedCondition& condition)
      : condition_(condition), evaluator_(condition.code) {}

  void capture(const Value* registers, SiteId site);
  Truth evaluate(const Memory& memory) const override;
  std::string_view fault_message() const override { return evaluator_.fault_message(); }
  SiteId site() const override { return site_; }
  std::optional<std::span<const CellRange>> cells_read() const override {
    return condition_.cells_read;
  }
  std::string_view text() const override;
  std::string text_with_values(const Memory& memory) const override;

 private:
  const AwaitedCondition& condition_;
  mutable Evaluator evaluator_;
  SiteId site_ = no_site;
};

// An invariant or a `finally`. `scenario` and `watch` outlive it.
class WatchCondition final : public Condition {
 public:
  WatchCondition(const Scenario& scenario, const Watch& watch);

  Truth evaluate(const Memory& memory) const override;
  std::string_view fault_message() const override { return evaluator_.fault_message(); }
  SiteId site() const override { return watch_.site; }
  std::optional<std::span<const CellRange>> cells_read() const override { return cells_read_; }
  std::string_view text() const override { return watch_.text; }
  std::string text_with_values(const Memory& memory) const override;

 private:
  const Scenario& scenario_;
  const Watch& watch_;
  Code code_;
  std::vector<CellRange> cells_read_;
  mutable Evaluator evaluator_;
};

// An observed value of the memory: one value, or those of an array.
class Observation {
 public:
  Observation(const Scenario& scenario, const Watch& watch);
  Observation(const Observation&) = delete;
  Observation& operator=(const Observation&) = delete;

  std::string_view text() const { return text_; }
  std::size_t count() const { return count_; }
  // Sets the bits at the numbers of the cells that it may read.
  void mark_read(std::vector<bool>& cells) const;
  void append(const Memory& memory, std::vector<Value>& values) const;

 private:
  std::string_view text_;
  std::size_t count_;
  ObjectId first_ = no_object;  // of cells that are observed as they are
  Code code_;
  mutable std::optional<Evaluator> evaluator_;
};

}  // namespace heddle::scenario
