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
#include "scheduler/bounded_search.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace heddle {

BoundedSearch::BoundedSearch(Costly costly, std::uint64_t bound, std::uint64_t memory_mb)
    : costly_(costly),
      bound_(static_cast<std::uint32_t>(bound)),
      memory_mb_(memory_mb),
      most_kept_steps_((memory_mb << 20) / sizeof(KeptStep)),
      last_iteration_(bound_),
      put_off_(bound + 1) {}

bool BoundedSearch::begin() {
  if (is_over_) return false;
  const bool is_found = start_ == Start::begun ? find_next() : find_first();
  start_ = is_found ? Start::begun : Start::at_list;
  if (!is_found) {
    digits_.clear();
    is_over_ = !waits();
  }
  return is_found;
}

bool BoundedSearch::find_first() {
  switch (start_) {
    case Start::at_digits:
      return true;
    case Start::at_points:
      return take_up_next(true);
    default:
      return take_up_next(false);
  }
}

bool BoundedSearch::find_next() {
  const bool is_cut = is_taken_up_ && depth_ <= prefix_;
  if (is_cut || depth_ != digits_.size()) fail_as_changed("ended early");
  explored_ += weight_of_last();
  keep_execution();
  depth_ = 0;
  if (turn_digit()) {
    new_from_ = digits_.size();
    return true;
  }
  return take_up_next(is_taken_up_ && !is_last_point_);
}

std::optional<std::size_t> BoundedSearch::pick(const Point& point) {
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

Headway BoundedSearch::headway() const {
  Headway headway{.left_out = left_out_};
  const double explored = std::min(explored_ + weight_of_last(), 1.0);
  headway.part = is_over_ && !is_part_ ? 1 : explored;
  if (is_over_) {
    headway.bound = last_iteration_;
  } else if (iteration_ > 0) {
    headway.bound = iteration_ - 1;
  }
  return headway;
}

[[gnu::noinline]] void BoundedSearch::add_digit(const Point& point) {
  const std::uint32_t spent = digits_.empty() ? 0 : digits_.back().spent;
  const double weight = digits_.empty() ? 1 : digits_.back().weight;
  Digit digit;
  std::uint32_t affordable = 0;
  std::optional<std::uint32_t> given;
  if (depth_ < prefix_) given = kept_[now_].first[depth_].choice();
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
  if (digit.choice > KeptStep::largest_choice) {
    throw std::length_error("bounded: too many alternatives");
  }
  digit.spent = spent + *cost;
  digit.weight = weight / affordable;
  digits_.push_back(digit);
}

[[gnu::noinline]] void BoundedSearch::take_turn(const Point& point) {
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

double BoundedSearch::weight_of_last() const {
  return depth_ != 0 && depth_ == digits_.size() ? digits_.back().weight : 0;
}

std::uint32_t BoundedSearch::wanted_cost() const {
  return is_taken_up_ && depth_ == prefix_ ? iteration_ - kept_[now_].cost : 0;
}

bool BoundedSearch::turn_digit() {
  const std::size_t least = std::max(prefix_, fixed_);
  while (digits_.size() > least && digits_.back().turns + 1 == digits_.back().count) {
    digits_.pop_back();
  }
  if (digits_.size() <= least) return false;
  ++digits_.back().turns;
  is_turned_ = true;
  return true;
}

void BoundedSearch::keep_execution() {
  std::uint32_t dearest = 0;
  for (std::size_t i = new_from_; i < digits_.size(); ++i) {
    dearest = std::max(dearest, digits_[i].dearest);
  }
  const std::uint32_t last = std::min(iteration_ + dearest, last_iteration_);
  if (last <= iteration_) return;
  if (kept_steps_.own_steps() + digits_.size() > most_kept_steps_ ||
      kept_.size() == std::numeric_limits<std::uint32_t>::max()) {
    last_iteration_ = iteration_;
    left_out_ = true;
    return;
  }
  for (std::uint32_t due = iteration_ + 1; due <= last; ++due) {
    put_off_[due].push_back(static_cast<std::uint32_t>(kept_.size()));
  }
  const std::span<KeptStep> steps =
      keep(digits_.size(), static_cast<std::uint32_t>(new_from_), iteration_);
  for (std::size_t step = 0; step < steps.size(); ++step) {
    steps[step] = {digits_[step].choice << KeptStep::bits_of_cost | digits_[step].dearest};
  }
}

std::span<KeptStep> BoundedSearch::keep(std::size_t steps, std::uint32_t own, std::uint32_t cost) {
  const std::span<KeptStep> added = kept_steps_.add(steps);
  kept_.push_back({.first = added.data(),
                   .steps = static_cast<std::uint32_t>(steps),
                   .own = own,
                   .cost = cost});
  return added;
}

bool BoundedSearch::take_up_next(bool is_same) {
  fixed_ = 0;
  while (true) {
    if (is_same && take_up_before(prefix_)) return true;
    is_same = false;
    while (next_ == put_off_[iteration_].size()) {
      if (is_part_ || iteration_ == last_iteration_) return false;
      ++iteration_;
      next_ = 0;
    }
    now_ = put_off_[iteration_][next_++];
    is_taken_up_ = true;
    is_last_point_ = false;
    digits_.clear();
    if (take_up_before(kept_[now_].steps)) return true;
  }
}

bool BoundedSearch::take_up_before(std::size_t depth) {
  const auto due = due_before(depth);
  if (!due) return false;
  prefix_ = *due;
  new_from_ = prefix_ + 1;
  if (digits_.size() > prefix_) digits_.resize(prefix_);
  return true;
}

std::optional<std::size_t> BoundedSearch::due_before(std::size_t depth) const {
  const Kept& kept = kept_[now_];
  while (depth > kept.own) {
    --depth;
    if (kept.first[depth].dearest() >= iteration_ - kept.cost) return depth;
  }
  return std::nullopt;
}

[[gnu::noinline]] void BoundedSearch::fail_as_changed(const char* how) const {
  throw std::logic_error("bounded: the program is not deterministic: the same choices " +
                         std::string(how) + " after step " + std::to_string(depth_));
}

}  // namespace heddle
