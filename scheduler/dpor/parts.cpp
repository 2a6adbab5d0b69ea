// A search by traces in parts: gives branches away, and takes back what was found from there.

#include <algorithm>
#include <utility>

#include "scheduler/dpor/search.hpp"

namespace heddle {
namespace {

// A place where so many were called off, or more, is left alone for a part of what the branch
// before it has taken: one eighth. Else, where each of its executions adds to what is pending,
// nothing but that would come of it.
constexpr std::uint32_t calls_before_pause = 8;
constexpr std::uint64_t part_of_pause = 8;

}  // namespace

// The first branch that is pending at a place is explored next there, so that all that will have
// been explored before is known. The highest place has the largest part.
std::optional<std::size_t> DporSearch::place_to_split() const {
  if (!begun_) return std::nullopt;
  for (std::size_t place = given_.empty() ? root_ : given_.back().place + 1; place < depth_;
       ++place) {
    if (places_[place].pending == WakeupTrees::none) continue;
    if (executions_ < places_[place].gives_from) continue;
    if (likely_executions(place) >= least_part_) return place;
  }
  return std::nullopt;
}

// Of the branch that is pending first there: as many as the one before it has taken so far, or as
// one took at a place as high.
std::uint64_t DporSearch::likely_executions(std::size_t place) const {
  const std::uint64_t so_far = executions_ - places_[place].executions_before;
  return place < sizes_.size() ? std::max(so_far, sizes_[place]) : so_far;
}

// The highest of the giver's places where something is expected, and not given away yet.
std::optional<std::size_t> DporSearch::place_ahead() const {
  if (executions_ == 0) return std::nullopt;  // what it does first is not known
  std::optional<std::size_t> highest;
  for (const Expected& expected : expected_) {
    const std::size_t place = expected.place;
    if (place < first_ahead() || places_[place].pending != WakeupTrees::none) continue;
    if (highest && *highest < place) continue;
    if (likely_executions(place) >= least_part_) highest = place;
  }
  return highest;
}

std::optional<GivenPart> DporSearch::split(PartId part) {
  if (const auto from = place_ahead()) {
    return GivenPart{split_ahead(*from, part), GivenPart::Return::after_giver};
  }
  if (const auto from = place_to_split()) {
    return GivenPart{split_at(*from, part), GivenPart::Return::to_giver};
  }
  return std::nullopt;
}

// A search for a branch at the place, where the one before it is explored.
std::unique_ptr<DporSearch> DporSearch::part_from(std::size_t from) const {
  auto part = std::make_unique<DporSearch>(dropped_, least_part_);
  part->table_ = table_;
  part->sizes_ = sizes_;
  for (std::size_t number = 0; number <= from; ++number) {
    Place& place = part->places_.emplace_back(places_[number]);
    place.elsewhere += trees_.length(place.pending);
    place.pending = WakeupTrees::none;
    place.executions_before = 0;
    place.gives_from = 0;
    place.called_off = 0;
    if (number < std::min(from, taken_.size())) part->taken_.push_back(taken_[number]);
  }
  Place& root = part->places_.back();
  if (root.taken) root.done.push_back(taken_at(from));
  root.taken = false;
  part->depth_ = from + 1;
  part->branched_at_ = from;
  part->root_ = from;
  part->done_before_ = root.done.size();
  part->is_part_ = true;
  return part;
}

// What is behind the branch is expected.
void DporSearch::begin_with(const WakeupTrees& trees, WakeupTrees::Node branch) {
  Place& root = places_[root_];
  root.current = table_[trees[branch].action].turn;
  plan_ = trees_.add_copy(trees, trees[branch].first_child);
  root.elsewhere = trees.length(trees[branch].next);
  expect(root_, trees, trees[branch].next);
}

void DporSearch::expect(std::size_t place, const WakeupTrees& trees, WakeupTrees::Node branches) {
  if (branches == WakeupTrees::none || trees.has_more_than(most_expected, branches)) return;
  expected_.push_back({place, trees_.add_copy(trees, branches)});
}

std::unique_ptr<DporSearch> DporSearch::split_at(std::size_t from, PartId id) {
  auto part = part_from(from);
  part->begin_with(trees_, places_[from].pending);
  part->weight_ = weight_;
  for (std::size_t number = root_; number <= from; ++number) {
    part->weight_ /= branches_at(number);
  }
  part->ahead_from_ = !given_.empty() ? given_.back().place + 1 : is_own(root_) ? 0 : root_ + 1;
  given_.push_back({from, id});
  return part;
}

// It returns to where this search returns to.
std::unique_ptr<DporSearch> DporSearch::split_ahead(std::size_t from, PartId id) {
  auto part = part_from(from);
  part->begin_with(trees_, expected_at(from)->branches);
  part->weight_ = weight_ahead(from);
  part->ahead_from_ = first_ahead();
  for (const Expected& expected : expected_) {
    if (expected.place < first_ahead() || expected.place >= from) continue;
    part->expect(expected.place, trees_, expected.branches);
  }
  ahead_.push_back({from, id});
  return part;
}

// Of the branches at the place, all of equal weight, this search or a part before it is in one.
double DporSearch::weight_ahead(std::size_t from) const {
  double weight = weight_;
  for (std::size_t number = from; number <= root_; ++number) weight *= branches_before(number);
  return weight / branches_expected(*std::ranges::find(expected_, from, &Expected::place));
}

// Weighs less than it did where there turned out to be more.
double DporSearch::weight_known() const {
  double weight = weight_;
  for (const Expected& expected : expected_) {
    weight *= branches_before(expected.place) / branches_expected(expected);
  }
  return weight;
}

// As many as were known when this search was split off, of which it is in one.
double DporSearch::branches_before(std::size_t number) const {
  const Place& place = places_[number];
  const std::size_t done = number == root_ ? done_before_ : place.done.size();
  return static_cast<double>(done + 1 + place.elsewhere);
}

double DporSearch::branches_expected(const Expected& expected) const {
  const std::uint32_t elsewhere = places_[expected.place].elsewhere;
  return branches_before(expected.place) - elsewhere +
         std::max(elsewhere, trees_.length(expected.branches));
}

// Something was added below a branch: whoever explores it does not know.
void DporSearch::call_off(std::size_t place, WakeupTrees::Node branch) {
  Place& here = places_[place];
  if (branch == WakeupTrees::none || branch != here.pending) return;
  if (!call_off(given_, place)) return;
  if (++here.called_off < calls_before_pause) return;
  here.gives_from = executions_ + (executions_ - here.executions_before) / part_of_pause;
}

// False: it was not given away.
bool DporSearch::call_off(std::vector<Given>& given, std::size_t place) {
  const auto found = std::ranges::find(given, place, &Given::place);
  if (found == given.end()) return false;
  called_off_.push_back(found->part);
  given.erase(found);
  return true;
}

void DporSearch::take_back(Scheduler& part) {
  DporSearch& other = static_cast<DporSearch&>(part);
  // Both have numbered actions on their own since they parted.
  const auto own = [&](ActionNumber number) {
    if (every_order_) return number;
    return table_.number_of(other.table_[number].turn, other.table_[number].footprint);
  };
  given_.pop_back();
  waits_ = false;
  Place& place = places_[depth_ - 1];
  leave_branch(place);
  executions_ += other.executions_;
  trees_.free_all(trees_.take_first(place.pending));
  Place& root = other.places_[other.root_];
  if (root.taken) root.done.push_back(other.taken_at(other.root_));
  for (std::size_t number = other.done_before_; number < root.done.size(); ++number) {
    place.done.push_back(own(root.done[number]));
  }
  for (NotedSequence& note : other.notes_) {
    for (NotedStep& step : note.steps) step.action = own(step.action);
    NotedReordering sequence(note, actions_);
    if (!insert(note.from, sequence)) add_note(std::move(note));
  }
  take_ahead(other);
  // The next execution is led by whoever is there, over facts of their own.
  knowledge_.reset();
}

// Those of the part's branches that were given away ahead and are pending here just like that are
// given away by this search from now on.
void DporSearch::take_ahead(DporSearch& part) {
  const auto agree = [&](ActionNumber own, ActionNumber other) {
    return table_[own].turn == part.table_[other].turn &&
           table_[own].footprint == part.table_[other].footprint;
  };
  for (const Given& given : part.ahead_) {
    const WakeupTrees::Node expected = part.expected_at(given.place)->branches;
    const WakeupTrees::Node pending = places_[given.place].pending;
    const bool is_given = std::ranges::find(given_, given.place, &Given::place) != given_.end();
    if (!is_given && trees_.is_same(pending, part.trees_, expected, agree)) {
      given_.insert(std::ranges::upper_bound(given_, given.place, {}, &Given::place), given);
    } else {
      called_off_.push_back(given.part);
    }
  }
}

void DporSearch::add_note(NotedSequence note) {
  expect(note);
  note_bytes_ += note.bytes();
  notes_.push_back(std::move(note));
}

void DporSearch::expect(NotedSequence note) {
  Expected* expected = expected_at(note.from);
  if (expected == nullptr) {
    if (places_[note.from].elsewhere != 0) return;
    expected = &expected_.emplace_back(Expected{note.from});
  }
  NotedReordering sequence(note, actions_);
  const WakeupTrees::Node first = expected->branches;
  const WakeupTrees::Node added = trees_.insert(expected->branches, sequence);
  if (added != WakeupTrees::none && added == first) call_off(ahead_, note.from);
}

DporSearch::Expected* DporSearch::expected_at(std::size_t place) {
  const auto found = std::ranges::find(expected_, place, &Expected::place);
  return found == expected_.end() ? nullptr : &*found;
}

}  // namespace heddle
