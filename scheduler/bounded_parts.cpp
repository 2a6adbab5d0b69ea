// A bounded search in parts, and saved. What is left of an iteration is a list of executions that
// something was put off by, earlier points of the one that is taken up, and turns of digits; this
// is also the order in which it is given away.

#include <algorithm>
#include <utility>

#include "scheduler/bounded_search.hpp"

namespace heddle {

std::optional<GivenPart> BoundedSearch::split(PartId) {
  // What was run last must have been noted by this part.
  if (is_over_ || start_ != Start::begun || depth_ != digits_.size()) return std::nullopt;
  std::unique_ptr<Scheduler> other = split_list();
  if (other == nullptr) other = split_points();
  if (other == nullptr) other = split_turns();
  if (other == nullptr) return std::nullopt;
  is_part_ = true;
  return GivenPart{.scheduler = std::move(other)};
}

std::unique_ptr<BoundedSearch> BoundedSearch::empty_part() const {
  auto part = std::make_unique<BoundedSearch>(costly_, bound_, memory_mb_);
  part->last_iteration_ = last_iteration_;
  part->iteration_ = iteration_;
  part->is_part_ = true;
  part->yield_ = yield_;
  part->yield_before_ = yield_before_;
  part->kept_steps_.borrow(kept_steps_);
  return part;
}

// What was put off by it until now; what is due later remains the other's. Requires that its steps
// were borrowed.
void BoundedSearch::borrow(const BoundedSearch& other, std::uint32_t kept) {
  kept_.push_back(other.kept_[kept]);
  ++borrowed_;
}

// The second half: the executions are many and small.
std::unique_ptr<Scheduler> BoundedSearch::split_list() {
  std::vector<std::uint32_t>& list = put_off_[iteration_];
  const std::size_t left = list.size() - next_;
  if (left == 0) return nullptr;
  const std::size_t first = next_ + left / 2;
  auto other = empty_part();
  for (std::size_t place = first; place < list.size(); ++place) {
    other->put_off_[iteration_].push_back(other->borrowed_);
    other->borrow(*this, list[place]);
    const Kept& kept = kept_[list[place]];
    other->points_left_[iteration_] += points_due(list[place], kept.steps);
  }
  points_left_[iteration_] -= std::min(points_left_[iteration_], other->points_left_[iteration_]);
  other->start_ = Start::at_list;
  list.resize(first);
  return other;
}

std::unique_ptr<Scheduler> BoundedSearch::split_points() {
  if (!is_taken_up_ || is_last_point_ || !due_before(prefix_)) return nullptr;
  auto other = empty_part();
  other->borrow(*this, now_);
  other->is_taken_up_ = true;
  other->prefix_ = prefix_;
  other->points_left_[iteration_] = points_due(now_, prefix_);
  points_left_[iteration_] -= std::min(points_left_[iteration_], other->points_left_[iteration_]);
  other->start_ = Start::at_points;
  is_last_point_ = true;
  return other;
}

std::unique_ptr<Scheduler> BoundedSearch::split_turns() {
  std::size_t place = std::max(prefix_, fixed_);
  while (place < digits_.size() && digits_[place].turns + 1 == digits_[place].count) ++place;
  if (place >= digits_.size()) return nullptr;
  auto other = empty_part();
  if (is_taken_up_) other->borrow(*this, now_);
  other->is_taken_up_ = is_taken_up_;
  other->is_last_point_ = true;
  other->prefix_ = prefix_;
  other->digits_.assign(digits_.begin(), digits_.begin() + static_cast<std::ptrdiff_t>(place) + 1);
  ++other->digits_.back().turns;
  other->is_turned_ = true;
  other->fixed_ = place;
  other->new_from_ = other->digits_.size();
  other->start_ = Start::at_digits;
  fixed_ = place + 1;
  return other;
}

bool BoundedSearch::waits() const { return is_part_ && !is_over_ && iteration_ < bound_; }

void BoundedSearch::join(std::span<const std::unique_ptr<Scheduler>> others) {
  make_room(others);
  for (const std::unique_ptr<Scheduler>& other : others) {
    take_over(static_cast<const BoundedSearch&>(*other));
  }
  // One search would have run out of memory as well.
  if (kept_steps_.own_steps() > most_kept_steps_) {
    last_iteration_ = iteration_;
    left_out_ = true;
  }
  is_part_ = false;
}

void BoundedSearch::make_room(std::span<const std::unique_ptr<Scheduler>> others) {
  std::size_t kept = kept_.size();
  std::vector<std::size_t> put_off;
  for (const auto& list : put_off_) put_off.push_back(list.size());
  for (const std::unique_ptr<Scheduler>& each : others) {
    const auto& other = static_cast<const BoundedSearch&>(*each);
    kept += other.kept_.size() - other.borrowed_;
    for (std::size_t due = iteration_ + 1; due < put_off_.size(); ++due) {
      put_off[due] += other.put_off_[due].size();
    }
  }
  kept_.reserve(kept);
  for (std::size_t due = iteration_ + 1; due < put_off_.size(); ++due) {
    put_off_[due].reserve(put_off[due]);
  }
}

void BoundedSearch::take_over(const BoundedSearch& other) {
  left_out_ = left_out_ || other.left_out_;
  last_iteration_ = std::min(last_iteration_, other.last_iteration_);
  const auto shift = static_cast<std::uint32_t>(kept_.size()) - other.borrowed_;
  kept_.insert(kept_.end(), other.kept_.begin() + static_cast<std::ptrdiff_t>(other.borrowed_),
               other.kept_.end());
  kept_steps_.take_over(other.kept_steps_);
  for (std::size_t due = iteration_ + 1; due < put_off_.size(); ++due) {
    for (const std::uint32_t place : other.put_off_[due]) put_off_[due].push_back(place + shift);
    points_left_[due] += other.points_left_[due];
  }
}

void BoundedSearch::save(std::vector<std::uint64_t>& words) const {
  const auto flags = static_cast<std::uint64_t>(start_) | std::uint64_t{is_over_} << 2 |
                     std::uint64_t{left_out_} << 3 | std::uint64_t{is_turned_} << 4 |
                     std::uint64_t{is_taken_up_} << 5 | std::uint64_t{is_part_} << 6 |
                     std::uint64_t{is_last_point_} << 7;
  words.insert(words.end(), {flags, last_iteration_, iteration_});
  for (const Yield& yield : {yield_, yield_before_}) {
    words.insert(words.end(), {yield.executions, yield.points, yield.put_off});
  }
  save_kept(words);
  words.insert(words.end(), {now_, prefix_, fixed_, new_from_, digits_.size()});
  for (const Digit& digit : digits_) {
    words.insert(words.end(), {std::uint64_t{digit.choice} << 32 | digit.dearest,
                               std::uint64_t{digit.turns} << 32 | digit.count, digit.spent});
  }
}

void BoundedSearch::save_kept(std::vector<std::uint64_t>& words) const {
  words.push_back(kept_.size());
  for (const Kept& kept : kept_) {
    words.insert(words.end(), {kept.steps, kept.own, kept.cost});
    for (std::size_t step = 0; step < kept.steps; ++step) {
      words.push_back(kept.first[step].word);
    }
  }
  words.push_back(borrowed_);
  for (std::size_t due = iteration_; due < put_off_.size(); ++due) {
    words.push_back(put_off_[due].size());
    words.insert(words.end(), put_off_[due].begin(), put_off_[due].end());
  }
  words.push_back(next_);
}

BoundedSearch::BoundedSearch(Costly costly, std::uint64_t bound, std::uint64_t memory_mb,
                             SavedWords& words)
    : BoundedSearch(costly, bound, memory_mb) {
  const std::uint64_t flags = words.next(255);
  start_ = static_cast<Start>(flags & 3U);
  is_over_ = (flags >> 2 & 1U) != 0;
  left_out_ = (flags >> 3 & 1U) != 0;
  is_turned_ = (flags >> 4 & 1U) != 0;
  is_taken_up_ = (flags >> 5 & 1U) != 0;
  is_part_ = (flags >> 6 & 1U) != 0;
  is_last_point_ = (flags >> 7 & 1U) != 0;
  last_iteration_ = static_cast<std::uint32_t>(words.next(bound));
  iteration_ = static_cast<std::uint32_t>(words.next(last_iteration_));
  for (Yield* const yield : {&yield_, &yield_before_}) {
    yield->executions = words.next();
    yield->points = words.next();
    yield->put_off = words.next();
  }
  restore_kept(words);
  restore_digits(words);
  count_points();
}

void BoundedSearch::restore_kept(SavedWords& words) {
  for (std::uint64_t left = words.next(words.left()); left > 0; --left) {
    const std::uint64_t steps = words.next(std::min<std::uint64_t>(words.left(), UINT32_MAX));
    const auto own = static_cast<std::uint32_t>(words.next(UINT32_MAX));
    const auto cost = static_cast<std::uint32_t>(words.next(iteration_));
    for (KeptStep& step : keep(steps, own, cost)) {
      step = {static_cast<std::uint32_t>(words.next(UINT32_MAX))};
    }
  }
  borrowed_ = static_cast<std::uint32_t>(words.next(kept_.size()));
  for (std::size_t due = iteration_; due < put_off_.size(); ++due) {
    for (std::uint64_t left = words.next(words.left()); left > 0; --left) {
      const std::uint64_t place = words.next();
      if (place >= kept_.size()) words.fail();
      put_off_[due].push_back(static_cast<std::uint32_t>(place));
    }
  }
  next_ = words.next(put_off_[iteration_].size());
}

// Those that are left, as the lists say.
void BoundedSearch::count_points() {
  for (std::uint32_t due = iteration_; due <= last_iteration_; ++due) {
    const std::size_t first = due == iteration_ ? next_ : 0;
    for (std::size_t place = first; place < put_off_[due].size(); ++place) {
      const Kept& kept = kept_[put_off_[due][place]];
      for (std::size_t step = kept.own; step < kept.steps; ++step) {
        if (kept.first[step].dearest() + kept.cost >= due) ++points_left_[due];
      }
    }
  }
  if (is_taken_up_ && !is_last_point_) points_left_[iteration_] += points_due(now_, prefix_);
}

void BoundedSearch::restore_digits(SavedWords& words) {
  now_ = static_cast<std::uint32_t>(words.next(UINT32_MAX));
  prefix_ = words.next();
  if (is_taken_up_ && (now_ >= kept_.size() || prefix_ > kept_[now_].steps)) words.fail();
  if (!is_taken_up_ && prefix_ != 0) words.fail();
  fixed_ = words.next();
  new_from_ = words.next();
  for (std::uint64_t left = words.next(words.left() / 3); left > 0; --left) {
    Digit& digit = digits_.emplace_back();
    const std::uint64_t choice = words.next();
    const std::uint64_t turns = words.next();
    digit.choice = static_cast<std::uint32_t>(choice >> 32);
    digit.dearest = static_cast<std::uint32_t>(choice);
    digit.turns = static_cast<std::uint32_t>(turns >> 32);
    digit.count = static_cast<std::uint32_t>(turns);
    digit.spent = static_cast<std::uint32_t>(words.next(bound_));
    if (digit.turns >= digit.count || digit.dearest > largest_bound ||
        digit.choice > KeptStep::largest_choice) {
      words.fail();
    }
  }
  if (fixed_ > digits_.size()) words.fail();
  // What was run last is over.
  if (start_ == Start::begun) depth_ = digits_.size();
}

}  // namespace heddle
