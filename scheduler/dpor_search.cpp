#include "scheduler/dpor_search.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "scheduler/explored_part.hpp"

namespace heddle {
namespace {

// A thread that main would kill, and that never comes to anything that can be seen, does not keep
// main from ending for longer than this.
constexpr std::size_t longest_wait_of_end = 100;
// Nor does a thread keep the others out.
constexpr std::uint32_t longest_row = 100;

}  // namespace

// Nothing to do where the point is not shared. Waits until it is known what the branches begun
// there touch; that is within one execution.
class DporSearch::Hold {
 public:
  Hold(const DporSearch& search, ChoicePoint& point) {
    if (!point.shared) return;
    for (;;) {
      lock_ = std::unique_lock(point.shared->mutex);
      if (!point.shared->is_branch_new || search.common_->is_broken) return;
      lock_.unlock();
      std::this_thread::yield();
    }
  }

 private:
  std::unique_lock<std::mutex> lock_;
};

DporSearch::~DporSearch() {
  if (new_branch_at_ != nullptr) common_->is_broken = true;
}

bool DporSearch::begin() {
  if (!begun_) {
    begun_ = true;
    return true;
  }
  while (depth_ > 0) {
    Place& place = places_[depth_ - 1];
    const Hold hold(*this, *place.point);
    if (place.point->pending != WakeupTrees::none) {
      if (!place.point->shared && place.taken) {
        place.point->done.push_back(taken_at(depth_ - 1));
      }
      take_branch(place);
      return true;
    }
    if (!leave_last()) break;
  }
  return false;
}

// The next execution takes the first of the branches that are pending at the place, the last one.
void DporSearch::take_branch(Place& place) {
  ChoicePoint& point = *place.point;
  WakeupTrees& trees = trees_of(point);
  slept_ = point.sleep;
  slept_.insert(slept_.end(), point.done.begin(), point.done.end());
  const WakeupTrees::Node branch = trees.take_first(point.pending);
  place.current = common_->actions[trees[branch].action].turn;
  place.taken = false;
  plan_ = trees[branch].first_child;
  trees.free(branch);
  if (point.shared) {
    plan_ = trees.move_to(trees_, plan_);
    point.shared->is_branch_new = true;
    new_branch_at_ = &point;
  }
  branched_at_ = depth_ - 1;
  first_new_ = knowledge_ ? depth_ - 1 : 0;
}

// Whether there is anything above it that is this search's to explore.
bool DporSearch::leave_last() {
  ChoicePoint& point = *places_[depth_ - 1].point;
  if (point.shared && --point.shared->parts > 0) {
    for (std::size_t place = 0; place + 1 < depth_; ++place) {
      const std::lock_guard lock(places_[place].point->shared->mutex);
      --places_[place].point->shared->parts;
    }
    depth_ = 0;
    return false;
  }
  --depth_;
  return true;
}

std::optional<std::size_t> DporSearch::pick(const Point& point) {
  if (!knowledge_) meet(*point.facts);
  if (point.step == depth_) add_place(point);
  Place& place = places_[point.step];
  const auto choice = place_of(place, point);
  if (!choice) {
    depth_ = point.step;
    return std::nullopt;
  }
  place.taken = true;
  if (point.step >= first_new_) {
    order().expect(point, *choice);
    last_alternatives_.assign(point.alternatives.begin(), point.alternatives.end());
  }
  return choice;
}

void DporSearch::meet(const ProgramFacts& facts) {
  knowledge_.emplace(facts, dropped_, common_, taken_);
  // Timers with slack, and spurious wake-ups on an idle clock, exclude each other in ways that no
  // footprint tells.
  const Settings& settings = facts.settings;
  every_order_ = settings.time == TimeModel::jitter ||
                 (settings.time == TimeModel::exact && settings.spurious_wakeups != 0);
  main_kills_ = settings.main_exit == MainExit::kill;
  wait_of_end_ = std::min(longest_wait_of_end, settings.step_limit / 4);
}

void DporSearch::add_place(const Point& point) {
  if (places_.size() == depth_) places_.emplace_back();
  Place& place = places_[depth_++];
  if (!place.point || place.point->shared) {
    place.point = std::make_shared<ChoicePoint>();
  } else {
    place.point->clear();
  }
  place.row = 0;
  place.end_waits = 0;
  if (plan_ == WakeupTrees::none) return choose(place, point);
  const WakeupTrees::Node branch = trees_.take_first(plan_);
  place.point->pending = plan_;
  place.current = common_->actions[trees_[branch].action].turn;
  plan_ = trees_[branch].first_child;
  trees_.free(branch);
}

Turn DporSearch::turn_of(const Alternative& alternative) const {
  return {alternative.thread, alternative.way, alternative.detail, false, is_main_end(alternative)};
}

// Freely: as few switches as may be, and main's end last, as it cuts off whoever is not done.
void DporSearch::choose(Place& place, const Point& point) {
  const Place* const before = depth_ > 1 ? &places_[depth_ - 2] : nullptr;
  std::size_t choice = point.alternatives.size();
  bool main_could_end = false;
  const bool rotates =
      before != nullptr &&
      (before->row >= longest_row || order()[static_cast<StepNumber>(depth_ - 2)].note.yields);
  for (std::size_t number = 0; number < point.alternatives.size(); ++number) {
    const Alternative& alternative = point.alternatives[number];
    if (is_main_end(alternative)) {
      main_could_end = true;
      continue;
    }
    const bool goes_on = alternative.thread == point.previous;
    if (goes_on && !rotates) {
      choice = number;
      break;
    }
    const bool first_other = choice == point.alternatives.size();
    // The next thread in turn, where the last one must not go on.
    const bool next_in_turn = rotates && alternative.thread > *point.previous &&
                              (first_other || point.alternatives[choice].thread <= *point.previous);
    if (first_other || next_in_turn) choice = number;
  }
  if (main_could_end) place.end_waits = before == nullptr ? 1 : before->end_waits + 1;
  if (choice == point.alternatives.size() || place.end_waits > wait_of_end_) {
    choice = place_of_main_end(point).value_or(choice);
  }
  const Alternative& chosen = point.alternatives[choice];
  place.current = turn_of(chosen);
  place.current.any_way = true;
  if (before != nullptr && chosen.thread == point.previous) place.row = before->row + 1;
  if (every_order_) add_all_others(place, point);
}

bool DporSearch::is_main_end(const Alternative& alternative) const {
  return main_kills_ && alternative.thread == main_thread &&
         alternative.operation->kind == OperationKind::end;
}

std::optional<std::size_t> DporSearch::place_of_main_end(const Point& point) const {
  for (std::size_t place = 0; place < point.alternatives.size(); ++place) {
    if (is_main_end(point.alternatives[place])) return place;
  }
  return std::nullopt;
}

// The number of an alternative as it may be at most.
ActionNumber DporSearch::untaken(const Alternative& alternative) {
  return knowledge_->actions.number_of(
      turn_of(alternative),
      every_order_ ? Footprint{} : TraceOrder::at_most(order().footprints(), alternative));
}

void DporSearch::add_all_others(Place& place, const Point& point) {
  for (const Alternative& other : point.alternatives) {
    if (other.thread == place.current.thread) continue;
    trees_.append(place.point->pending, trees_.add(untaken(other)));
  }
}

// Where the place's turn is among the alternatives; the other ways of one that may go any way are
// left pending.
std::optional<std::size_t> DporSearch::place_of(Place& place, const Point& point) {
  std::optional<std::size_t> found;
  WakeupTrees& trees = trees_of(*place.point);
  WakeupTrees::Node others = WakeupTrees::none;
  for (std::size_t number = 0; number < point.alternatives.size(); ++number) {
    const Alternative& alternative = point.alternatives[number];
    if (!place.current.is(alternative)) continue;
    if (!found) {
      found = number;
      if (!place.current.any_way) return found;
      continue;
    }
    trees.append(others, trees.add(untaken(alternative)));
  }
  if (found) {
    place.current = turn_of(point.alternatives[*found]);
    if (others != WakeupTrees::none) {
      trees.append(others, place.point->pending);
      place.point->pending = others;
    }
  }
  return found;
}

void DporSearch::end(const Execution& execution) {
  if (!knowledge_) return;
  if (!every_order_) {
    order().take_in(execution);
    taken_.resize(std::min(taken_.size(), branched_at_));
    for (std::size_t place = taken_.size(); place < depth_; ++place) {
      const Step& step = order()[static_cast<StepNumber>(place)];
      const Alternative& taken = step.note.taken;
      taken_.push_back(knowledge_->actions.number_of(
          {taken.thread, taken.way, taken.detail, false, order().is_main_end(step)},
          step.footprint));
    }
  }
  publish_branch();
  if (every_order_) return;
  put_to_sleep();
  if (order().ends_all()) add_what_was_cut_off();
  for (const Foregone& foregone : order().foregone()) take_instead(foregone);
  for (const Reversal& reversal : order().reversals()) {
    knowledge_->sequence.begin(reversal);
    explore(reversal.first);
  }
}

// Lets the others that share the point know what the branch touches.
void DporSearch::publish_branch() {
  if (new_branch_at_ == nullptr) return;
  const std::lock_guard lock(new_branch_at_->shared->mutex);
  new_branch_at_->done.push_back(taken_at(branched_at_));
  new_branch_at_->shared->is_branch_new = false;
  new_branch_at_ = nullptr;
}

// Who sleeps at the points that are new.
void DporSearch::put_to_sleep() {
  Actions& actions = knowledge_->actions;
  for (std::size_t place = branched_at_; place + 1 < depth_; ++place) {
    const ChoicePoint& here = *places_[place].point;
    ChoicePoint& next = *places_[place + 1].point;
    next.sleep.clear();
    const ActionNumber taken = taken_[place];
    for (const ActionNumber sleeper : place == branched_at_ ? slept_ : here.sleep) {
      if (actions[sleeper].turn.thread == actions[taken].turn.thread) continue;
      if (!actions.conflict(sleeper, taken)) next.sleep.push_back(sleeper);
    }
  }
}

// The last step ended the execution for all: each thing that could have happened instead has to,
// and then that step, where it still can.
void DporSearch::add_what_was_cut_off() {
  const auto last = static_cast<StepNumber>(depth_ - 1);
  Reordering& sequence = knowledge_->sequence;
  for (const Alternative& other : last_alternatives_) {
    if (other.thread == places_[last].current.thread) continue;
    const ActionNumber number = untaken(other);
    sequence.begin();
    sequence.add(number);
    const bool is_apart = !order().footprints().accesses_conflict(
        knowledge_->actions[number].footprint, order()[last].footprint);
    if (is_apart && !is_main_end(other)) sequence.add_step(last);
    explore(last);
  }
}

void DporSearch::take_instead(const Foregone& foregone) {
  knowledge_->sequence.begin();
  knowledge_->sequence.add(knowledge_->actions.number_of(
      {foregone.thread, foregone.way, 0, false, false}, foregone.footprint));
  explore(foregone.before);
}

// Notes that the sequence is to be explored from before the step, unless that was or will be done.
void DporSearch::explore(std::size_t step) {
  ChoicePoint& point = *places_[step].point;
  const Hold hold(*this, point);
  Reordering& sequence = knowledge_->sequence;
  for (const ActionNumber sleeper : point.sleep) {
    if (sequence.may_begin_with(sleeper)) return;
  }
  for (const ActionNumber begun : point.done) {
    // It is what the sequence turns away from.
    if (point.shared && begun == taken_[step]) continue;
    if (sequence.may_begin_with(begun)) return;
  }
  insert(point);
}

// Whether the sequence itself begins with one that is in the list, which is common, and fast to
// see.
bool DporSearch::is_in_tree(const WakeupTrees& trees, WakeupTrees::Node list) {
  for (const Reordering::Item& item : knowledge_->sequence.items()) {
    while (list != WakeupTrees::none && trees[list].action != item.action) list = trees[list].next;
    if (list == WakeupTrees::none) return false;
    list = trees[list].first_child;
    if (list == WakeupTrees::none) return true;
  }
  return false;
}

// Into the tree, unless it has what covers the sequence.
void DporSearch::insert(ChoicePoint& point) {
  WakeupTrees& trees = trees_of(point);
  Reordering& sequence = knowledge_->sequence;
  if (is_in_tree(trees, point.pending)) return;
  WakeupTrees::Node* list = &point.pending;
  WakeupTrees::Node branch = *list;
  while (branch != WakeupTrees::none) {
    WakeupTrees::Branch& node = trees[branch];
    if (!sequence.may_begin_with(node.action)) {
      branch = node.next;
      continue;
    }
    if (node.first_child == WakeupTrees::none) return;
    sequence.remove(knowledge_->actions[node.action].turn.thread);
    list = &node.first_child;
    branch = *list;
  }
  for (const Reordering::Item& item : sequence.items()) {
    if (item.removed) continue;
    const WakeupTrees::Node added = trees.add(item.action);
    trees.append(*list, added);
    list = &trees[added].first_child;
  }
}

Headway DporSearch::headway() const {
  if (depth_ == 0) return {.part = begun_ ? std::optional<double>(1) : std::nullopt};
  ExploredPart part;
  for (std::size_t number = 0; number < depth_; ++number) {
    ChoicePoint& point = *places_[number].point;
    std::unique_lock<std::mutex> lock;
    if (point.shared) lock = std::unique_lock(point.shared->mutex);
    const WakeupTrees& trees = point.shared ? point.shared->trees : trees_;
    auto begun = static_cast<std::uint32_t>(point.done.size());
    if (point.shared) --begun;
    std::uint32_t count = begun + 1;
    for (auto branch = point.pending; branch != WakeupTrees::none; branch = trees[branch].next) {
      ++count;
    }
    part.add_level(begun, count);
  }
  return {.part = part.of_all(true)};
}

std::optional<TraceRank> DporSearch::trace_rank() const {
  if (!knowledge_) return std::nullopt;
  if (!every_order_) return knowledge_->order.rank();
  TraceRank rank;
  for (std::size_t number = 0; number < depth_; ++number) {
    const Turn& turn = places_[number].current;
    for (const std::uint64_t word :
         {std::uint64_t{index(turn.thread)}, static_cast<std::uint64_t>(turn.way),
          std::uint64_t{turn.detail}}) {
      rank.hash = (rank.hash ^ word) * 0x9E3779B97F4A7C15U;
      rank.hash ^= rank.hash >> 32;
    }
    if (number != 0 && turn.thread != places_[number - 1].current.thread) ++rank.dependences;
  }
  return rank;
}

void DporSearch::canonical_order(std::vector<std::uint32_t>& steps) const {
  steps.clear();
  if (knowledge_ && !every_order_) knowledge_->order.canonical_order(steps);
}

// The new search goes on with what this one has begun, and this one with branches near the root.
std::unique_ptr<Scheduler> DporSearch::split() {
  std::size_t at = 0;
  for (; at < depth_; ++at) {
    const Hold hold(*this, *places_[at].point);
    if (places_[at].point->pending == WakeupTrees::none) continue;
    break;
  }
  return at == depth_ ? nullptr : split_at(at);
}

std::unique_ptr<Scheduler> DporSearch::split_at(std::size_t at) {
  auto other = std::unique_ptr<DporSearch>(new DporSearch(dropped_, common_));
  other->begun_ = true;
  other->every_order_ = every_order_;
  other->main_kills_ = main_kills_;
  other->wait_of_end_ = wait_of_end_;
  other->places_.assign(places_.begin(), places_.begin() + static_cast<std::ptrdiff_t>(depth_));
  other->depth_ = depth_;
  other->taken_ = taken_;
  other->trees_ = std::exchange(trees_, WakeupTrees{});
  for (std::size_t number = 0; number <= at; ++number) {
    share(*places_[number].point, number, other->trees_);
  }
  for (std::size_t number = at + 1; number < places_.size(); ++number) {
    places_[number].point.reset();
  }
  depth_ = at + 1;
  return other;
}

// `trees`: has the point's pending ones, where it is not shared yet.
void DporSearch::share(ChoicePoint& point, std::size_t place, WakeupTrees& trees) {
  if (point.shared) {
    const std::lock_guard lock(point.shared->mutex);
    ++point.shared->parts;
    return;
  }
  point.shared = std::make_unique<SharedPoint>();
  point.shared->parts = 2;
  point.pending = trees.move_to(point.shared->trees, point.pending);
  point.done.push_back(taken_at(place));
}

}  // namespace heddle
