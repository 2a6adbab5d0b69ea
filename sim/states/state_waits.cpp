// Threads that may wait for each other in a cycle, as far as remembered steps tell.

#include <bit>

#include "sim/states/state_moves.hpp"
#include "sim/world/state_words.hpp"

namespace heddle {

bool StateMoves::may_wait_in_cycle(const State& state, std::size_t thread) {
  const Place& here = place(thread, number_of(state, thread));
  if (here.ended || here.awaited == no_part) return false;
  if (steps_.thread_count(state) > most_threads_in_bits) return true;
  std::uint64_t seen = 0;
  return reaches(state, thread, thread, seen);
}

// Whether `from` is stuck, and waits for `target` in the end.
bool StateMoves::reaches(const State& state, std::size_t from, std::size_t target,
                         std::uint64_t& seen) {
  const Place& here = place(from, number_of(state, from));
  if (here.ended || here.awaited == no_part) return false;
  // If it is not known whether the thread can go on, it may be that it cannot.
  if (here.remembered) {
    const Entry* const found = entry(state, from);
    if (found != nullptr && found->count != 0) return false;
  }
  std::uint64_t rest = holders(state, place(from, number_of(state, from)));
  for (; rest != 0; rest &= rest - 1) {
    const auto holder = static_cast<std::size_t>(std::countr_zero(rest));
    if (holder == target) return true;
    if ((seen >> holder & 1U) != 0) continue;
    seen |= std::uint64_t{1} << holder;
    if (reaches(state, holder, target, seen)) return true;
  }
  return false;
}

bool StateMoves::reaches_as_known(const State& state, std::size_t from, std::size_t target,
                                  std::uint64_t& seen) const {
  const Place* const here = known_place(from, number_of(state, from));
  if (here == nullptr) return true;
  if (here->ended || here->awaited == no_part) return false;
  if (here->remembered) {
    const Entry* const found = known_entry(state, *here);
    if (found == nullptr) return true;
    if (found->count != 0) return false;
  }
  std::uint64_t rest = holders(state, *here);
  for (; rest != 0; rest &= rest - 1) {
    const auto holder = static_cast<std::size_t>(std::countr_zero(rest));
    if (holder == target) return true;
    if ((seen >> holder & 1U) != 0) continue;
    seen |= std::uint64_t{1} << holder;
    if (reaches_as_known(state, holder, target, seen)) return true;
  }
  return false;
}

std::uint64_t StateMoves::holders(const State& state, const Place& place) const {
  if (place.kind == OperationKind::join) {
    return std::uint64_t{1} << (place.awaited % most_threads_in_bits);
  }
  const ObjectKind kind = objects_[place.awaited - StateSteps::first_object_part].kind;
  return state_words::holders(steps_.components().words(place.awaited, state[place.awaited]), kind,
                              !is_shared(place.kind));
}

}  // namespace heddle
