#include "sim/explore/search_parts.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <utility>

namespace heddle {
namespace {

// More parts than this are put together as soon as nothing is left of neighbours: each has outcomes
// and findings of its own.
constexpr std::size_t parts_before_folding = 64;

}  // namespace

SearchParts::SearchParts(std::vector<SearchPart> parts, const ExploreOptions& options,
                         const ParallelOptions& parallel)
    : options_(options), splits_(parallel.splits), bells_(parallel.jobs) {
  for (SearchPart& content : parts) {
    Part& part = parts_.emplace_back();
    part.content = std::move(content);
    next_id_ = std::max(next_id_, static_cast<std::uint64_t>(part.content.id) + 1);
    if (part.content.scheduler == nullptr) {
      part.state = State::over;
    } else {
      part.bytes = bytes_of(*part.content.scheduler);
      queue_.push_back(&part);
    }
  }
}

SearchParts::Part* SearchParts::take(std::size_t worker) {
  std::unique_lock lock(mutex_);
  while (true) {
    end_where_nothing_is_left();
    if (is_over_) return nullptr;
    if (!pauses_ && !stopped_ && !queue_.empty()) break;
    ++hungry_;
    ring_all();
    work_changed_.wait(lock);
    --hungry_;
  }
  Part& part = *queue_.front();
  queue_.pop_front();
  part.state = State::busy;
  ++busy_;
  bells_[worker].rings = true;
  return &part;
}

bool SearchParts::attend(std::size_t worker, Part& part, const Collector* collector) {
  std::unique_lock lock(mutex_);
  bells_[worker].rings = false;
  if (pauses_) {
    part.collector = collector;
    ++paused_;
    state_changed_.notify_all();
    work_changed_.wait(lock, [this] { return !pauses_; });
    --paused_;
    part.collector = nullptr;
  }
  if (stopped_ || part.is_cancelled || part.is_called_off) return false;
  if (splits_ && hungry_ > queue_.size()) {
    split(part);
    if (hungry_ > queue_.size()) bells_[worker].rings = true;  // again after the next execution
  }
  return true;
}

void SearchParts::split(Part& part) {
  DivisibleSearch* const search = part.content.scheduler->divisible();
  if (search == nullptr) return;
  const PartId id{next_id_};
  std::optional<GivenPart> given = search->split(id);
  if (!given) return;
  ++next_id_;
  auto place = std::ranges::find_if(parts_, [&part](const Part& each) { return &each == &part; });
  ++place;
  // What the part does not take back comes after all that it does.
  if (given->returns != GivenPart::Return::to_giver) {
    while (place != parts_.end() && returns_to(*place, part.content.id)) ++place;
  }
  SearchPart& content = parts_.emplace(place)->content;
  content.scheduler = std::move(given->scheduler);
  content.id = id;
  content.given_by = part.content.id;
  if (given->returns == GivenPart::Return::to_giver) content.returns_to = part.content.id;
  if (given->returns == GivenPart::Return::after_giver) {
    content.returns_to = part.content.returns_to;
  }
  queue_.push_back(&*std::prev(place));
  work_changed_.notify_all();
}

const SearchParts::Part* SearchParts::find(PartId id) const {
  const auto found =
      std::ranges::find_if(parts_, [id](const Part& part) { return part.content.id == id; });
  return found == parts_.end() ? nullptr : &*found;
}

// At once, or by way of others. The position of a part that was called off does not matter.
bool SearchParts::returns_to(const Part& part, PartId other) const {
  if (part.is_called_off) return true;
  const Part* each = &part;
  while (each != nullptr && each->content.returns_to) {
    if (each->content.returns_to == other) return true;
    each = find(*each->content.returns_to);
  }
  return false;
}

void SearchParts::add_found(Part& part, Report found) {
  std::optional<std::uint64_t>& left = part.content.executions_left;
  if (left) *left -= found.executions + found.blocked;
  part.later_reports.push_back(std::move(found));
}

void SearchParts::hand_over(Part& part, Report found) {
  const std::lock_guard lock(mutex_);
  add_found(part, std::move(found));
  if (part.later_reports.size() > parts_before_folding) put_together(part, options_.outcome_limit);
}

void SearchParts::call_off(const std::vector<PartId>& ids) {
  if (ids.empty()) return;
  const std::lock_guard lock(mutex_);
  mark_called_off(ids);
  drop_called_off();
}

void SearchParts::replace(Part& part, std::unique_ptr<Scheduler> scheduler) {
  const std::lock_guard lock(mutex_);
  part.content.scheduler = std::move(scheduler);
}

void SearchParts::give_back(Part& part) {
  const std::lock_guard lock(mutex_);
  --busy_;
  part.state = part.is_called_off || part.is_cancelled ? State::stopped : State::queued;
  if (part.state == State::queued) queue_.push_front(&part);
  drop_called_off();
  end_where_nothing_is_left();
  work_changed_.notify_all();
  state_changed_.notify_all();
}

bool SearchParts::has_to_stop(const Part& part) {
  const std::lock_guard lock(mutex_);
  return pauses_ || stopped_ || part.is_cancelled || part.is_called_off;
}

void SearchParts::fail_all(std::exception_ptr error) {
  const std::lock_guard lock(mutex_);
  if (is_over_) return;
  if (!stopped_) error_ = std::move(error);
  if (!stopped_) stopped_ = Ended::interrupted;
  is_over_ = true;
  work_changed_.notify_all();
  state_changed_.notify_all();
}

void SearchParts::take_called_off(Part& part) {
  const std::lock_guard lock(mutex_);
  call_off_by(part);
  drop_called_off();
}

void SearchParts::finish(Part& part, Report found, std::optional<Ended> ended) {
  const std::lock_guard lock(mutex_);
  SearchPart& content = part.content;
  add_found(part, std::move(found));
  call_off_by(part);
  part.ended = ended.value_or(Ended::interrupted);
  part.state = state_after(part);
  if (part.state == State::over) {
    content.headway = headway_of(*content.scheduler);
    content.scheduler.reset();
  }
  end_work(part);
}

void SearchParts::finish_over(Part& part, Report found, const Headway& headway) {
  const std::lock_guard lock(mutex_);
  add_found(part, std::move(found));
  part.ended = Ended::nothing_left;
  part.state = State::over;
  part.content.headway = headway;
  part.content.scheduler.reset();
  end_work(part);
}

// A worker has left the part.
void SearchParts::end_work(Part& part) {
  const Ended ended = part.ended;
  --busy_;
  if (ended == Ended::steps) stopped_ = Ended::steps;
  if (ended == Ended::first_failure && part.state == State::stopped) fail_fast(part);
  take_back_what_returns();
  drop_called_off();
  if (stopped_) ring_all();
  if (parts_.size() > parts_before_folding) fold();
  end_where_nothing_is_left();
  // Not always: whoever directs the workers would take the place of one of them each time.
  if (pauses_) state_changed_.notify_all();
}

SearchParts::State SearchParts::state_after(const Part& part) const {
  DivisibleSearch* const search = part.content.scheduler->divisible();
  const bool has_failed = part.ended == Ended::first_failure;
  if (part.ended != Ended::nothing_left && !has_failed) return State::stopped;
  if (!has_failed && search != nullptr && search->waits()) return State::waits;
  if (part.content.returns_to) return State::returns;
  return has_failed ? State::stopped : State::over;
}

// The first failure in order can only be told where the parts before it end.
void SearchParts::fail_fast(const Part& part) {
  if (part.is_cancelled) return;
  if (options_.executions_are_samples) {
    stopped_ = Ended::first_failure;
  } else {
    is_cut_ = true;
    cancel_after(part);
  }
}

void SearchParts::call_off_by(Part& part) {
  DivisibleSearch* const search = part.content.scheduler->divisible();
  if (search != nullptr && search->has_called_off()) mark_called_off(search->take_called_off());
}

// With all that these parts gave away.
void SearchParts::mark_called_off(const std::vector<PartId>& ids) {
  std::vector<PartId> left = ids;
  while (!left.empty()) {
    const PartId id = left.back();
    left.pop_back();
    for (Part& part : parts_) {
      if (part.is_called_off || (part.content.id != id && part.content.given_by != id)) continue;
      part.is_called_off = true;
      if (part.content.id != id) left.push_back(part.content.id);
    }
  }
  for (Part* const part : queue_) {
    if (part->is_called_off) part->state = State::stopped;
  }
  std::erase_if(queue_, [](const Part* part) { return part->is_called_off; });
  ring_all();
}

void SearchParts::drop_called_off() {
  std::erase_if(parts_,
                [](const Part& part) { return part.state != State::busy && part.is_called_off; });
}

void SearchParts::cancel_after(const Part& part) {
  bool is_after = false;
  for (Part& each : parts_) {
    if (is_after) each.is_cancelled = true;
    if (&each == &part) is_after = true;
  }
  std::erase_if(queue_, [](const Part* each) { return each->is_cancelled; });
  ring_all();
}

void SearchParts::fail(std::exception_ptr error) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = std::move(error);
  stopped_ = Ended::interrupted;
  --busy_;
  ring_all();
  end_where_nothing_is_left();
  state_changed_.notify_all();
}

// Requires the lock, as all of the following do.
void SearchParts::ring_all() {
  for (Bell& bell : bells_) bell.rings.store(true, std::memory_order_relaxed);
}

void SearchParts::end_where_nothing_is_left() {
  if (is_over_ || busy_ > 0 || pauses_) return;
  if (!stopped_ && !queue_.empty()) return;
  if (!stopped_ && !is_cut_) {
    fail_where_nobody_comes();
    if (!stopped_ && join_those_that_wait()) return;
  }
  is_over_ = true;
  work_changed_.notify_all();
  state_changed_.notify_all();
}

// What was kept of a search may name a part that is not there: who waits for it waits for ever.
void SearchParts::fail_where_nobody_comes() {
  const bool is_in_vain = std::ranges::any_of(parts_, [](const Part& part) {
    return part.state == State::returns ||
           (part.state == State::waits && part.content.scheduler->divisible()->waits_for());
  });
  if (!is_in_vain || error_) return;
  error_ = std::make_exception_ptr(std::logic_error("a part of the search waits for none"));
  stopped_ = Ended::interrupted;
}

// What they go on with comes after all that there was.
bool SearchParts::join_those_that_wait() {
  std::vector<std::unique_ptr<Scheduler>> waiting;
  for (Part& part : parts_) {
    if (part.state != State::waits) continue;
    part.state = State::over;
    waiting.push_back(std::move(part.content.scheduler));
  }
  if (waiting.empty()) return false;
  Part& added = parts_.emplace_back();
  added.content.id = PartId{next_id_++};
  added.content.scheduler = std::move(waiting.front());
  waiting.erase(waiting.begin());
  added.content.scheduler->divisible()->join(waiting);
  queue_.push_back(&added);
  work_changed_.notify_all();
  return true;
}

void SearchParts::take_back_what_returns() {
  for (auto part = parts_.begin(); part != parts_.end(); ++part) {
    // What goes on may return in turn, to one before it.
    if (part->state == State::returns && !part->is_cancelled && take_back(part)) {
      part = parts_.begin();
    }
  }
}

// Where a part is waited for, the one that waits goes on after it, and has all that was found in
// both; or it does not go on either, where that one came to a failure.
bool SearchParts::take_back(std::list<Part>::iterator part) {
  const auto waiting = std::ranges::find_if(parts_, [&](const Part& each) {
    return each.state == State::waits && each.content.id == part->content.returns_to;
  });
  if (waiting == parts_.end()) return false;
  DivisibleSearch& giver = *waiting->content.scheduler->divisible();
  if (giver.waits_for() != part->content.id) return false;
  waiting->later_reports.push_back(std::move(part->content.report));
  std::ranges::move(part->later_reports, std::back_inserter(waiting->later_reports));
  waiting->ended = part->ended;
  if (part->ended == Ended::first_failure) {
    waiting->state = state_after(*waiting);
  } else {
    giver.take_back(*part->content.scheduler);
    // With the giver, all is called off that the part gave away.
    for (Part& each : parts_) {
      if (each.content.given_by == part->content.id) each.content.given_by = waiting->content.id;
    }
    call_off_by(*waiting);
    waiting->state = State::queued;
    queue_.push_back(&*waiting);
    work_changed_.notify_all();
  }
  parts_.erase(part);
  if (waiting->later_reports.size() > parts_before_folding)
    put_together(*waiting, options_.outcome_limit);
  if (waiting->state == State::stopped) fail_fast(*waiting);
  return true;
}

bool SearchParts::wait_until(std::chrono::steady_clock::time_point time) {
  std::unique_lock lock(mutex_);
  return state_changed_.wait_until(lock, time, [this] { return is_over_; });
}

void SearchParts::stop(Ended why) {
  const std::lock_guard lock(mutex_);
  if (is_over_ || stopped_) return;
  stopped_ = why;
  ring_all();
  end_where_nothing_is_left();
  work_changed_.notify_all();
}

std::size_t SearchParts::bytes() {
  const std::lock_guard lock(mutex_);
  std::size_t sum = 0;
  for (const Part& part : parts_) {
    if (part.content.scheduler) sum += part.bytes.load(std::memory_order_relaxed);
  }
  return sum;
}

bool SearchParts::pause_until(std::chrono::steady_clock::time_point time) {
  std::unique_lock lock(mutex_);
  pauses_ = true;
  ring_all();
  return state_changed_.wait_until(lock, time, [this] { return paused_ == busy_; });
}

bool SearchParts::is_cut_short() const {
  return std::ranges::any_of(parts_, [](const Part& part) { return part.is_cut_short; });
}

void SearchParts::resume() {
  const std::lock_guard lock(mutex_);
  pauses_ = false;
  end_where_nothing_is_left();
  work_changed_.notify_all();
}

}  // namespace heddle
