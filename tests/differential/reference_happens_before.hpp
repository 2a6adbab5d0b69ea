#pragma once
// Happens-before with plain vector clocks, for the reference's search for data races. It knows
// which operation orders what, and not whether an operation is possible. Clocks as in Mattern,
// "Virtual Time and Global States of Distributed Systems" (1989); fences and release sequences as
// in C++20.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace heddle::differential::reference {

// How many operations of each thread are known. A thread that is missing has 0.
using Clock = std::vector<std::int64_t>;

class HappensBefore {
 public:
  HappensBefore(std::size_t objects, bool enabled) : enabled_(enabled), objects_(objects) {}

  // Before everything else that a thread's operation does. Makes room for a new thread, too.
  void step(std::size_t thread);

  // True if the access races with an earlier one.
  bool plain_access(std::size_t thread, std::size_t cell, bool writes);

  void atomic_load(std::size_t thread, std::size_t cell, const std::string& order);
  void atomic_store(std::size_t thread, std::size_t cell, const std::string& order);
  void atomic_update(std::size_t thread, std::size_t cell, const std::string& order);
  void fence(std::size_t thread, const std::string& order);

  // Locks, semaphores and once flags: the steps before a release come before a later acquire. The
  // shared side of a rwlock is ordered with its exclusive side only.
  void acquire(std::size_t thread, std::size_t object);
  void release(std::size_t thread, std::size_t object);
  void acquire_shared(std::size_t thread, std::size_t object);
  void release_shared(std::size_t thread, std::size_t object);

  // One global lock that `atomically` holds.
  void begin_atomically(std::size_t thread);
  void end_atomically(std::size_t thread);

  // Channels. `capacity` -1: unbounded.
  void send(std::size_t thread, std::size_t channel, std::int64_t capacity);
  // `offered_by`: the thread whose offer this takes, -1 where the channel is no rendezvous.
  void receive(std::size_t thread, std::size_t channel, std::int64_t capacity,
               std::int64_t offered_by);
  void close(std::size_t thread, std::size_t channel);
  void receive_closed(std::size_t thread, std::size_t channel);

  // Barriers: the last arrival of a round lets `arrived` and itself go on.
  void arrive(std::size_t thread, std::size_t barrier);
  void complete_round(std::size_t last, std::size_t barrier,
                      const std::vector<std::int64_t>& arrived);

  // Second halves: of an arrival, and of an offer that was taken.
  void leave(std::size_t thread);

  void spawn(std::size_t spawner, std::size_t child);
  void join(std::size_t thread, std::size_t ended);

  // Everything that decides later races, as text.
  std::string serialised() const;

 private:
  struct ThreadOrder {
    Clock now;
    Clock released_by_fence;  // what a relaxed store publishes
    Clock seen_relaxed;       // what an acquire fence takes over
    Clock at_leave;
  };
  struct ObjectOrder {
    Clock released;
    Clock released_shared;
    Clock closed;
    std::vector<Clock> messages;  // of the messages in the channel
    std::vector<Clock> freed;     // of receptions whose place no send has taken yet
    std::int64_t sent = 0;
    Clock last_reads;  // by thread, the number of its last read of the cell
    Clock last_writes;
  };

  bool enabled_;
  std::vector<ThreadOrder> threads_;
  std::vector<ObjectOrder> objects_;
  Clock atomically_;
};

}  // namespace heddle::differential::reference
