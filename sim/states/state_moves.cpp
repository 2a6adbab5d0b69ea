#include "sim/states/state_moves.hpp"

#include <algorithm>

#include "sim/model/operation_table.hpp"

namespace heddle {

StateMoves::StateMoves(StateSteps& steps, const Program& program, const Settings& settings,
                       std::size_t memory_limit)
    : steps_(steps),
      memory_limit_(memory_limit),
      remembers_(settings.time == TimeModel::unbounded && settings.spurious_wakeups == 0 &&
                 !program.creates_objects()),
      has_invariants_(!program.invariants().empty()),
      has_spurious_wakeups_(settings.spurious_wakeups != 0),
      sleeps_commute_(settings.time == TimeModel::unbounded),
      output_matters_(program.observes_output()),
      objects_(program.objects().begin(), program.objects().end()),
      guarded_(objects_.size()) {
  for (const Guard& guard : program.guards()) guarded_[index(guard.cell)] = true;
}

std::uint64_t StateMoves::able(std::span<const Move> moves) {
  std::uint64_t threads = 0;
  for (const Move& move : moves) {
    if (move.choice.way == Way::spurious) continue;
    threads |= std::uint64_t{1} << (index(move.choice.thread) % most_threads_in_bits);
  }
  return threads;
}

StateMoves::Place& StateMoves::place_slowly(std::size_t thread, std::uint32_t number) {
  if (places_.size() <= thread) places_.resize(thread + 1);
  std::vector<Place>& places = places_[thread];
  if (places.size() <= number) {
    bytes_ += (number + 1 - places.size()) * sizeof(Place);
    places.resize(number + 1);
  }
  Place& found = places[number];
  found.known = true;
  Phase phase{};
  const Operation* const operation = steps_.operation_of(thread, number, phase);
  found.ended = operation == nullptr;
  if (operation != nullptr) describe(found, thread, *operation, phase);
  // Whether a spurious wake-up is possible depends on whether anything else is: then no step is of
  // no concern to the others.
  if (has_spurious_wakeups_) found.commutes = false;
  return found;
}

void StateMoves::describe(Place& place, std::size_t thread, const Operation& operation,
                          Phase phase) const {
  const OperationKind kind = operation.kind;
  place.kind = kind;
  place.remembered = remembers_;
  switch (kind) {
    case OperationKind::yield:
    case OperationKind::fence:
      place.commutes = true;
      return;
    case OperationKind::sleep:
      place.commutes = sleeps_commute_;
      return;
    case OperationKind::choose:
      return;
    case OperationKind::end:
      place.commutes = thread != index(main_thread);
      place.may_end_all = true;
      return;
    case OperationKind::spawn:
      place.commutes = true;
      place.remembered = false;
      return;
    case OperationKind::print:
      if (output_matters_) place.other = StateSteps::rest_part;
      return;
    case OperationKind::join:
      place.awaited = static_cast<std::uint32_t>(index(operation.operand.thread()));
      place.other = static_cast<std::uint32_t>(steps_.thread_part(place.awaited));
      if (place.awaited == thread) place.remembered = false;
      return;
    case OperationKind::wait:
      place.remembered = false;
      if (phase == Phase::leave && !is_created(operation.mutex)) {
        place.awaited = static_cast<std::uint32_t>(steps_.object_part(operation.mutex));
      }
      return;
    case OperationKind::notify_one:
    case OperationKind::notify_all:
    case OperationKind::arrive:
    case OperationKind::await:
    case OperationKind::atomically_begin:
    case OperationKind::atomically_end:
    case OperationKind::fail:
    case OperationKind::create:
    case OperationKind::destroy:
    case OperationKind::access:
    case OperationKind::atomic_access:
      place.remembered = false;
      return;
    case OperationKind::read:
    case OperationKind::write:
    case OperationKind::load:
    case OperationKind::store:
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
    case OperationKind::compare_exchange:
    case OperationKind::lock:
    case OperationKind::unlock:
    case OperationKind::try_lock:
    case OperationKind::lock_shared:
    case OperationKind::unlock_shared:
    case OperationKind::try_lock_shared:
    case OperationKind::acquire:
    case OperationKind::release:
    case OperationKind::try_acquire:
    case OperationKind::once_begin:
    case OperationKind::once_end:
    case OperationKind::send:
    case OperationKind::recv:
    case OperationKind::try_recv:
    case OperationKind::close:
      break;
  }
  if (is_created(operation.object)) return;  // nothing is remembered
  const std::size_t object = index(operation.object);
  place.other = static_cast<std::uint32_t>(steps_.object_part(operation.object));
  if (dependence_of(kind) == DependsOn::holder && blocking_of(kind) == Blocks::may) {
    place.awaited = place.other;
  }
  const bool is_rendezvous =
      objects_[object].kind == ObjectKind::channel && objects_[object].capacity == 0;
  if (is_rendezvous || (has_invariants_ && writes_memory(kind)) ||
      (is_plain_memory(kind) && guarded_[object])) {
    place.remembered = false;
  }
}

void StateMoves::expand(const State& state, std::vector<Move>& moves) {
  moves.clear();
  const std::size_t threads = steps_.thread_count(state);
  const std::size_t first_part = steps_.thread_part(0);
  std::size_t live = 0;
  bool last_may_end_all = false;
  for (std::size_t thread = 0; thread < threads; ++thread) {
    const Place& here = place(thread, state[first_part + thread]);
    if (here.ended) continue;
    ++live;
    last_may_end_all = here.may_end_all;
    const Entry* found = here.remembered ? known_entry(state, here) : nullptr;
    if (found == nullptr) {
      // What the end of a thread does is only remembered where it is not the last one.
      if (here.may_end_all || !here.remembered) return expand_by_world(state, moves);
      found = entry(state, thread);
      if (found == nullptr) return expand_by_world(state, moves);
    }
    append(*found, moves);
  }
  if (live == 1 && last_may_end_all) moves.front().effect = Move::not_remembered;
}

// What the thread can do; null where that turned out not to depend on the two parts alone.
const StateMoves::Entry* StateMoves::entry(const State& state, std::size_t thread) {
  Place& here = place(thread, number_of(state, thread));
  if (const Entry* const known = known_entry(state, here)) return known;
  const std::uint32_t number = here.other == no_part ? 0 : state[here.other];
  const std::size_t more = number < here.entries.size() ? 0 : number + 1 - here.entries.size();
  if (bytes_ + more * sizeof(Entry) > memory_limit_) return nullptr;
  bytes_ += more * sizeof(Entry);
  const std::optional<Entry> made = remember(state, thread);
  // Remembering may have met new states of the thread.
  Place& there = place(thread, number_of(state, thread));
  if (!made) {
    there.remembered = false;
    return nullptr;
  }
  if (there.entries.size() <= number) there.entries.resize(number + 1);
  there.entries[number] = *made;
  return &there.entries[number];
}

std::optional<StateMoves::Entry> StateMoves::remember(const State& state, std::size_t thread) {
  const std::size_t own_part = steps_.thread_part(thread);
  const std::uint32_t other_part = places_[thread][state[own_part]].other;
  const bool commutes = places_[thread][state[own_part]].commutes;
  of_thread_.clear();
  steps_.load(state);
  for (const Alternative& alternative : steps_.alternatives()) {
    if (index(alternative.thread) == thread) of_thread_.push_back(choice_of(alternative));
  }
  // Each of them needs the state anew. A choice from very many is taken step by step instead, as
  // the time is looked at in between then.
  constexpr std::size_t most_remembered = 256;
  if (of_thread_.size() > most_remembered) return std::nullopt;
  const Entry made{static_cast<std::uint32_t>(effects_.size()),
                   static_cast<std::uint32_t>(of_thread_.size())};
  for (const Choice& choice : of_thread_) {
    steps_.load(state);
    const auto all = steps_.alternatives();
    const auto found = std::ranges::find(all, choice, choice_of);
    const bool goes_on = steps_.take(static_cast<std::size_t>(found - all.begin()), next_);
    auto& events = events_.emplace_back();
    if (steps_.finds_races()) events.assign(steps_.events().begin(), steps_.events().end());
    Effect effect{.own_part = static_cast<std::uint32_t>(own_part),
                  .own = 0,
                  .other_part = static_cast<std::uint32_t>(own_part),
                  .choice = choice_number(choice),
                  .ends = !goes_on,
                  .commutes = commutes && of_thread_.size() == 1};
    if (goes_on) {
      for (std::size_t part = 0; part < next_.size(); ++part) {
        if (part == StateSteps::knowledge_part) continue;
        const std::uint32_t before = part < state.size() ? state[part] : 0;
        if (next_[part] == before || part == own_part || part == other_part) continue;
        effects_.resize(made.first);
        events_.resize(made.first);
        return std::nullopt;
      }
      effect.own = next_[own_part];
      effect.other_part = static_cast<std::uint32_t>(other_part != no_part ? other_part : own_part);
      effect.other = next_[effect.other_part];
      effect.may_wait = place(thread, effect.own).awaited != no_part;
      if (changes_thread_alone(thread, state[own_part]) &&
          changes_thread_alone(thread, effect.own)) {
        effect.commutes = false;
      }
    }
    effects_.push_back(effect);
    bytes_ += sizeof(Effect) + sizeof(events) + events.size() * sizeof(Event);
  }
  return made;
}

void StateMoves::expand_by_world(const State& state, std::vector<Move>& moves) {
  moves.clear();
  if (!steps_.load(state)) return;
  alternatives_.assign(steps_.alternatives().begin(), steps_.alternatives().end());
  const std::size_t live = steps_.world().live_threads();
  for (std::size_t first = 0; first < alternatives_.size();) {
    const std::size_t thread = index(alternatives_[first].thread);
    std::size_t last = first;
    while (last < alternatives_.size() && index(alternatives_[last].thread) == thread) ++last;
    const Place& here = place(thread, number_of(state, thread));
    const Entry* const found =
        here.remembered && !(here.may_end_all && live == 1) ? entry(state, thread) : nullptr;
    if (found != nullptr) {
      append(*found, moves);
    } else {
      const bool commutes = place(thread, number_of(state, thread)).commutes && last - first == 1;
      for (std::size_t each = first; each < last; ++each) {
        moves.push_back({choice_of(alternatives_[each]), Move::not_remembered, commutes});
      }
    }
    first = last;
  }
}

StateMoves::Known StateMoves::known_steps(const State& state,
                                          std::vector<std::uint32_t>& effects) const {
  effects.clear();
  const std::size_t threads = steps_.thread_count(state);
  const std::uint32_t* const numbers = state.data() + steps_.thread_part(0);
  std::size_t live = 0;
  bool last_may_end_all = false;
  bool is_alone = false;
  for (std::size_t thread = 0; thread < threads; ++thread) {
    const Place* const here = known_place(thread, numbers[thread]);
    if (here == nullptr) return Known::not_yet;
    if (here->ended) continue;
    ++live;
    last_may_end_all = here->may_end_all;
    if (is_alone) break;
    if (!here->remembered) return Known::never;
    const Entry* const entry = known_entry(state, *here);
    if (entry == nullptr) return Known::not_yet;
    if (entry->count != 0 && effects_[entry->first].commutes) {
      is_alone = true;
      effects.clear();
    }
    for (std::uint32_t each = entry->first; each < entry->first + entry->count; ++each) {
      if (effects_[each].ends) return Known::never;
      effects.push_back(each);
    }
    // The end of a thread is another matter where it is the last one.
    if (is_alone && (!here->may_end_all || live > 1)) return Known::all;
  }
  return effects.empty() || (live == 1 && last_may_end_all) ? Known::never : Known::all;
}

void StateMoves::add_to(PartSteps& steps) const {
  for (std::size_t thread = 0; thread < places_.size(); ++thread) {
    for (std::uint32_t number = 0; number < places_[thread].size(); ++number) {
      const Place& here = places_[thread][number];
      for (std::uint32_t other = 0; other < here.entries.size(); ++other) {
        const Entry& entry = here.entries[other];
        for (std::uint32_t each = 0; each < entry.count; ++each) {
          const Effect& effect = effects_[entry.first + each];
          if (effect.ends) continue;
          steps.add(effect.own_part, number, effect.own);
          if (effect.other_part != effect.own_part) {
            steps.add(effect.other_part, other, effect.other);
          }
        }
      }
    }
  }
}

std::uint32_t StateMoves::choice_number(const Choice& choice) {
  const auto [found, is_new] =
      choice_numbers_.try_emplace(choice, static_cast<std::uint32_t>(choices_.size()));
  if (is_new) choices_.push_back(choice);
  return found->second;
}

void StateMoves::save_choices(WordSink& sink) const {
  sink.put(choices_.size());
  for (const Choice& choice : choices_) {
    sink.put(std::uint64_t{choice.detail} << 32U | static_cast<std::uint64_t>(choice.way));
    sink.put(index(choice.thread));
  }
}

void StateMoves::restore_choices(WordSource& source) {
  const std::size_t count = source.take_count();
  for (std::uint32_t number = 0; number < count; ++number) {
    const std::uint64_t word = source.take();
    const Choice choice{.thread = static_cast<ThreadId>(source.take_number()),
                        .way = static_cast<Way>(word & UINT32_MAX),
                        .detail = static_cast<std::uint32_t>(word >> 32U)};
    if (choice_number(choice) != number) throw BadWords();
  }
}

bool StateMoves::changes_thread_alone(std::size_t thread, std::uint32_t number) {
  const Place& here = place(thread, number);
  return !here.ended && changes_own_thread_only(here.kind);
}

bool StateMoves::is_by_timer(const State& state, const Move& move) {
  const std::size_t thread = index(move.choice.thread);
  return move.choice.way == Way::timeout ||
         waits_for_clock(place(thread, number_of(state, thread)).kind);
}

}  // namespace heddle
