// Partial order reduction. A step that commutes with every step of all other threads, now and
// later, is taken alone: a persistent set of one (P. Godefroid, LNCS 1032, 1996, chapter 4). There
// are two exceptions.
//
// A step that ends the execution is not taken alone, since the others' steps could come before it.
//
// Nor is one taken alone if the other threads could be put off for ever, by a cycle of such steps
// (the cycle proviso, D. Peled, "Combining Partial Order Reductions with On-the-Fly
// Model-Checking", CAV 1994). Here the reduction deviates from the source: whether a state is on
// the present path depends on the order of a search, and the choice must depend on nothing but the
// state. All steps that are taken alone end a thread, start one, or change nothing but their
// thread. A cycle of them has only steps of the last kind, each followed by another one of its
// thread. So if the thread's next step is of that kind again, the step is not taken alone, and no
// cycle is left.

#include "sim/states/state_walk.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/model/assertion.hpp"

namespace heddle {

RaceLessons::Lesson& RaceLessons::learn(StateSteps& steps, const StateMoves& moves,
                                        std::uint32_t knowledge, std::uint32_t effect) {
  const auto [found, is_new] = lessons_.try_emplace(key(knowledge, effect));
  Lesson& lesson = found->second;
  if (is_new) {
    const auto events = moves.events(effect);
    const Event* race = nullptr;
    lesson.knowledge = steps.learn(knowledge, events, race);
    if (race != nullptr) lesson.race = static_cast<std::uint32_t>(race - events.data());
  }
  return lesson;
}

void StateWalk::moves_of(const State& state, std::vector<Move>& moves) {
  moves_.expand(state, moves);
  for (const Move& move : moves) {
    if (!move.commutes || !can_go_alone(state, move)) continue;
    const Move alone = move;
    moves.assign(1, alone);
    return;
  }
}

bool StateWalk::can_go_alone(const State& state, const Move& move) {
  if (move.effect != Move::not_remembered) return !moves_.effect(move.effect).ends;
  if (!follow_by_world(state, move, alone_)) return false;
  const std::size_t thread = index(move.choice.thread);
  const std::size_t part = steps_.thread_part(thread);
  return !moves_.changes_thread_alone(thread, state[part]) ||
         !moves_.changes_thread_alone(thread, alone_[part]);
}

bool StateWalk::follow(const State& state, const Move& move, State& next) {
  race_.reset();
  unguarded_.clear();
  lesson_ = nullptr;
  if (move.effect == Move::not_remembered) return follow_by_world(state, move, next);
  const StateMoves::Effect effect = moves_.effect(move.effect);
  if (effect.ends) return follow_by_world(state, move, next);
  next.assign(state.begin(), state.end());
  next[effect.own_part] = effect.own;
  next[effect.other_part] = effect.other;
  if (effect.may_wait && moves_.may_wait_in_cycle(next, index(move.choice.thread))) {
    return follow_by_world(state, move, next);
  }
  if constexpr (fully_checked) check_now_and_then(state, move, next);
  if (!steps_.finds_races()) return true;
  lesson_ = &lessons_.learn(steps_, moves_, state[StateSteps::knowledge_part], move.effect);
  next[StateSteps::knowledge_part] = lesson_->knowledge;
  if (lesson_->race != RaceLessons::no_race) race_ = moves_.events(move.effect)[lesson_->race];
  return true;
}

// Ensures that a remembered step leads to the state to which the World goes. That takes much
// longer, so it is done now and then.
void StateWalk::check_now_and_then(const State& state, const Move& move, const State& next) {
  constexpr std::uint32_t between_checks = 16;
  if (++unchecked_ % between_checks != 0) return;
  steps_.load(state);
  const auto all = steps_.alternatives();
  const auto found = std::ranges::find(all, move.choice, choice_of);
  ensure(found != all.end(), "a remembered step is not possible");
  const bool goes_on = steps_.take(static_cast<std::size_t>(found - all.begin()), checked_);
  ensure(goes_on, "a remembered step ends the program");
  checked_[StateSteps::knowledge_part] = next[StateSteps::knowledge_part];
  checked_.resize(next.size());
  ensure(checked_ == next, "a remembered step leads elsewhere");
}

bool StateWalk::follow_by_world(const State& state, const Move& move, State& next) {
  steps_.load(state);
  const auto all = steps_.alternatives();
  const auto found = std::ranges::find(all, move.choice, choice_of);
  if (found == all.end()) throw std::logic_error("stateful: a step is not possible any more");
  const bool goes_on = steps_.take(static_cast<std::size_t>(found - all.begin()), next);
  if (steps_.finds_races()) {
    next.resize(std::max(next.size(), state.size()));
    const Event* race = nullptr;
    next[StateSteps::knowledge_part] =
        steps_.learn(state[StateSteps::knowledge_part], steps_.events(), race);
    if (race != nullptr) race_ = *race;
  }
  if (goes_on) part_steps_.add(state, next, steps_.thread_part(index(move.choice.thread)));
  const auto unguarded = steps_.unguarded_accesses();
  unguarded_.assign(unguarded.begin(), unguarded.end());
  return goes_on;
}

}  // namespace heddle
