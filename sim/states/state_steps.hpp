#pragma once
// A program whose threads are plain data (see SteppedThreads), driven from state to state instead
// of from the beginning to the end: any state that was met before can be loaded, and one step taken
// from there. What a step means is the World's business, here as everywhere. It keeps no states but
// their parts, and knows no search.
//
// A state is a vector of numbers, one for each part: the rest (spurious wake-ups left, the clock,
// the output so far), what is known of races, the objects, and the threads, in this order. Of the
// threads that do not exist yet, the number is 0.

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "sim/analysis/race_knowledge.hpp"
#include "sim/model/program.hpp"
#include "sim/states/state_components.hpp"
#include "sim/world/program_run.hpp"
#include "sim/world/world.hpp"

namespace heddle {

using State = std::vector<std::uint32_t>;

class StateSteps {
 public:
  static constexpr std::size_t rest_part = 0;
  static constexpr std::size_t knowledge_part = 1;
  static constexpr std::size_t first_object_part = 2;

  // Requires program.stepped(). `finds_races`: what is known of races is part of the state.
  StateSteps(Program& program, const Settings& settings, bool finds_races);

  std::size_t object_part(ObjectId object) const { return first_object_part + index(object); }
  std::size_t thread_part(std::size_t thread) const { return first_thread_part_ + thread; }
  // How many threads were ever started in `state`.
  std::size_t thread_count(const State& state) const;
  // The threads whose timers run, where time is not unbounded, as bits; for up to 64 threads.
  std::uint64_t timed_threads(const State& state) const;
  // Those of them whose timer may be due later than now, with jitter; likewise.
  std::uint64_t late_threads(const State& state) const;
  bool finds_races() const { return finds_races_; }
  StateComponents& components() { return components_; }
  const StateComponents& components() const { return components_; }

  // The initial state. False: the program is over before its first step.
  bool begin(State& state);
  // Goes to a state. False: it is over, as nothing can happen.
  bool load(const State& state);
  // Of the state that was loaded; gone with the next step.
  std::span<const Alternative> alternatives() const { return world_.alternatives(); }

  // Takes a step from the state that was loaded. False: the program is over. `next` becomes the
  // new state, but for what is known of races.
  bool take(std::size_t choice, State& next);
  // Of the step taken last.
  std::span<const Event> events() const { return world_.events(); }
  // Those of its accesses to memory without a mutex that guards it.
  std::span<const Event> unguarded_accesses() const { return unguarded_; }
  // What is known after those events, by what was known before; `race` becomes the first of the
  // events that race, else null.
  std::uint32_t learn(std::uint32_t knowledge, std::span<const Event> events, const Event*& race);

  // Once it is over: how, with what the program's `finally` say.
  Failure failure() const { return run_.failure(); }
  const World& world() const { return world_; }
  std::span<const TextId> output() const { return output_; }

  // The operation that a thread is at, and its phase, by the number of its state; null where it
  // has ended. Nothing is loaded after that.
  const Operation* operation_of(std::size_t thread, std::uint32_t number, Phase& phase);
  // What the numbers of states stand for.
  void save(WordSink& sink) const;
  // After begin(), by whoever did nothing else yet. Whatever is loaded afterwards is checked: it
  // may come from a damaged file. Throws BadWords, as load(), take() and learn() do then.
  void restore(WordSource& source);
  // Somebody else used the program.
  void forget_loaded() { loaded_.assign(loaded_.size(), not_loaded); }

 private:
  static constexpr std::uint32_t not_loaded = UINT32_MAX;

  // A line of output, after those before it. Number 0 is no output.
  struct Line {
    std::uint32_t before = 0;
    TextId text{};
  };

  void check_part(std::size_t part, const ValueLimits& values) const;
  void check_operation(const Operation& operation, std::size_t threads) const;
  bool reach_operation(ThreadId thread);
  void find_unguarded_accesses();
  bool run_on(ThreadId thread);
  void save(State& next);
  void save_object(ObjectId object, State& next);
  void save_thread(ThreadId thread, State& next);
  void save_rest(State& next);
  void make_parts(std::size_t threads);
  void load_output(std::uint32_t number);
  std::uint32_t line_after(std::uint32_t before, TextId text);

  Program& program_;
  SteppedThreads& threads_;
  World world_;
  ProgramRun run_;
  const TimeModel time_;
  const bool creates_;  // objects: they are a part of the rest
  const bool finds_races_;
  const bool keeps_output_;
  const std::size_t thread_limit_;
  bool is_restored_ = false;
  const std::size_t first_thread_part_;
  StateComponents components_;
  RaceKnowledge knowledge_;
  State loaded_;
  std::uint32_t loaded_output_ = 0;
  std::vector<Line> lines_{{}};
  std::unordered_map<std::uint64_t, std::uint32_t> line_numbers_;
  std::vector<TextId> output_;
  std::vector<std::vector<ObjectId>> guards_;  // by ObjectId: the mutexes that guard the cell
  std::vector<Event> unguarded_;
  std::vector<std::uint64_t> words_;
};

}  // namespace heddle
