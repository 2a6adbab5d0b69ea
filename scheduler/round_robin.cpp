#include "scheduler/round_robin.hpp"

#include <utility>

#include "scheduler/thread_choice.hpp"

namespace heddle {
namespace {

// Always the same execution, so there is only one to run. Of several alternatives of a thread it
// takes the first.
class RoundRobin final : public Scheduler {
 public:
  explicit RoundRobin(std::uint64_t quantum) : quantum_(quantum) {}

  bool begin() override {
    current_ = main_thread;
    taken_ = 0;
    gave_way_ = false;
    return !std::exchange(begun_, true);
  }

  std::optional<std::size_t> pick(const Point& point) override {
    std::size_t choice = first_not_before(point, current_);
    const bool able =
        choice < point.alternatives.size() && point.alternatives[choice].thread == current_;
    if (!able || gave_way_ || taken_ == quantum_ || sleeps(point.alternatives[choice])) {
      choice = first_after(point, current_);
      if (choice == point.alternatives.size()) choice = 0;
      current_ = point.alternatives[choice].thread;
      taken_ = 0;
    }
    ++taken_;
    const Operation* operation = point.alternatives[choice].operation;
    gave_way_ = operation != nullptr && operation->kind == OperationKind::yield;
    return choice;
  }

 private:
  // Whether the turn ends because the thread goes to sleep; it does so when its next turn comes.
  bool sleeps(const Alternative& next) const {
    return taken_ != 0 && next.operation != nullptr && next.operation->kind == OperationKind::sleep;
  }

  const std::uint64_t quantum_;
  ThreadId current_ = main_thread;
  std::uint64_t taken_ = 0;  // steps of current_ in this turn, at most quantum_
  bool gave_way_ = false;    // the last step was a yield
  bool begun_ = false;
};

constexpr Parameter parameters[] = {
    {.name = "quantum",
     .preset = 10,
     .least = 1,
     .most = 1'000'000,
     .about = "steps a thread takes before the next one's turn"},
};

}  // namespace

Strategy round_robin_strategy() {
  return {.name = "round-robin",
          .about = "fair turns in thread order, the same execution every time",
          .parameters = parameters,
          .make = [](ParameterValues values, std::uint64_t) -> std::unique_ptr<Scheduler> {
            return std::make_unique<RoundRobin>(values[0]);
          }};
}

}  // namespace heddle
