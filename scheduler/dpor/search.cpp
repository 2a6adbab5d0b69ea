#include "scheduler/dpor/search.hpp"

#include <algorithm>

#include "scheduler/explored_part.hpp"
#include "sim/model/assertion.hpp"

namespace heddle {
namespace {

// A thread does not keep the others out for longer than this.
constexpr std::uint32_t longest_row = 100;
// So few are copied one by one; a call would take longer.
constexpr std::size_t few_alternatives = 4;

}  // namespace

bool DporSearch::begin() {
  waits_ = false;
  if (!knowledge_) take_own_memory();
  if (!begun_) {
    begun_ = true;
    return true;
  }
  for (; depth_ > root_; --depth_) {
    Place& place = places_[depth_ - 1];
    if (place.pending == WakeupTrees::none) continue;
    if (!given_.empty() && given_.back().place == depth_ - 1) {
      waits_ = true;
      return false;
    }
    leave_branch(place);
    take_branch(place);
    return true;
  }
  // Else what follows is not proved.
  const bool is_whole = !is_part_ && given_.empty();
  ensure(!is_whole || trees_.is_empty(), "a branch of a wakeup tree was lost");
  return false;
}

// What another thread has made lies beside what that thread writes all the time: see own_lines.hpp.
void DporSearch::take_own_memory() {
  table_ = ActionTable(std::as_const(table_));
  places_ = std::vector<Place>(std::as_const(places_));
  taken_ = std::vector<ActionNumber>(std::as_const(taken_));
  sizes_ = std::vector<std::uint64_t>(std::as_const(sizes_));
}

// All that the last execution began with at the place, the last one, is explored.
void DporSearch::leave_branch(Place& place) {
  if (sizes_.size() < depth_) sizes_.resize(depth_);
  sizes_[depth_ - 1] = executions_ - place.executions_before;
  if (place.taken) place.done.push_back(taken_at(depth_ - 1));
  place.taken = false;
}

// The next execution takes the first of the branches that are pending at the place, the last one.
void DporSearch::take_branch(Place& place) {
  const WakeupTrees::Node branch = trees_.take_first(place.pending);
  place.current = table_[trees_[branch].action].turn;
  place.executions_before = executions_;
  plan_ = trees_[branch].first_child;
  trees_.free(branch);
  branched_at_ = depth_ - 1;
  first_new_ = knowledge_ ? depth_ - 1 : 0;
}

std::optional<std::size_t> DporSearch::pick(const Point& point) {
  if (!knowledge_) meet(*point.facts);
  const std::size_t from = point.step == depth_ ? add_place(point) : 0;
  Place& place = places_[point.step];
  const std::size_t choice = place_of(place, point, from);
  if (choice == point.alternatives.size()) [[unlikely]]
    return give_up(point.step);
  place.taken = true;
  if (point.step >= first_new_) {
    order().expect(point, choice);
    keep(point.alternatives);
  }
  std::optional<std::size_t> result{0};  // in two steps: see docs/schedulers.md, "Speed"
  *result = choice;
  return result;
}

// Apart from pick(), whose result would else be put together in memory.
[[gnu::noinline]] std::optional<std::size_t> DporSearch::give_up(std::size_t step) {
  depth_ = step;
  return std::nullopt;
}

void DporSearch::keep(std::span<const Alternative> alternatives) {
  last_alternatives_.resize(alternatives.size());
  if (alternatives.size() > few_alternatives) {
    std::ranges::copy(alternatives, last_alternatives_.begin());
    return;
  }
  for (std::size_t place = 0; place < alternatives.size(); ++place) {
    copy(last_alternatives_[place], alternatives[place]);
  }
}

void DporSearch::meet(const ProgramFacts& facts) {
  knowledge_.emplace(facts, dropped_, actions_, taken_);
  // Timers with slack, and spurious wake-ups on an idle clock, exclude each other in ways that no
  // footprint tells.
  const Settings& settings = facts.settings;
  every_order_ = settings.time == TimeModel::jitter ||
                 (settings.time == TimeModel::exact && settings.spurious_wakeups != 0);
  // A thread may wake up spuriously only as long as something else can happen, were it an end.
  leaves_tail_ = !every_order_ && settings.spurious_wakeups == 0;
  main_kills_ = settings.main_exit == MainExit::kill;
}

// Returns where among the alternatives to look for the one that is to be taken.
std::size_t DporSearch::add_place(const Point& point) {
  if (places_.size() == depth_) places_.emplace_back();
  Place& place = places_[depth_++];
  place.sleep.clear();
  place.done.clear();
  place.pending = WakeupTrees::none;
  place.row = 0;
  place.elsewhere = 0;
  place.executions_before = executions_;
  place.gives_from = 0;
  place.called_off = 0;
  if (plan_ == WakeupTrees::none) return choose(place, point);
  const WakeupTrees::Node branch = trees_.take_first(plan_);
  place.pending = plan_;
  place.current = table_[trees_[branch].action].turn;
  plan_ = trees_[branch].first_child;
  trees_.free(branch);
  return 0;
}

// Member by member: what is put together first, and copied, is waited for.
void DporSearch::take_turn(Turn& turn, const Alternative& alternative) const {
  turn.thread = alternative.thread;
  turn.way = alternative.way;
  turn.detail = alternative.detail;
  turn.any_way = false;
  turn.is_last = is_main_end(alternative);
}

// Freely: as few switches as may be, and main's end last, as it cuts off whoever is not done. Main
// may have to wait for it up to the limit on steps: nobody knows beforehand that what a thread does
// will never be seen.
std::size_t DporSearch::choose(Place& place, const Point& point) {
  const Place* const before = depth_ > 1 ? &places_[depth_ - 2] : nullptr;
  std::size_t choice = point.alternatives.size();
  const bool rotates =
      before != nullptr &&
      (before->row >= longest_row || order()[static_cast<StepNumber>(depth_ - 2)].note.yields);
  for (std::size_t number = 0; number < point.alternatives.size(); ++number) {
    const Alternative& alternative = point.alternatives[number];
    if (is_main_end(alternative)) continue;
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
  if (choice == point.alternatives.size()) choice = 0;  // there is nothing but main's end
  const Alternative& chosen = point.alternatives[choice];
  take_turn(place.current, chosen);
  place.current.any_way = true;
  if (before != nullptr && chosen.thread == point.previous) place.row = before->row + 1;
  if (every_order_) add_all_others(place, point);
  return choice;
}

bool DporSearch::is_main_end(const Alternative& alternative) const {
  return alternative.thread == main_thread && main_kills_ &&
         alternative.operation->kind == OperationKind::end;
}

ActionNumber DporSearch::untaken(const Alternative& alternative, StepNumber instead_of,
                                 bool ends_all) {
  Turn turn;
  take_turn(turn, alternative);
  if (every_order_) return actions_.number_of(turn, {});
  Footprint footprint = order().at_most(alternative, instead_of);
  if (ends_all) footprint.set_touches_all();
  return actions_.number_of(turn, footprint);
}

void DporSearch::add_all_others(Place& place, const Point& point) {
  for (const Alternative& other : point.alternatives) {
    if (other.thread == place.current.thread) continue;
    trees_.append(place.pending, trees_.add(untaken(other)));
  }
}

// Where the place's turn is among the alternatives, from the given one on, or their number; the
// other ways of one that may go any way are left pending.
std::size_t DporSearch::place_of(Place& place, const Point& point, std::size_t from) {
  const std::size_t none = point.alternatives.size();
  std::size_t found = from;
  while (found < none && !place.current.is(point.alternatives[found])) ++found;
  if (found == none || !place.current.any_way) return found;
  WakeupTrees::Node others = WakeupTrees::none;
  WakeupTrees::Node last = WakeupTrees::none;  // of them: a choice may be from very many
  // The alternatives of a thread are side by side.
  for (std::size_t other = found + 1; other < none; ++other) {
    if (point.alternatives[other].thread != place.current.thread) break;
    const WakeupTrees::Node added = trees_.add(untaken(point.alternatives[other]));
    (last == WakeupTrees::none ? others : trees_[last].next) = added;
    last = added;
  }
  take_turn(place.current, point.alternatives[found]);
  if (others != WakeupTrees::none) {
    trees_[last].next = place.pending;
    place.pending = others;
  }
  return found;
}

Headway DporSearch::headway() const {
  if (depth_ == root_) return {.part = begun_ ? std::optional(weight_known()) : std::nullopt};
  ExploredPart part;
  for (std::size_t number = root_; number < depth_; ++number) {
    part.add_level(finished_at(number), branches_at(number));
  }
  return {.part = weight_known() * part.of_all(places_[depth_ - 1].taken)};
}

std::uint32_t DporSearch::finished_at(std::size_t number) const {
  const std::size_t before = number == root_ ? done_before_ : 0;
  return static_cast<std::uint32_t>(places_[number].done.size() - before);
}

std::uint32_t DporSearch::branches_at(std::size_t number) const {
  const Place& place = places_[number];
  return finished_at(number) + (place.taken || !begun_ ? 1 : 0) + trees_.length(place.pending);
}

}  // namespace heddle
