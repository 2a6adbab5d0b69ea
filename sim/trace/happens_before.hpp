#pragma once
// The happens-before order of one execution, as docs/semantics.md lists it: a vector clock for
// every thread, moved on event by event. Knows nothing of races, nor of who asks.
//
// Two accesses are ordered exactly where the clock that the first one's thread had then is at most
// what the second one's thread knows of it: Fidge and Mattern's vector clocks, with a thread's own
// clock counting its releases.
//
// Nothing is cleared between executions: each one starts its clocks above all that the earlier ones
// reached, so whatever is left of those compares as ordered before everything.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "sim/model/event.hpp"
#include "sim/model/program.hpp"
#include "sim/trace/lane_table.hpp"
#include "sim/trace/message_clocks.hpp"

namespace heddle {

class HappensBefore {
 public:
  // `first_clock` (at least 1) is where the first execution begins; only tests need to begin late.
  explicit HappensBefore(std::span<const ObjectDeclaration> objects, Clock first_clock = 1);

  // Begins an execution of at most `events` events, with the main thread alone. Returns true where
  // the clocks ran out and began anew: then whatever the caller kept of them is void.
  bool begin(std::size_t events);

  // Threads that no spawn started must be started here before anything is asked of them, without a
  // past.
  void start_threads(std::size_t count);
  std::size_t thread_count() const { return thread_count_; }

  // What `thread` knows of every thread's clock. Valid until the next thread starts.
  const Clock* clocks(std::size_t thread) const { return threads_.row(thread); }
  std::size_t width() const { return threads_.width(); }
  // All clocks of this execution are at least this; all of earlier ones are less.
  Clock base() const { return base_; }

  // Orders what the event orders. Plain memory orders nothing; of atomically, only the ends matter.
  void apply(const Event& event);

  // As `apply` for the commonest events.
  void lock(const Event& event, ObjectId object) {
    const SynchronizationObject& lock = objects_[index(object)];
    acquire(index(event.thread), lock.row);
    if (lock.kind == ObjectKind::rwlock) acquire(index(event.thread), lock.extra);
  }
  void unlock(const Event& event, ObjectId object) {
    publish(index(event.thread), objects_[index(object)].row);
  }

  // The accesses inside an atomically block lie between these two.
  void begin_atomically(std::size_t thread) { acquire(thread, atomically_row); }
  void end_atomically(std::size_t thread) { publish(thread, atomically_row); }

 private:
  struct SynchronizationObject {
    ObjectKind kind{};
    std::uint32_t row = 0;    // in clocks_: what a thread learns from it
    std::uint32_t extra = 0;  // rwlock: the row of the shared unlocks; barrier, channel: its number
  };
  struct Thread {
    bool has_released_by_fence = false;  // the first row of its fences is in use
    bool has_unfenced_loads = false;     // the second
  };
  struct Barrier {
    std::vector<std::uint32_t> waiting;  // the threads of the present round
    std::uint64_t execution = 0;         // in which `waiting` was last used
  };

  static constexpr std::uint32_t atomically_row = 0;

  void make_rows(std::size_t threads);
  void widen(std::size_t lanes);
  void forget();

  Clock* own(std::size_t thread) { return threads_.row(thread); }
  void advance_clock(std::size_t thread) { ++threads_.row(thread)[thread]; }
  // The thread learns all that the row holds.
  void acquire(std::size_t thread, std::uint32_t row) {
    join(own(thread), clocks_.row(row), width());
  }
  // The row becomes what the thread knows. Only where the thread has acquired the row before.
  void publish(std::size_t thread, std::uint32_t row) {
    assign(clocks_.row(row), own(thread), width());
    advance_clock(thread);
  }
  // The row comes to hold what the thread knows beside what it held.
  void contribute(std::size_t thread, std::uint32_t row) {
    join(clocks_.row(row), own(thread), width());
    advance_clock(thread);
  }

  void load(std::size_t thread, const Event& event);
  void store(std::size_t thread, const Event& event);
  void modify(std::size_t thread, const Event& event);
  void fence(std::size_t thread, MemoryOrder order);
  void arrive(std::size_t thread, const Event& event);
  void send(std::size_t thread, const Event& event);
  void receive(std::size_t thread, const Event& event);
  void spawn(std::size_t thread, std::size_t child);

  std::vector<SynchronizationObject> objects_;  // by ObjectId
  std::vector<Barrier> barriers_;
  std::vector<Thread> thread_states_;  // by ThreadId, like the rows of threads_
  LaneTable<Clock> threads_;
  LaneTable<Clock>
      fences_;  // two rows a thread: what its last release fence saw, what its relaxed loads saw
  LaneTable<Clock> clocks_;  // of objects
  MessageClocks messages_;
  std::size_t thread_count_ = 0;
  std::uint64_t execution_ = 0;
  Clock base_;
};

}  // namespace heddle
