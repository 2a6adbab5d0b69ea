#pragma once
// Why an execution deadlocked: which threads are at fault, and which merely queue behind them. With
// it a deadlock is one bug, however many threads queue.
//
// The wait-for graph has the blocked threads as nodes. A thread that waits for a lock, for the body
// of a `call_once` or for the end of a thread waits for all that hold it. A thread that waits for a
// message, a notification, a permit, ... waits for any thread whose code may still lead to an
// operation that would serve it; for example, a notification serves a condition variable. A cause
// is a set of threads that wait for nobody outside of the set: one thread that nobody can serve any
// more, or several that wait for each other. All other threads wait behind a cause. So causes are
// the knots of the wait-for graph: E. Knapp, "Deadlock detection in distributed databases" (ACM
// Computing Surveys 1987), section 2. It deviates in one way: conditions in the code count as if
// they could go either way. So a thread may count as one that could serve, though it would not.

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/world/world.hpp"

namespace heddle {

// A lock, or the body of a `call_once`, that a thread held when it ended.
struct LeftLocked {
  ObjectId object = no_object;
  ThreadId holder{};
};

struct DeadlockCause {
  // Equal for equal causes: a cycle through the same places, or waits at the same places that
  // nobody can end, or the same lock left behind by threads of the same body. The number of threads
  // does not count, nor do the objects of an array.
  std::uint64_t key = 0;
  bool is_cycle = false;  // each of `at_fault` waits for the next
  std::vector<World::Blocked> at_fault{};
  std::optional<LeftLocked> left_locked{};  // then nobody else is at fault
  std::vector<World::Blocked> behind{};     // in thread order
};

// The causes of the deadlock in which an execution ended: at least one, each with another key.
// There are several if threads are stuck for reasons that have nothing to do with each other.
// `world`, and the threads of `program`, must be at the end of that execution.
std::vector<DeadlockCause> deadlock_causes(const World& world, const Program& program);

}  // namespace heddle
