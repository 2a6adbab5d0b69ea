#pragma once
// One step from a state, whatever it is: by what is remembered, or else by the World; with what
// becomes of the knowledge of races. For one OS thread; it knows no table and no search.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "sim/states/state_moves.hpp"
#include "sim/states/state_steps.hpp"

namespace heddle {

// What remembered steps make of what is known of races.
class RaceLessons {
 public:
  static constexpr std::uint32_t no_race = UINT32_MAX;

  struct Lesson {
    std::uint32_t knowledge = 0;
    std::uint32_t race = no_race;  // the place of the event that races, of those of the step; no
                                   // longer after it was told
  };

  Lesson& learn(StateSteps& steps, const StateMoves& moves, std::uint32_t knowledge,
                std::uint32_t effect);
  // Null: not learned.
  const Lesson* find(std::uint32_t knowledge, std::uint32_t effect) const {
    const auto found = lessons_.find(key(knowledge, effect));
    return found == lessons_.end() ? nullptr : &found->second;
  }
  // Memory taken, roughly.
  std::size_t bytes() const { return lessons_.size() * bytes_of_lesson; }

 private:
  static constexpr std::size_t bytes_of_lesson = 64;

  static std::uint64_t key(std::uint32_t knowledge, std::uint32_t effect) {
    return (std::uint64_t{effect} << 32U) | knowledge;
  }

  std::unordered_map<std::uint64_t, Lesson> lessons_;
};

class StateWalk {
 public:
  StateWalk(StateSteps& steps, StateMoves& moves, RaceLessons& lessons)
      : steps_(steps), moves_(moves), lessons_(lessons) {}

  // Replaces `moves` by those to take in `state`: the first that can be taken alone, else all.
  // None: nothing can happen.
  void moves_of(const State& state, std::vector<Move>& moves);
  // Takes the move: `next` becomes what it leads to. False: the program is over; how, `steps` says.
  bool follow(const State& state, const Move& move, State& next);

  // The accesses of that step that are bugs: one that races with an earlier one, and is not known
  // to have been told of; and those without the mutex that guards their cell.
  const std::optional<Event>& race() const { return race_; }
  std::span<const Event> unguarded() const { return unguarded_; }
  // For each part: from which of its numbers to which others the steps led that are not remembered.
  const PartSteps& part_steps() const { return part_steps_; }
  void restore_part_steps(WordSource& source) {
    part_steps_.restore(source, steps_.components().counts());
  }
  // The race was told of.
  void forget_race() {
    if (lesson_ != nullptr) lesson_->race = RaceLessons::no_race;
  }

 private:
  bool can_go_alone(const State& state, const Move& move);
  bool follow_by_world(const State& state, const Move& move, State& next);
  void check_now_and_then(const State& state, const Move& move, const State& next);

  StateSteps& steps_;
  StateMoves& moves_;
  RaceLessons& lessons_;
  std::optional<Event> race_;
  std::vector<Event> unguarded_;
  RaceLessons::Lesson* lesson_ = nullptr;
  PartSteps part_steps_;
  State alone_;
  std::uint32_t unchecked_ = 0;  // remembered steps that were taken
  State checked_;
};

}  // namespace heddle
