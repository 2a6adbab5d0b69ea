// Sources:
// - Preemptions: Musuvathi, Qadeer, "Iterative Context Bounding for Systematic Testing of
//   Multithreaded Programs" (PLDI 2007).
// - Delays: Emmi, Qadeer, Rakamaric, "Delay-Bounded Scheduling" (POPL 2011).
//
// As in the first of them, what costs more than the present iteration allows is put off, and the
// next iteration begins where it was put off. So nothing is run twice: an execution of cost c > 0
// is found from the one execution of lower cost that brought about the point of its last choice
// that costs something, and after that choice it goes depth first through what costs nothing.
//
// Where this deviates:
// - What is put off is not a state but the choices of the execution that came upon it.
// - A choice of thread may have several alternatives; which of them is taken costs nothing.
#include "scheduler/bounded.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/switch_costs.hpp"

namespace heddle {
namespace {

constexpr std::uint32_t largest_bound = 100;
constexpr std::uint32_t bits_of_cost = 8;
constexpr std::uint32_t largest_choice = UINT32_MAX >> bits_of_cost;
static_assert(largest_bound < 1U << bits_of_cost);

// Invariants: digits_ are the choices of the present execution as far as they are decided, and
// depth_ <= digits_.size(). The first prefix_ of them are those of the execution that the present
// one was put off by, the next one, if any, is the choice that was put off, and the others cost
// nothing; so an execution that is run in iteration k costs exactly k.
class Bounded final : public Scheduler {
 public:
  // `memory_mb`: megabytes for the executions that are kept to come back to.
  Bounded(Costly costly, std::uint64_t bound, std::uint64_t memory_mb)
      : costly_(costly),
        bound_(static_cast<std::uint32_t>(bound)),
        most_kept_steps_((memory_mb << 20) / sizeof(KeptStep)),
        last_iteration_(bound_),
        put_off_(bound + 1) {}

  bool begin() override {
    if (is_over_) return false;
    if (!std::exchange(begun_, true)) return true;
    const bool is_cut = is_taken_up_ && depth_ <= prefix_;
    if (is_cut || depth_ != digits_.size()) fail_as_changed("ended early");
    explored_ += weight_of_last();
    keep_execution();
    depth_ = 0;
    if (turn_digit()) {
      new_from_ = digits_.size();
    } else if (take_up_next()) {
      new_from_ = prefix_ + 1;
    } else {
      is_over_ = true;
    }
    return !is_over_;
  }

  std::optional<std::size_t> pick(const Point& point) override {
    if (depth_ >= digits_.size()) {
      add_digit(point);
    } else if (is_turned_ && depth_ + 1 == digits_.size()) {
      take_turn(point);
    } else if (digits_[depth_].choice >= point.alternatives.size()) {
      fail_as_changed("offered other alternatives");
    }
    std::optional<std::size_t> result{0};  // in two steps: see docs/schedulers.md, "Speed"
    *result = digits_[depth_++].choice;
    return result;
  }

  Headway headway() const override {
    Headway headway{.left_out = left_out_};
    headway.part = is_over_ ? 1 : std::min(explored_ + weight_of_last(), 1.0);
    if (is_over_) {
      headway.bound = last_iteration_;
    } else if (iteration_ > 0) {
      headway.bound = iteration_ - 1;
    }
    return headway;
  }

 private:
  struct Digit {
    std::uint32_t choice = 0;
    std::uint32_t turns = 0;    // less than count
    std::uint32_t count = 0;    // how many alternatives it goes through
    std::uint32_t dearest = 0;  // the greatest cost at this point that is within the bound
    std::uint32_t spent = 0;    // the cost of the choices up to this one
    double weight = 1;          // of what follows: see explored_part.hpp
  };
  // The choice and the dearest cost of a digit, in one word.
  struct KeptStep {
    std::uint32_t word;
    std::uint32_t choice() const { return word >> bits_of_cost; }
    std::uint32_t dearest() const { return word & ((1U << bits_of_cost) - 1); }
  };
  // An execution with points at which something was put off.
  struct Kept {
    std::size_t first = 0;    // in kept_steps_
    std::uint32_t steps = 0;  // how many
    std::uint32_t own = 0;    // the first step of which no execution kept before had the point
    std::uint32_t cost = 0;
  };

  [[gnu::noinline]] void add_digit(const Point& point) {
    const std::uint32_t spent = digits_.empty() ? 0 : digits_.back().spent;
    const double weight = digits_.empty() ? 1 : digits_.back().weight;
    Digit digit;
    std::uint32_t affordable = 0;
    std::optional<std::uint32_t> given;
    if (depth_ < prefix_) given = kept_steps_[kept_[now_].first + depth_].choice();
    const std::uint32_t wanted = wanted_cost();
    std::optional<std::uint32_t> cost;
    SwitchCosts(point, costly_).for_each([&](std::size_t place, std::uint32_t each) {
      if (spent + each > bound_) {
        left_out_ = true;
        return;
      }
      ++affordable;
      digit.dearest = std::max(digit.dearest, each);
      if (given ? place != *given : each != wanted) return;
      ++digit.count;
      if (cost) return;
      cost = each;
      digit.choice = static_cast<std::uint32_t>(place);
    });
    if (!cost) fail_as_changed("offered other alternatives");
    if (digit.choice > largest_choice) throw std::length_error("bounded: too many alternatives");
    digit.spent = spent + *cost;
    digit.weight = weight / affordable;
    digits_.push_back(digit);
  }

  // The choice of the last digit, which has been turned.
  [[gnu::noinline]] void take_turn(const Point& point) {
    Digit& digit = digits_.back();
    const std::uint32_t wanted = wanted_cost();
    std::uint32_t turns = 0;
    bool is_found = false;
    SwitchCosts(point, costly_).for_each([&](std::size_t place, std::uint32_t each) {
      if (each != wanted || turns++ != digit.turns) return;
      digit.choice = static_cast<std::uint32_t>(place);
      is_found = true;
    });
    if (!is_found) fail_as_changed("offered other alternatives");
    is_turned_ = false;
  }

  // Of the execution that was run to its end and is not yet in explored_.
  double weight_of_last() const {
    return depth_ != 0 && depth_ == digits_.size() ? digits_.back().weight : 0;
  }

  // What the choice at the present depth costs.
  std::uint32_t wanted_cost() const {
    return is_taken_up_ && depth_ == prefix_ ? iteration_ - kept_[now_].cost : 0;
  }

  // Goes on to the next execution that shares all but what costs nothing with the last one.
  bool turn_digit() {
    while (digits_.size() > prefix_ && digits_.back().turns + 1 == digits_.back().count) {
      digits_.pop_back();
    }
    if (digits_.size() <= prefix_) return false;
    ++digits_.back().turns;
    is_turned_ = true;
    return true;
  }

  // Notes the last execution for the iterations in which something that it came upon is due.
  void keep_execution() {
    std::uint32_t dearest = 0;
    for (std::size_t i = new_from_; i < digits_.size(); ++i) {
      dearest = std::max(dearest, digits_[i].dearest);
    }
    const std::uint32_t last = std::min(iteration_ + dearest, last_iteration_);
    if (last <= iteration_) return;
    if (kept_steps_.size() + digits_.size() > most_kept_steps_ ||
        kept_.size() == std::numeric_limits<std::uint32_t>::max()) {
      last_iteration_ = iteration_;
      left_out_ = true;
      return;
    }
    for (std::uint32_t due = iteration_ + 1; due <= last; ++due) {
      put_off_[due].push_back(static_cast<std::uint32_t>(kept_.size()));
    }
    kept_.push_back({.first = kept_steps_.size(),
                     .steps = static_cast<std::uint32_t>(digits_.size()),
                     .own = static_cast<std::uint32_t>(new_from_),
                     .cost = iteration_});
    for (const Digit& digit : digits_) {
      kept_steps_.push_back({digit.choice << bits_of_cost | digit.dearest});
    }
  }

  // Goes on to the next choice that was put off until now: at an earlier point of the same
  // execution, else of the next one, else in the next iteration.
  bool take_up_next() {
    bool is_same = is_taken_up_;
    while (true) {
      if (is_same && take_up_before(prefix_)) return true;
      is_same = false;
      while (next_ == put_off_[iteration_].size()) {
        if (iteration_ == last_iteration_) return false;
        ++iteration_;
        next_ = 0;
      }
      now_ = put_off_[iteration_][next_++];
      is_taken_up_ = true;
      digits_.clear();
      if (take_up_before(kept_[now_].steps)) return true;
    }
  }

  // Looks for a point of the kept execution at which something is due now, from the last before
  // `depth` to the first that is its own.
  bool take_up_before(std::size_t depth) {
    const Kept& kept = kept_[now_];
    while (depth > kept.own) {
      --depth;
      if (kept_steps_[kept.first + depth].dearest() < iteration_ - kept.cost) continue;
      prefix_ = depth;
      if (digits_.size() > depth) digits_.resize(depth);
      return true;
    }
    return false;
  }

  [[noreturn]] [[gnu::noinline]] void fail_as_changed(const char* how) const {
    throw std::logic_error("bounded: the program is not deterministic: the same choices " +
                           std::string(how) + " after step " + std::to_string(depth_));
  }

  const Costly costly_;
  const std::uint32_t bound_;
  const std::size_t most_kept_steps_;
  std::uint32_t last_iteration_;  // less than bound_ only where too much had to be kept
  std::uint32_t iteration_ = 0;
  bool begun_ = false;
  bool is_over_ = false;
  bool left_out_ = false;
  double explored_ = 0;  // the weight of the executions run

  std::vector<Digit> digits_;
  std::size_t depth_ = 0;     // points passed in this execution
  std::size_t prefix_ = 0;    // how many digits are given
  std::size_t new_from_ = 0;  // from here on no execution before had the same points
  bool is_turned_ = false;    // the choice of the last digit is to be looked up

  std::vector<KeptStep> kept_steps_;
  std::vector<Kept> kept_;
  std::vector<std::vector<std::uint32_t>> put_off_;  // by iteration: positions in kept_
  std::size_t next_ = 0;                             // in put_off_[iteration_]
  std::uint32_t now_ = 0;                            // what is taken up, if is_taken_up_
  bool is_taken_up_ = false;
};

constexpr Parameter memory_parameter{.name = "memory",
                                     .preset = 256,
                                     .least = 1,
                                     .most = 65536,
                                     .about = "megabytes for what is put off to a later iteration"};
constexpr Parameter preemptions_parameters[] = {
    {.name = "bound",
     .preset = 2,
     .least = 0,
     .most = largest_bound,
     .about = "at most so many preemptions"},
    memory_parameter,
};
constexpr Parameter delays_parameters[] = {
    {.name = "bound",
     .preset = 3,
     .least = 0,
     .most = largest_bound,
     .about = "at most so many delays"},
    memory_parameter,
};

}  // namespace

Strategy preemptions_strategy() {
  return {.name = "preemptions",
          .alias = {},
          .about = "every interleaving with few preemptions once, those with the fewest first",
          .parameters = preemptions_parameters,
          .complete = true,
          .uses_seed = false,
          .bound_noun = "preemption",
          .make = [](ParameterValues values, std::uint64_t) -> std::unique_ptr<Scheduler> {
            return std::make_unique<Bounded>(Costly::preemption, values[0], values[1]);
          }};
}

Strategy delays_strategy() {
  return {.name = "delays",
          .alias = {},
          .about = "every interleaving with few deviations from fair turns once, the fewest first",
          .parameters = delays_parameters,
          .complete = true,
          .uses_seed = false,
          .bound_noun = "delay",
          .make = [](ParameterValues values, std::uint64_t) -> std::unique_ptr<Scheduler> {
            return std::make_unique<Bounded>(Costly::delay, values[0], values[1]);
          }};
}

}  // namespace heddle
