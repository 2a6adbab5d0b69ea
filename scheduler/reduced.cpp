#include "scheduler/reduced.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "scheduler/explored_part.hpp"

namespace heddle {
namespace {

// An odometer as in exhaustive.cpp, with digits that do not turn: those of a step that commutes
// with every step of the others. What follows such a step invisibly may still be a bug of the
// thread, which ends the execution for all; that is seen once it has happened, and then the digit
// is set free to turn through the other alternatives too.
class Reduced final : public Scheduler {
  // A thread that sleeps or yields in a loop must not keep the others out for ever.
  static constexpr std::size_t longest_row = 100;

 public:
  explicit Reduced(bool sleeps) : sleeps_(sleeps) {}

  bool begin() override {
    if (!begun_) {
      begun_ = true;
      return true;
    }
    while (!digits_.empty() && digits_.back().turns + 1 == digits_.back().count) digits_.pop_back();
    depth_ = 0;
    alone_in_a_row_ = 0;
    if (digits_.empty()) {
      is_over_ = true;
      return false;
    }
    ++digits_.back().turns;
    return true;
  }

  std::optional<std::size_t> shared_steps() const override {
    return digits_.empty() ? 0 : digits_.size() - 1;
  }

  std::optional<std::size_t> pick(const Point& point) override {
    if (point.step != depth_) go_to(point.step);
    if (depth_ == digits_.size()) add_digit(point);
    const Digit& digit = digits_[depth_++];
    alone_in_a_row_ = digit.is_alone ? alone_in_a_row_ + 1 : 0;
    if (digit.alternatives != point.alternatives.size()) {
      throw std::logic_error(
          "reduced: the program is not deterministic: the same choices offered other alternatives "
          "after step " +
          std::to_string(depth_ - 1));
    }
    return choice_of(digit);
  }

  void end(const Execution& execution) override {
    if (!is_bug(execution.status()) || depth_ == 0 || depth_ != digits_.size()) return;
    Digit& last = digits_.back();
    if (last.is_alone && last.count == 1) last.count = last.alternatives;
  }

  // Never falls although a digit may be set free: that is one that the last execution brought
  // about, of which no execution was counted before.
  Headway headway() const override {
    if (is_over_) return {.part = 1};
    ExploredPart part;
    for (const Digit& digit : digits_) part.add_level(digit.turns, digit.count);
    return {.part = part.of_all(depth_ != 0 && depth_ == digits_.size())};
  }

 private:
  struct Digit {
    std::uint32_t turns = 0;         // less than count
    std::uint32_t count = 0;         // how many alternatives it goes through
    std::uint32_t alternatives = 0;  // how many there were
    std::uint32_t first = 0;         // the one that it begins with
    bool is_alone = false;           // it began as a step that commutes with all others
  };

  // The engine began this execution after so many steps of the last one.
  void go_to(std::size_t step) {
    depth_ = step;
    alone_in_a_row_ = 0;
    while (step > 0 && digits_[step - 1].is_alone) {
      --step;
      ++alone_in_a_row_;
    }
  }

  // `first`, and then the others in their order.
  static std::size_t choice_of(const Digit& digit) {
    if (digit.turns == 0) return digit.first;
    return digit.turns <= digit.first ? digit.turns - 1 : digit.turns;
  }

  void add_digit(const Point& point) {
    const auto alternatives = static_cast<std::uint32_t>(point.alternatives.size());
    Digit digit{.count = alternatives, .alternatives = alternatives};
    const bool may_be_alone = alone_in_a_row_ < longest_row;
    for (std::uint32_t place = 0; may_be_alone && place < alternatives; ++place) {
      if (!concerns_nobody_else(point.alternatives[place])) continue;
      digit.first = place;
      digit.count = 1;
      digit.is_alone = true;
      break;
    }
    digits_.push_back(digit);
  }

  bool concerns_nobody_else(const Alternative& alternative) const {
    if (alternative.operation == nullptr) return false;
    switch (alternative.operation->kind) {
      case OperationKind::yield:
      case OperationKind::fence:  // orders what its own thread does
      case OperationKind::spawn:  // only adds: no other step can tell when
        return true;
      case OperationKind::sleep:
        return sleeps_;
      case OperationKind::end:
        // Lets a join go on and stops nobody; but main's may end the whole execution.
        return alternative.thread != main_thread;
      default:
        return false;
    }
  }

  const bool sleeps_;
  std::vector<Digit> digits_;
  std::size_t depth_ = 0;           // points passed in this execution
  std::size_t alone_in_a_row_ = 0;  // steps just taken alone
  bool begun_ = false;
  bool is_over_ = false;
};

constexpr Parameter parameters[] = {
    {.name = "sleeps",
     .preset = 0,
     .least = 0,
     .most = 1,
     .about = "1: sleeps order nothing (time is unbounded), so they concern nobody else either"},
};

}  // namespace

Strategy reduced_strategy() {
  return {.name = "reduced",
          .alias = {},
          .about = "every outcome and bug; steps that concern nobody else in one order only",
          .parameters = parameters,
          .complete = true,
          .uses_seed = false,
          .make = [](ParameterValues values, std::uint64_t) -> std::unique_ptr<Scheduler> {
            return std::make_unique<Reduced>(values[0] != 0);
          }};
}

}  // namespace heddle
