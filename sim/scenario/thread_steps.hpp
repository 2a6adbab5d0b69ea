#pragma once
// What the threads of a scenario may do, as its text tells without running it: their steps on
// atomics and on objects that synchronise, which step may follow which in one thread, and which may
// come before which in different ones. Whatever is not certain counts as possible. For judgements
// on a scenario, see weak_orders.hpp and rwlock_preference.hpp; it must not know what they are
// about.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/model/operation.hpp"
#include "sim/scenario/body_flow.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

// Threads of one body; or an invariant, which counts as a thread that looks at its cells at any
// time.
struct StepThread {
  std::optional<std::uint32_t> body;  // none: an invariant
  bool is_many = false;               // more than one thread may have this body
};

// An operation of a thread on one object. An operation on two objects (`wait`) is two steps; one
// that reads several cells (`await`) is several.
struct ThreadStep {
  std::uint32_t thread = 0;  // place in ThreadSteps::threads()
  std::size_t place = 0;     // instruction of its body
  OperationKind kind{};
  MemoryOrder order = MemoryOrder::seq_cst;
  bool result_used = true;  // of read-modify-writes
  bool waits = false;       // to lock: until the lock is free, or a time-out fires
  std::uint32_t body = 0;   // spawn: of the new thread
  SiteId site = no_site;
  // The objects that it may touch, one of so many. Beyond the scenario's own there are two: the
  // output, and the lock that all `atomically` blocks share.
  std::size_t first = 0;
  std::size_t count = 1;

  bool touches_same(const ThreadStep& other) const {
    return first < other.first + other.count && other.first < first + count;
  }
};

class ThreadSteps {
 public:
  // With more steps than these, all that could be possible counts as possible.
  static constexpr std::size_t most_steps = 256;

  // Fences are among the steps. Plain memory is not: if it does not race, it shows only what the
  // other steps have put in order.
  explicit ThreadSteps(const Scenario& scenario);

  std::span<const StepThread> threads() const { return threads_; }
  std::span<const ThreadStep> steps() const { return steps_; }
  bool is_too_large() const { return steps_.size() > most_steps; }

  // Whether a thread may come from the first step to the second one; with or without passing a
  // `seq_cst` fence in between.
  bool follows(std::size_t first, std::size_t second) const;
  bool follows_without_fence(std::size_t first, std::size_t second) const;
  // Whether the steps may belong to different threads, and the first one come before the second.
  bool may_precede(std::size_t first, std::size_t second) const;
  bool may_be_concurrent(std::size_t one, std::size_t other) const {
    return may_precede(one, other) && may_precede(other, one);
  }

 private:
  // A step of the thread that spawns all threads of a body comes before, after, or at any time of
  // them.
  enum class Side : std::uint8_t { any, before, after };

  void add_body(std::uint32_t thread, const BodyFlow& flow, const Scenario& scenario);
  void add_reads(std::uint32_t thread, std::size_t place, const Code& condition);
  void add_invariants(const Scenario& scenario);
  void add(std::uint32_t thread, std::size_t place, ThreadStep step);
  void count_threads(std::span<const BodyFlow> flows, std::uint32_t main);
  void put_in_order(std::span<const BodyFlow> flows);
  void relate_to_spawned(std::span<const BodyFlow> flows, std::uint32_t main);
  void relate_to_spawned_by(std::uint32_t spawner, std::span<const BodyFlow> flows,
                            std::span<const std::size_t> spawners, bool is_main);
  Side side_of(std::size_t step, std::uint32_t thread) const {
    return is_too_large() ? Side::any : sides_[step * threads_.size() + thread];
  }

  std::vector<StepThread> threads_;  // first one for each body of the scenario, in its order
  std::vector<ThreadStep> steps_;
  // By two steps, the first one and the second; and by step and thread.
  std::vector<bool> follows_;
  std::vector<bool> follows_without_fence_;
  std::vector<Side> sides_;
};

}  // namespace heddle::scenario
