// Sources:
// - Preemptions: Musuvathi, Qadeer, "Iterative Context Bounding for Systematic Testing of
//   Multithreaded Programs" (PLDI 2007).
// - Delays: Emmi, Qadeer, Rakamaric, "Delay-Bounded Scheduling" (POPL 2011).
//
// As in the first of them, a choice that costs more than the present iteration allows is put off,
// and the next iteration begins where it was put off. So nothing is run twice. An execution of cost
// c > 0 goes first like the one execution of lower cost that first came to the point of its last
// choice with a cost. After that choice it goes depth first, by choices that cost nothing.
//
// It deviates in two ways:
// - The search keeps no state of a point, but the choices of the execution that came to it.
// - A choice of thread may have several alternatives; it costs nothing which of them is taken.
#include "scheduler/bounded_search.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "scheduler/explored_part.hpp"

namespace heddle {

BoundedSearch::BoundedSearch(Costly costly, std::uint64_t bound, std::uint64_t memory_mb)
    : costly_(costly),
      bound_(static_cast<std::uint32_t>(bound)),
      memory_mb_(memory_mb),
      most_kept_steps_((memory_mb << 20) / sizeof(KeptStep)),
      last_iteration_(bound_),
      points_left_(bound + 1),
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
    case Start::begun:
    case Start::at_list:
      return take_up_next(false);
  }
  return false;
}

bool BoundedSearch::find_next() {
  const bool is_cut = is_taken_up_ && depth_ <= prefix_;
  if (is_cut || depth_ != digits_.size()) fail_as_changed("ended early");
  ++yield_.executions;
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
  if (is_over_) {
    headway.left = 0;
  } else if (iteration_ > 0 || start_ == Start::begun) {
    headway.left = executions_left();
  }
  if (is_over_) {
    headway.bound = last_iteration_;
  } else if (iteration_ > 0) {
    headway.bound = iteration_ - 1;
  }
  return headway;
}

// A point that was put off leads to about as many executions as those before it did. The later the
// iteration, the fewer points an execution puts off, as it does so only behind its last point: on
// average at n / (k + 1) of its n steps, after k points.
double BoundedSearch::executions_left() const {
  const auto ratio = [](std::uint64_t of, std::uint64_t to, double otherwise) {
    return to == 0 ? otherwise : static_cast<double>(of) / static_cast<double>(to);
  };
  // The last execution is counted when the next one begins.
  const std::uint64_t executions = yield_.executions + (start_ == Start::begun ? 1 : 0);
  double for_point =
      ratio(executions, yield_.points, ratio(yield_before_.executions, yield_before_.points, 1));
  double put_off_by_each = ratio(yield_.put_off, yield_.executions, 0);
  double left = for_point * static_cast<double>(points_left_[iteration_]);
  if (start_ == Start::begun) {
    const double part = part_of_free_tree();
    if (iteration_ == 0) for_point = static_cast<double>(executions) / part;
    left += for_point * (1 - part);
  }
  double all = left;
  for (std::uint32_t next = iteration_ + 1; next <= last_iteration_; ++next) {
    const double points = static_cast<double>(points_left_[next]) + put_off_by_each * left;
    left = for_point * points;
    put_off_by_each *= static_cast<double>(next) / (next + 1);
    all += left;
  }
  return all;
}

double BoundedSearch::part_of_free_tree() const {
  ExploredPart part;
  for (std::size_t place = std::max(prefix_, fixed_); place < digits_.size(); ++place) {
    part.add_level(digits_[place].turns, digits_[place].count);
  }
  return part.of_all(true);
}

[[gnu::noinline]] void BoundedSearch::add_digit(const Point& point) {
  const std::uint32_t spent = digits_.empty() ? 0 : digits_.back().spent;
  Digit digit;
  std::optional<std::uint32_t> given;
  if (depth_ < prefix_) given = kept_[now_].first[depth_].choice();
  const std::uint32_t wanted = wanted_cost();
  std::optional<std::uint32_t> cost;
  SwitchCosts(point, costly_).for_each([&](std::size_t place, std::uint32_t each) {
    if (spent + each > bound_) {
      left_out_ = true;
      return;
    }
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
  if (iteration_ == last_iteration_) return;
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
    for (std::size_t i = new_from_; i < digits_.size(); ++i) {
      if (digits_[i].dearest < due - iteration_) continue;
      ++points_left_[due];
      if (due == iteration_ + 1) ++yield_.put_off;
    }
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
      begin_iteration();
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
  if (points_left_[iteration_] > 0) --points_left_[iteration_];
  ++yield_.points;
  prefix_ = *due;
  new_from_ = prefix_ + 1;
  if (digits_.size() > prefix_) digits_.resize(prefix_);
  return true;
}

void BoundedSearch::begin_iteration() {
  if (iteration_ == 0) yield_.points = 1;
  if (yield_.points > 0) yield_before_ = yield_;
  yield_ = {};
  ++iteration_;
  next_ = 0;
}

std::uint64_t BoundedSearch::points_due(std::uint32_t kept, std::size_t depth) const {
  const Kept& execution = kept_[kept];
  std::uint64_t count = 0;
  for (std::size_t step = execution.own; step < depth; ++step) {
    if (execution.first[step].dearest() >= iteration_ - execution.cost) ++count;
  }
  return count;
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
