#pragma once
// Why an execution deadlocked: who is at fault, and who merely queues behind. So that a deadlock is
// one bug however many threads were on their way past it.
//
// Who waits for whom is a graph over the blocked threads. A thread that waits for a lock, the body
// of a `call_once` or the end of a thread waits for all that hold it. A thread that waits for a
// message, a notification, a permit, ... waits for any thread whose code may still lead to an
// operation that would serve it; a condition variable, say, is served by a notification. A cause is
// a set of threads that wait for nobody outside of it: one thread that nobody can serve any more,
// or several that wait for each other. Everybody else waits behind a cause. So these are the knots
// of the wait-for graph: E. Knapp, "Deadlock detection in distributed databases" (ACM Computing
// Surveys 1987), section 2. Where this deviates: conditions in the code count as if they could go
// either way, so a thread may be taken for one that could serve, though it would not.

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
  // The same for what counts as the same cause: a cycle through the same places, or waits at the
  // same places that nobody can end, or the same lock left behind by threads of the same body. Not
  // how many threads there are, nor which objects of an array.
  std::uint64_t key = 0;
  bool is_cycle = false;  // each of `at_fault` waits for the next
  std::vector<World::Blocked> at_fault{};
  std::optional<LeftLocked> left_locked{};  // then nobody else is at fault
  std::vector<World::Blocked> behind{};     // in thread order
};

// Of an execution that ended in a deadlock and that `world` is at the end of, as are the threads of
// `program`: at least one, each with another key. Several where threads are stuck for reasons that
// have nothing to do with each other.
std::vector<DeadlockCause> deadlock_causes(const World& world, const Program& program);

}  // namespace heddle
