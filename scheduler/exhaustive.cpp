#include "scheduler/exhaustive.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "scheduler/explored_part.hpp"

namespace heddle {
namespace {

// An odometer: the digits are the choices of the last execution, and the next execution differs in
// the last digit that can still be turned. Invariants: every digit's choice is less than its count;
// depth_ <= digits_.size().
class Exhaustive final : public Scheduler {
 public:
  bool begin() override {
    if (!begun_) {
      begun_ = true;
      return true;
    }
    if (depth_ != digits_.size()) fail_as_changed("ended early");
    while (!digits_.empty() && digits_.back().choice + 1 == digits_.back().count) {
      digits_.pop_back();
    }
    if (digits_.empty()) {
      depth_ = 0;
      is_over_ = true;
      return false;
    }
    ++digits_.back().choice;
    depth_ = 0;
    return true;
  }

  // All but the one that was turned.
  std::optional<std::size_t> shared_steps() const override {
    return digits_.empty() ? 0 : digits_.size() - 1;
  }

  std::optional<std::size_t> pick(const Point& point) override {
    const auto count = static_cast<std::uint32_t>(point.alternatives.size());
    std::size_t choice = 0;
    depth_ = point.step;
    if (depth_ == digits_.size()) {
      add_digit(count);
    } else {
      const Digit digit = digits_[depth_];
      if (digit.count != count) fail_as_changed("offered other alternatives");
      choice = digit.choice;
    }
    ++depth_;
    std::optional<std::size_t> result{0};  // in two steps: see docs/schedulers.md, "Speed"
    *result = choice;
    return result;
  }

  Headway headway() const override {
    if (is_over_) return {.part = 1};
    ExploredPart part;
    for (const Digit& digit : digits_) part.add_level(digit.choice, digit.count);
    return {.part = part.of_all(depth_ != 0 && depth_ == digits_.size())};
  }

 private:
  struct Digit {
    std::uint32_t choice;
    std::uint32_t count;
  };

  // Kept out of pick(), which mostly repeats choices and must stay small.
  [[gnu::noinline]] void add_digit(std::uint32_t count) {
    digits_.push_back({.choice = 0, .count = count});
  }

  [[noreturn]] [[gnu::noinline]] void fail_as_changed(const char* how) const {
    throw std::logic_error("exhaustive: the program is not deterministic: the same choices " +
                           std::string(how) + " after step " + std::to_string(depth_));
  }

  std::vector<Digit> digits_;
  std::size_t depth_ = 0;  // points passed in this execution
  bool begun_ = false;
  bool is_over_ = false;
};

}  // namespace

Strategy exhaustive_strategy() {
  return {.name = "exhaustive",
          .alias = {},
          .about = "every interleaving once, depth first",
          .parameters = {},
          .complete = true,
          .uses_seed = false,
          .make = [](ParameterValues, std::uint64_t) -> std::unique_ptr<Scheduler> {
            return std::make_unique<Exhaustive>();
          }};
}

}  // namespace heddle
