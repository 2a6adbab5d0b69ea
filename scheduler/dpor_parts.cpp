// A search by traces in parts: gives branches away, and takes back what was found from there.

#include <algorithm>
#include <utility>

#include "scheduler/dpor_search.hpp"

namespace heddle {

// The first branch that is pending at a place is explored next there, so that all that will have
// been explored before is known. The highest place has the largest part.
std::optional<std::size_t> DporSearch::place_to_split() const {
  if (!begun_) return std::nullopt;
  for (std::size_t place = given_.empty() ? root_ : given_.back().place + 1; place < depth_;
       ++place) {
    if (places_[place].pending == WakeupTrees::none) continue;
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

std::unique_ptr<Scheduler> DporSearch::split() {
  const auto from = place_to_split();
  if (!from) return nullptr;
  auto part = std::make_unique<DporSearch>(dropped_, least_part_);
  part->table_ = table_;
  part->sizes_ = sizes_;
  part->weight_ = weight_;
  for (std::size_t number = root_; number <= *from; ++number) {
    part->weight_ /= branches_at(number);
  }
  for (std::size_t number = 0; number <= *from; ++number) {
    Place& place = part->places_.emplace_back(places_[number]);
    place.pending = WakeupTrees::none;
    place.executions_before = 0;
    if (number < std::min(*from, taken_.size())) part->taken_.push_back(taken_[number]);
  }
  Place& root = part->places_.back();
  if (root.taken) root.done.push_back(taken_at(*from));
  root.taken = false;
  const WakeupTrees::Branch& branch = trees_[places_[*from].pending];
  root.current = table_[branch.action].turn;
  part->plan_ = part->trees_.add_copy(trees_, branch.first_child);
  part->depth_ = *from + 1;
  part->branched_at_ = *from;
  part->root_ = *from;
  part->done_before_ = root.done.size();
  part->use_ = std::make_shared<Use>(use_);
  part->giver_ = this;
  given_.push_back({*from, part.get(), part->use_});
  return part;
}

bool DporSearch::is_of_no_use() const {
  for (const Use* use = use_.get(); use != nullptr; use = use->giver.get()) {
    if (use->none.load(std::memory_order_relaxed)) return true;
  }
  return false;
}

// Something was added below a branch: whoever explores it does not know.
void DporSearch::call_off(std::size_t place, WakeupTrees::Node branch) {
  if (branch == WakeupTrees::none || branch != places_[place].pending) return;
  const auto given = std::ranges::find(given_, place, &Given::place);
  if (given == given_.end()) return;
  given->use->none.store(true, std::memory_order_relaxed);
  given_.erase(given);
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
    insert_noted(note);
  }
  // The next execution is led by whoever is there, over facts of their own.
  knowledge_.reset();
}

void DporSearch::insert_noted(NotedSequence& note) {
  NotedReordering sequence(note, actions_);
  if (!insert(note.from, sequence)) notes_.push_back(std::move(note));
}

}  // namespace heddle
