#pragma once
// What can happen in a state, fast: most steps depend on, and change, the state of their thread and
// of one object alone, so what they lead to is remembered by the numbers of these two, and found
// again whatever the rest of the state is. All else, and what is met for the first time, is asked
// of StateSteps, which asks the World: nothing here knows what an operation does, only which parts
// it concerns.

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "sim/model/event.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/states/part_steps.hpp"
#include "sim/states/state_steps.hpp"

namespace heddle {

// A choice, in terms that mean the same in any state and on any replay.
struct Choice {
  ThreadId thread{};
  Way way = Way::normal;
  std::uint32_t detail = 0;

  friend bool operator==(const Choice&, const Choice&) = default;
};

struct HashOfChoice {
  std::size_t operator()(const Choice& choice) const {
    return (index(choice.thread) * 64 + static_cast<std::size_t>(choice.way)) *
               std::size_t{0x9E3779B97F4A7C15U} +
           choice.detail;
  }
};

inline Choice choice_of(const Alternative& alternative) {
  return {alternative.thread, alternative.way, alternative.detail};
}

// One thing that can happen in a state.
struct Move {
  static constexpr std::uint32_t not_remembered = UINT32_MAX;

  Choice choice;
  std::uint32_t effect = not_remembered;  // see StateMoves::effect()
  // Its thread has no other alternative, and it commutes with every step of the other threads, now
  // and later. One that is remembered also is not followed by another step that changes nothing but
  // its thread: see StateMoves::changes_thread_alone().
  bool commutes = false;
};

class StateMoves {
 public:
  static constexpr std::uint32_t no_part = UINT32_MAX;

  // A remembered step: the parts that it changes, besides what is known of races.
  struct Effect {
    std::uint32_t own_part = 0;  // its thread's, and the new number of that
    std::uint32_t own = 0;
    std::uint32_t other_part = 0;  // likewise; where there is no other part, its thread's again
    std::uint32_t other = 0;
    std::uint32_t choice = 0;  // see choice_number()
    bool ends = false;         // the program is over
    bool commutes = false;     // see Move
    bool may_wait = false;     // afterwards its thread may have to wait for others that are known
  };

  // Remembers as much as fits into `memory_limit` bytes; what does not is worked out each time.
  StateMoves(StateSteps& steps, const Program& program, const Settings& settings,
             std::size_t memory_limit);
  // Memory taken, roughly.
  std::size_t bytes() const { return bytes_; }

  // Replaces `moves` by all that can happen in `state`, in thread order. None: nothing can.
  void expand(const State& state, std::vector<Move>& moves);
  const Effect& effect(std::uint32_t number) const { return effects_[number]; }
  std::span<const Event> events(std::uint32_t effect) const { return events_[effect]; }
  // Whether a remembered step of `thread`, which led to `state`, may have closed a cycle of threads
  // that wait for each other. Never misses one.
  bool may_wait_in_cycle(const State& state, std::size_t thread);

  // What of this is known without asking the World or remembering anything, so that several threads
  // may do it at the same time, as long as none does anything else.
  enum class Known : std::uint8_t {
    all,
    not_yet,  // expand() will have it remembered
    never,    // some step cannot be remembered
  };
  // Replaces `effects` by those of the steps to take in `state`: the first that commutes alone,
  // else all. At least one where the answer is `all`.
  Known known_steps(const State& state, std::vector<std::uint32_t>& effects) const;
  // As may_wait_in_cycle(); where it is not known, it may.
  bool may_wait_in_cycle_as_known(const State& state, std::size_t thread) const {
    std::uint64_t seen = 0;
    return steps_.thread_count(state) > most_threads_in_bits ||
           reaches_as_known(state, thread, thread, seen);
  }

  // Puts down, for each part, from which of its numbers to which others remembered steps lead.
  void add_to(PartSteps& steps) const;

  // Choices by number.
  std::uint32_t choice_number(const Choice& choice);
  const Choice& choice(std::uint32_t number) const { return choices_[number]; }
  std::uint32_t choices() const { return static_cast<std::uint32_t>(choices_.size()); }
  void save_choices(WordSink& sink) const;
  // Before any other has a number. Throws BadWords.
  void restore_choices(WordSource& source);

  // Whether the thread in this one of its states is at a step that can change nothing but itself
  // and never ends.
  bool changes_thread_alone(std::size_t thread, std::uint32_t number);
  // Whether it is a timer that makes the move possible.
  bool is_by_timer(const State& state, const Move& move);
  // The threads that have a move other than a spurious wake-up, as bits; for up to 64 threads.
  static std::uint64_t able(std::span<const Move> moves);

 private:
  static constexpr std::uint32_t not_known = UINT32_MAX;
  static constexpr std::size_t most_threads_in_bits = 64;

  // What a thread can do in one state of itself and of the other part: `count` of effects_.
  struct Entry {
    std::uint32_t first = not_known;
    std::uint32_t count = 0;
  };

  // A thread in one of its states.
  struct Place {
    bool known = false;
    bool ended = false;
    bool remembered = false;  // what it can do depends on itself and `other` alone
    bool commutes = false;
    bool may_end_all = false;  // the end of a thread
    OperationKind kind{};
    std::uint32_t other = no_part;    // the other part that its step concerns
    std::uint32_t awaited = no_part;  // the object, or the thread, that it may have to wait for
    std::vector<Entry> entries;       // by the number of `other`
  };
  Place& place(std::size_t thread, std::uint32_t number) {
    if (thread < places_.size() && number < places_[thread].size()) {
      Place& found = places_[thread][number];
      if (found.known) return found;
    }
    return place_slowly(thread, number);
  }
  Place& place_slowly(std::size_t thread, std::uint32_t number);
  std::uint32_t number_of(const State& state, std::size_t thread) const {
    return state[steps_.thread_part(thread)];
  }
  void describe(Place& place, std::size_t thread, const Operation& operation, Phase phase) const;
  const Entry* known_entry(const State& state, const Place& here) const {
    const std::uint32_t number = here.other == no_part ? 0 : state[here.other];
    if (number >= here.entries.size() || here.entries[number].first == not_known) return nullptr;
    return &here.entries[number];
  }
  const Entry* entry(const State& state, std::size_t thread);
  std::optional<Entry> remember(const State& state, std::size_t thread);
  void append(const Entry& entry, std::vector<Move>& moves) const {
    for (std::uint32_t each = entry.first; each < entry.first + entry.count; ++each) {
      const Effect& effect = effects_[each];
      moves.push_back({choices_[effect.choice], each, effect.commutes});
    }
  }
  const Place* known_place(std::size_t thread, std::uint32_t number) const {
    if (thread >= places_.size() || number >= places_[thread].size()) return nullptr;
    const Place& found = places_[thread][number];
    return found.known ? &found : nullptr;
  }
  void expand_by_world(const State& state, std::vector<Move>& moves);
  bool reaches(const State& state, std::size_t from, std::size_t target, std::uint64_t& seen);
  bool reaches_as_known(const State& state, std::size_t from, std::size_t target,
                        std::uint64_t& seen) const;
  std::uint64_t holders(const State& state, const Place& place) const;

  StateSteps& steps_;
  const std::size_t memory_limit_;
  std::size_t bytes_ = 0;
  const bool remembers_;  // nothing but the parts concerned decides: no clock, no spurious wake-ups
  const bool has_invariants_;
  const bool has_spurious_wakeups_;
  const bool sleeps_commute_;
  const bool output_matters_;
  std::vector<ObjectDeclaration> objects_;
  std::vector<bool> guarded_;               // by ObjectId
  std::vector<std::vector<Place>> places_;  // by thread, and the number of its state
  std::vector<Effect> effects_;
  std::vector<std::vector<Event>> events_;  // of effects_, where races are looked for
  std::vector<Choice> choices_;             // by number
  std::unordered_map<Choice, std::uint32_t, HashOfChoice> choice_numbers_;
  std::vector<Choice> of_thread_;
  std::vector<Alternative> alternatives_;
  State next_;
};

}  // namespace heddle
