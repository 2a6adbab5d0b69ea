#include "sim/states/state_stretch.hpp"

#include <algorithm>

namespace heddle {
namespace {

// So many look-ups have their memory fetched at the same time.
constexpr std::size_t looked_up_together = 48;

}  // namespace

void StretchWalk::go_through(StateStretch& stretch, Teacher* teacher) {
  state_.resize(table_.layout().parts());
  for (std::uint32_t number = stretch.first; number < stretch.last; ++number) {
    if (teacher != nullptr && teacher->gives_up()) break;
    go_on_from(number, stretch, teacher);
  }
  look_up(stretch);
}

void StretchWalk::go_through_left(StateStretch& stretch, Teacher& teacher) {
  state_.resize(table_.layout().parts());
  const std::vector<std::uint32_t> left = std::move(stretch.left);
  stretch.left.clear();
  for (const std::uint32_t number : left) {
    if (!teacher.gives_up()) go_on_from(number, stretch, &teacher);
  }
  look_up(stretch);
}

void StretchWalk::go_on_from(std::uint32_t number, StateStretch& stretch, Teacher* teacher) {
  table_.unpack(number, state_);
  Known known = follow(number);
  if (known == Known::not_yet && teacher != nullptr && teacher->teach(state_)) {
    known = follow(number);
  }
  if (known != Known::all) {
    stretch.left.push_back(number);
    return;
  }
  waiting_ += effects_.size();
  stretch.transitions += effects_.size();
  if (waiting_ >= looked_up_together) look_up(stretch);
}

// Puts the states that follow state_ behind those that wait.
StretchWalk::Known StretchWalk::follow(std::uint32_t number) {
  const Known known = moves_.known_steps(state_, effects_);
  if (known != Known::all) return known;
  const std::size_t words = table_.layout().words();
  const std::size_t all = waiting_ + effects_.size();
  if (hashes_.size() < all) {
    hashes_.resize(2 * all);
    origins_.resize(2 * all);
  }
  if (packed_.size() < all * words) packed_.resize(2 * all * words);
  const std::uint64_t* const from = table_.packed(number);
  std::size_t place = waiting_;
  for (const std::uint32_t effect : effects_) {
    std::uint64_t* const packed = packed_.data() + place * words;
    std::copy_n(from, words, packed);
    if (const Known step = follow(effect, packed); step != Known::all) return step;
    hashes_[place] = table_.hash_of(packed);
    table_.fetch_bucket(hashes_[place]);
    origins_[place] = {number, moves_.effect(effect).choice};
    ++place;
  }
  return Known::all;
}

// Takes one step from state_.
StretchWalk::Known StretchWalk::follow(std::uint32_t effect, std::uint64_t* packed) {
  const StateMoves::Effect& step = moves_.effect(effect);
  const StateLayout& layout = table_.layout();
  if (!layout.fits(step.own_part, step.own) || !layout.fits(step.other_part, step.other)) {
    return Known::never;
  }
  if (step.may_wait) {
    const std::uint32_t own = state_[step.own_part];
    const std::uint32_t other = state_[step.other_part];
    state_[step.own_part] = step.own;
    state_[step.other_part] = step.other;
    const bool may_wait =
        moves_.may_wait_in_cycle_as_known(state_, step.own_part - steps_.thread_part(0));
    state_[step.other_part] = other;
    state_[step.own_part] = own;
    if (may_wait) return Known::not_yet;
  }
  layout.change(packed, step.own_part, step.own);
  layout.change(packed, step.other_part, step.other);
  if (!steps_.finds_races()) return Known::all;
  const RaceLessons::Lesson* const lesson =
      lessons_.find(state_[StateSteps::knowledge_part], effect);
  if (lesson == nullptr) return Known::not_yet;
  if (lesson->race != RaceLessons::no_race ||
      !layout.fits(StateSteps::knowledge_part, lesson->knowledge)) {
    return Known::never;
  }
  layout.change(packed, StateSteps::knowledge_part, lesson->knowledge);
  return Known::all;
}

void StretchWalk::look_up(StateStretch& stretch) {
  const std::size_t words = table_.layout().words();
  for (std::size_t place = 0; place < waiting_; ++place) table_.fetch_state(hashes_[place]);
  for (std::size_t place = 0; place < waiting_; ++place) {
    const std::uint64_t* const packed = packed_.data() + place * words;
    const std::uint32_t number = table_.find(packed, hashes_[place]);
    if (number == StateTable::none) {
      stretch.found.add(packed, words, hashes_[place], origins_[place]);
    } else if (number <= origins_[place].from) {
      stretch.goes_back = true;
    }
  }
  waiting_ = 0;
}

}  // namespace heddle
