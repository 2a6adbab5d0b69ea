#pragma once
// One execution of the reference: which steps can be taken in a state, and the state that each of
// them leads to. It chooses nothing; the search in reference.cpp takes all of them.

#include <cstddef>
#include <string>
#include <vector>

#include "tests/differential/reference_program.hpp"
#include "tests/differential/reference_state.hpp"

namespace heddle::differential::reference {

enum class Way { normal, timeout, spurious, clock };

struct Step {
  std::size_t thread = 0;  // nobody's where the clock moves
  Way way = Way::normal;
  std::size_t detail = 0;  // notify_one: the waiter; choose: the place in the list
};

class Machine {
 public:
  // With `tracks_races` states carry happens-before, and no output.
  Machine(const Program& program, bool tracks_races);

  State initial();
  // Empty exactly where the execution is over.
  std::vector<Step> steps(const State& state) const;
  State after(const State& state, const Step& step);
  // Whether the thread is at an operation with a timer that is not due.
  bool timer_runs(const Thread& thread) const;
  bool is_asleep(const Thread& thread) const;
  // Of a state whose execution is over; see reference.hpp for its form.
  std::string outcome(const State& state) const;

  // Found in any step taken so far.
  bool saw_race() const { return saw_race_; }
  bool saw_guard_breach() const { return saw_guard_breach_; }

 private:
  // What a step works on. `thread` is not valid any more once threads were added to the state.
  struct Scene {
    State& state;
    Thread& thread;
    const Instruction& instruction;
    const Step& step;
    std::size_t self;
  };

  // Which steps there are (reference_steps.cpp).
  const Instruction& instruction(const Thread& thread) const { return program_.code[thread.next]; }
  void append_steps(const State& state, const Thread& thread, std::vector<Step>& regular,
                    std::vector<Step>& spurious) const;
  void append_operation(const State& state, const Thread& thread, std::vector<Step>& regular) const;
  void append_waiting(const State& state, const Thread& thread, std::vector<Step>& regular,
                      std::vector<Step>& spurious) const;
  bool can_go_on(const State& state, const Thread& thread) const;
  bool can_lock(const State& state, const Thread& thread, const std::string& word) const;
  bool can_pass(const State& state, const Thread& thread, const std::string& word) const;
  bool clock_can_move(const State& state) const;
  void move_clock(State& state) const;
  std::vector<std::size_t> awaited_threads(const State& state, const Thread& thread) const;
  bool has_cycle(const State& state) const;
  bool is_deadlocked(const State& state) const;

  // What a step does (reference_effects.cpp, reference_blocking_effects.cpp). False: the word is
  // another's.
  void perform(State& state, const Step& step);
  bool perform_memory(Scene& scene);
  bool perform_update(Scene& scene);
  bool perform_locking(Scene& scene);
  bool perform_counting(Scene& scene);
  bool perform_passing(Scene& scene);
  bool perform_threading(Scene& scene);
  bool perform_other(Scene& scene);
  void read(Scene& scene);
  void write(Scene& scene);
  void note_access(State& state, std::size_t thread, std::size_t cell, bool writes);
  void await(Scene& scene);
  void atomically(Scene& scene);
  void lock(Scene& scene, std::size_t object, bool shared);
  void unlock(Scene& scene, std::size_t object);
  void unlock_shared(Scene& scene);
  void try_lock(Scene& scene, bool shared);
  void wait(Scene& scene);
  void notify(Scene& scene);
  void arrive(Scene& scene);
  void send(Scene& scene);
  void receive(Scene& scene, std::size_t channel);
  void recv(Scene& scene);
  void close(Scene& scene);
  void spawn(Scene& scene);
  void join(Scene& scene);
  void end(Scene& scene);

  // Runs the thread's invisible instructions up to its next operation.
  void advance(State& state, std::size_t thread);
  void check_invariants(const State& state) const;
  void conclude(State& state) const;

  const Program& program_;
  bool tracks_races_;
  bool saw_race_ = false;
  bool saw_guard_breach_ = false;
};

}  // namespace heddle::differential::reference
