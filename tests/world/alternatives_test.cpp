#include <doctest/doctest.h>

#include <array>

#include "sim/world/world.hpp"

namespace heddle {
namespace {

Operation operation_on(OperationKind kind, std::uint32_t object) {
  Operation operation{.kind = kind};
  operation.object = ObjectId{object};
  return operation;
}

// Takes the only alternative of `thread`.
void take(World& world, ThreadId thread) {
  REQUIRE(world.settle());
  for (std::size_t choice = 0; choice < world.alternatives().size(); ++choice) {
    if (world.alternatives()[choice].thread != thread) continue;
    world.apply(choice);
    return;
  }
  FAIL("the thread is not able");
}

TEST_CASE("an operation after a barrier is shown whole, also where the list was built anew") {
  const std::array objects{
      ObjectDeclaration{.kind = ObjectKind::barrier, .count = 2},
      ObjectDeclaration{.kind = ObjectKind::plain, .initial = Value::of(std::int64_t{0})}};
  World world(objects, Settings{});
  const ThreadId one = world.add_thread(nobody, TextId{0});
  const ThreadId other = world.add_thread(one, TextId{1});
  const Operation arrive = operation_on(OperationKind::arrive, 0);
  const Operation read = operation_on(OperationKind::read, 1);
  Operation choose{.kind = OperationKind::choose};
  choose.operand = Value::of(std::int64_t{3});
  world.announce(one, arrive);
  world.announce(other, arrive);
  take(world, one);    // arrives
  take(world, other);  // arrives last, and lets both go
  world.announce(other, read);
  take(world, one);  // leaves
  world.announce(one, read);
  take(world, other);  // reads
  world.announce(other, choose);
  REQUIRE(world.settle());
  // The three ways of the choice make the list be built anew.
  REQUIRE(world.alternatives().size() == 4);
  CHECK(world.alternatives()[0].thread == one);
  CHECK(world.alternatives()[0].phase == Phase::whole);
  CHECK(world.point().threads == 2);
}

}  // namespace
}  // namespace heddle
