#pragma once
// The whole state of one execution of the reference: copied at every step, and compared as text.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/differential/reference_happens_before.hpp"
#include "tests/differential/reference_program.hpp"

namespace heddle::differential::reference {

inline constexpr std::int64_t nobody = -1;

// Where a thread is within an operation of several parts.
enum class Part {
  whole,
  waiting,    // wait: among the waiters
  woken,      // wait: to re-acquire the mutex, notified or spuriously woken
  timed_out,  // wait: to re-acquire the mutex after its time-out
  offered,    // send: the offer is in the channel
  taken,      // send: to complete
  arrived,    // arrive: the round is not complete
  let_go,     // arrive: to go on
};

struct Thread {
  std::int64_t number = 0;
  std::size_t body = 0;
  std::size_t next = 0;  // index of the instruction
  std::vector<Datum> stack;
  std::vector<Datum> locals;
  Part part = Part::whole;
  std::int64_t timer_ns = nobody;  // time left; 0: due; with unbounded time due from the start
  std::int64_t spawner = nobody;
  std::int64_t joined_by = nobody;
  bool ended = false;
};

struct Message {
  Datum value;
  std::int64_t offered_by = nobody;  // rendezvous
};

// One shared object of any kind: the fields that it has no use for keep their first values.
struct Object {
  Datum value;                        // plain, atomic
  std::int64_t owner = nobody;        // mutex, rwlock: exclusive; once: who runs the body
  std::int64_t depth = 0;             // mutex: how often the owner holds it
  std::vector<std::int64_t> readers;  // rwlock, sorted
  std::int64_t count = 0;             // semaphore: permits; channel: how often closed
  std::vector<std::int64_t> arrived;  // barrier: this round, sorted
  bool done = false;                  // once: the body was run; channel: closed
  std::vector<Message> queue;         // channel
};

struct State {
  std::vector<Thread> threads;
  std::vector<Object> objects;
  std::vector<std::string> output;
  std::int64_t spurious_left = 0;
  std::string status;  // empty while the execution goes on
  HappensBefore order;
};

// Equal texts: what can happen from now on, and the outcomes it leads to, are equal.
std::string serialised(const State& state);

}  // namespace heddle::differential::reference
