#pragma once
// Going back in an execution whose threads need no stack. The next execution often begins like the
// last one. Then it starts at a point that both have in common, and does not take the steps before
// it again. Snapshots of the world are kept every few steps. A thread's state is kept before the
// thread runs on.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/model/stepped_threads.hpp"
#include "sim/world/snapshot.hpp"

namespace heddle {

class Rewind {
 public:
  explicit Rewind(SteppedThreads& threads) : threads_(threads) {}

  // Forgets all that was kept.
  void clear();
  // Before the thread, which is at an operation, runs on.
  void runs_on(ThreadId thread) {
    if (used_ == 0) return;
    if (saved_at_.size() <= index(thread)) saved_at_.resize(index(thread) + 1);
    if (saved_at_[index(thread)] != epoch_) save_thread(thread);
  }
  // At a point: keeps a snapshot, unless the last one is near.
  void pass(const World& world) {
    if (used_ == 0 || world.steps() >= snapshots_[used_ - 1].world.step() + steps_between) {
      save(world);
    }
  }
  // Brings the world and the threads to the last point kept at which at most `steps` had been
  // taken. False: there is none, and nothing was changed.
  bool back_to(std::size_t steps, World& world);

 private:
  // Fewer: more is copied. More: more steps are taken twice.
  static constexpr std::size_t steps_between = 4;

  struct Kept {
    World::Snapshot world;
    std::size_t changes = 0;  // how many there were
  };
  // A thread as it was before it ran on.
  struct Change {
    ThreadId thread{};
    std::size_t first_word = 0;
  };

  void save(const World& world);
  void save_thread(ThreadId thread);

  SteppedThreads& threads_;
  std::vector<Kept> snapshots_;  // the first used_ are in use
  std::size_t used_ = 0;
  std::vector<Change> changes_;  // since the first snapshot
  WordStack words_;
  std::vector<std::uint64_t> saved_at_;  // by thread: the epoch in which it was saved last
  std::uint64_t epoch_ = 0;  // a new one for each snapshot that is taken or gone back to
};

}  // namespace heddle
