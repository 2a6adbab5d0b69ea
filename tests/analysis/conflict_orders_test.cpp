// Pairs of conflicting operations, and the orders in which they come.

#include "sim/analysis/conflict_orders.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace heddle {
namespace {

Event event(std::uint32_t thread, OperationKind kind, std::uint32_t object, std::uint32_t site) {
  Event event;
  event.thread = static_cast<ThreadId>(thread);
  event.kind = kind;
  event.object = static_cast<ObjectId>(object);
  event.site = static_cast<SiteId>(site);
  return event;
}

constexpr OperationKind store = OperationKind::store;
constexpr OperationKind load = OperationKind::load;

std::size_t pairs(const std::vector<Event>& events) {
  ConflictOrders orders(2);
  orders.add(events);
  return orders.seen().size();
}

TEST_CASE("operations of two threads on one object are a pair where one of them changes it") {
  CHECK(pairs({event(0, store, 0, 10), event(1, load, 0, 20)}) == 1);
  CHECK(pairs({event(0, load, 0, 10), event(1, store, 0, 20)}) == 1);
  CHECK(pairs({event(0, store, 0, 10), event(1, store, 0, 20)}) == 1);
  CHECK(pairs({event(0, load, 0, 10), event(1, load, 0, 20)}) == 0);
}

TEST_CASE("operations of one thread, and those on different objects, are no pair") {
  CHECK(pairs({event(0, store, 0, 10), event(0, store, 0, 20)}) == 0);
  CHECK(pairs({event(0, store, 0, 10), event(1, store, 1, 20)}) == 0);
}

TEST_CASE("both orders of two operations are two pairs, and each is told once") {
  ConflictOrders orders(1);
  const std::vector<Event> one{event(0, store, 0, 10), event(1, load, 0, 20)};
  const std::vector<Event> other{event(1, load, 0, 20), event(0, store, 0, 10)};
  orders.add(one);
  orders.add(one);
  CHECK(orders.seen().size() == 1);
  orders.add(other);
  CHECK(orders.seen().size() == 2);
  orders.add(other);
  CHECK(orders.seen().size() == 2);
}

TEST_CASE("nothing is paired across two executions") {
  ConflictOrders orders(1);
  orders.add(std::vector<Event>{event(0, store, 0, 10)});
  orders.add(std::vector<Event>{event(1, load, 0, 20)});
  CHECK(orders.seen().empty());
}

TEST_CASE("a wait is paired by its mutex too") {
  Event wait = event(0, OperationKind::wait, 0, 10);
  wait.mutex = static_cast<ObjectId>(1);
  CHECK(pairs({wait, event(1, OperationKind::lock, 1, 20)}) == 1);
}

TEST_CASE("pairs that were kept are known afterwards") {
  const std::vector<Event> events{event(0, store, 0, 10), event(1, load, 0, 20)};
  ConflictOrders orders(1);
  orders.add(events);
  ConflictOrders restored(1);
  restored.restore(orders.seen());
  restored.add(events);
  CHECK(restored.seen().size() == 1);
}

}  // namespace
}  // namespace heddle
