// Every rule of the happens-before order, both ways: an order if the rule applies, a race if it
// does not.
#include "sim/trace/happens_before.hpp"

#include <doctest/doctest.h>

#include "sim/analysis/analysis.hpp"
#include "tests/analysis/trace.hpp"

namespace heddle {
namespace {

using namespace testing;  // the names of the objects
using Kind = OperationKind;
using Order = MemoryOrder;

bool races(const Trace& trace) {
  Analysis analysis(objects());
  analysis.analyse(trace.events());
  return analysis.has_race();
}

// Worker 1 writes x and stores to `a`; worker 2 loads from `a` and reads x.
bool message_passing_races(Order store, Order load) {
  return races(
      with_workers(2).write(1).add(1, Kind::store, a, store).add(2, Kind::load, a, load).read(2));
}

}  // namespace

TEST_CASE("spawn orders the spawner's past before the child") {
  CHECK_FALSE(races(Trace().write(0).spawn(0, 1).write(1)));
  CHECK(races(Trace().spawn(0, 1).write(0).write(1)));
}

TEST_CASE("join orders the thread's past before the joiner's future") {
  CHECK_FALSE(races(Trace().spawn(0, 1).write(1).add(1, Kind::end).join(0, 1).write(0)));
  CHECK(races(Trace().spawn(0, 1).write(1).add(1, Kind::end).write(0)));
}

TEST_CASE("join orders what the thread itself learned") {
  CHECK_FALSE(races(Trace().spawn(0, 1).spawn(1, 2).write(2).join(1, 2).join(0, 1).read(0)));
}

TEST_CASE("unlock orders before the next lock of the same mutex only") {
  const auto in = [](ObjectId first, ObjectId second) {
    return with_workers(2)
        .add(1, Kind::lock, first)
        .write(1)
        .add(1, Kind::unlock, first)
        .add(2, Kind::lock, second)
        .write(2)
        .add(2, Kind::unlock, second);
  };
  CHECK_FALSE(races(in(m, m)));
  CHECK(races(in(m, n)));
}

TEST_CASE("what a thread does after its unlock is not ordered by it") {
  CHECK(races(with_workers(2)
                  .add(1, Kind::lock, m)
                  .add(1, Kind::unlock, m)
                  .write(1)
                  .add(2, Kind::lock, m)
                  .read(2)));
}

TEST_CASE("try_lock orders where it succeeds") {
  const auto with = [](bool success) {
    return with_workers(2)
        .add(1, Kind::lock, m)
        .write(1)
        .add(1, Kind::unlock, m)
        .add(2, Kind::try_lock, m, success)
        .read(2);
  };
  CHECK_FALSE(races(with(true)));
  CHECK(races(with(false)));
}

TEST_CASE("a wait releases the mutex and takes it again, and a notification orders nothing") {
  const auto with = [](bool waiter_returns) {
    Trace trace = with_workers(2);
    trace.add(1, Kind::lock, m).write(1).wait(1, m, Phase::enter);
    trace.add(2, Kind::lock, m).write(2).add(2, Kind::notify_one, condvar).write(2, y);
    trace.add(2, Kind::unlock, m);
    if (waiter_returns) trace.wait(1, m, Phase::leave);
    return trace.write(1, y);
  };
  CHECK_FALSE(races(with(true)));
  CHECK(races(with(false)));
  CHECK(races(
      with_workers(2).write(1).add(1, Kind::notify_all, condvar).wait(2, m, Phase::wake).read(2)));
}

TEST_CASE("exclusive unlocks of a rwlock order before all later locks") {
  const auto then = [](Kind kind) {
    return with_workers(2)
        .add(1, Kind::lock, rwlock)
        .write(1)
        .add(1, Kind::unlock, rwlock)
        .add(2, kind, rwlock)
        .read(2);
  };
  CHECK_FALSE(races(then(Kind::lock)));
  CHECK_FALSE(races(then(Kind::lock_shared)));
  CHECK(races(then(Kind::sleep)));
}

TEST_CASE(
    "shared unlocks of a rwlock order before the next exclusive lock, not before shared ones") {
  const auto then = [](Kind kind) {
    return with_workers(2)
        .add(1, Kind::lock_shared, rwlock)
        .read(1)
        .write(1, y)
        .add(1, Kind::unlock_shared, rwlock)
        .add(2, kind, rwlock)
        .write(2, y);
  };
  CHECK_FALSE(races(then(Kind::lock)));
  CHECK(races(then(Kind::lock_shared)));
}

TEST_CASE("a try_lock_shared that fails orders nothing") {
  const auto with = [](bool success) {
    return with_workers(2)
        .add(1, Kind::lock, rwlock)
        .write(1)
        .add(1, Kind::unlock, rwlock)
        .add(2, Kind::try_lock_shared, rwlock, success)
        .read(2);
  };
  CHECK_FALSE(races(with(true)));
  CHECK(races(with(false)));
}

TEST_CASE("the end of a call_once body orders before those who find it done") {
  CHECK_FALSE(races(with_workers(2)
                        .add(1, Kind::once_begin, once, true)
                        .write(1)
                        .add(1, Kind::once_end, once)
                        .add(2, Kind::once_begin, once, false)
                        .read(2)));
  CHECK(races(with_workers(2)
                  .add(1, Kind::once_begin, once, true)
                  .add(1, Kind::once_end, once)
                  .write(1)
                  .add(2, Kind::once_begin, once, false)
                  .read(2)));
}

TEST_CASE("all earlier releases of a semaphore order before an acquire") {
  Trace trace = with_workers(3);
  trace.write(1, x).add(1, Kind::release, semaphore).write(2, y).add(2, Kind::release, semaphore);
  CHECK_FALSE(races(Trace(trace).add(3, Kind::acquire, semaphore).read(3, x).read(3, y)));
  CHECK_FALSE(races(Trace(trace).add(3, Kind::try_acquire, semaphore, true).read(3, x)));
  CHECK(races(Trace(trace).add(3, Kind::try_acquire, semaphore, false).read(3, x)));
}

TEST_CASE("all arrivals of a round order before all goings-on from it") {
  const auto with = [](bool first_leaves) {
    Trace trace = with_workers(2);
    trace.write(1, x).add(1, Kind::arrive, barrier_of_two, Phase::enter);
    trace.write(2, y).add(2, Kind::arrive, barrier_of_two);
    trace.read(2, x);
    if (first_leaves) trace.add(1, Kind::arrive, barrier_of_two, Phase::leave).read(1, y);
    return trace;
  };
  CHECK_FALSE(races(with(true)));
  CHECK_FALSE(races(with(false)));
  CHECK(races(with_workers(2).write(1).add(1, Kind::arrive, barrier_of_two, Phase::enter).read(2)));
}

TEST_CASE("a barrier orders nothing that comes after the arrival of the last") {
  CHECK(races(with_workers(2)
                  .add(1, Kind::arrive, barrier_of_two, Phase::enter)
                  .add(2, Kind::arrive, barrier_of_two)
                  .write(2)
                  .add(1, Kind::arrive, barrier_of_two, Phase::leave)
                  .read(1)));
}

TEST_CASE("a barrier's round does not order those who pass the next one before a late leaver") {
  // Threads 1 and 2 meet; 3 and 4 meet in the next round, before 1 goes on.
  Trace trace = with_workers(4);
  trace.add(1, Kind::arrive, barrier_of_two, Phase::enter).add(2, Kind::arrive, barrier_of_two);
  trace.write(3)
      .add(3, Kind::arrive, barrier_of_two, Phase::enter)
      .add(4, Kind::arrive, barrier_of_two);
  CHECK_FALSE(races(Trace(trace).read(4)));
  CHECK(races(trace.add(1, Kind::arrive, barrier_of_two, Phase::leave).read(1)));
}

TEST_CASE("a barrier does not order the threads of one round before those of the next") {
  Trace trace = with_workers(4);
  trace.write(1)
      .add(1, Kind::arrive, barrier_of_two, Phase::enter)
      .add(2, Kind::arrive, barrier_of_two);
  trace.add(3, Kind::arrive, barrier_of_two, Phase::enter).add(4, Kind::arrive, barrier_of_two);
  CHECK(races(trace.read(4)));
}

TEST_CASE("send orders before the recv of that message, and no other") {
  Trace trace = with_workers(3);
  trace.write(1, x).add(1, Kind::send, unbounded).write(1, y).add(1, Kind::send, unbounded);
  trace.receive(2, unbounded).receive(3, unbounded);
  CHECK_FALSE(races(Trace(trace).read(2, x)));
  CHECK_FALSE(races(Trace(trace).read(3, x).read(3, y)));
  CHECK(races(Trace(trace).read(2, y)));
}

TEST_CASE("try_recv orders where it got a message") {
  Trace trace = with_workers(2);
  trace.write(1).add(1, Kind::send, unbounded).add(2, Kind::try_recv, unbounded);
  CHECK_FALSE(races(Trace(trace).read(2)));
  trace.mutable_events().back().value = {};
  CHECK(races(Trace(trace).read(2)));
}

TEST_CASE("on a channel of capacity 2 the k-th recv orders before the (k + 2)-th send") {
  Trace trace = with_workers(2);
  trace.write(2).add(1, Kind::send, bounded_by_two).receive(2, bounded_by_two);
  trace.add(1, Kind::send, bounded_by_two);
  CHECK(races(Trace(trace).read(1)));
  CHECK_FALSE(races(Trace(trace).add(1, Kind::send, bounded_by_two).read(1)));
}

TEST_CASE("an unbounded channel does not order a recv before later sends") {
  CHECK(races(with_workers(2)
                  .write(2)
                  .add(1, Kind::send, unbounded)
                  .receive(2, unbounded)
                  .add(1, Kind::send, unbounded)
                  .read(1)));
}

TEST_CASE("on a rendezvous channel the recv orders before the completion of its own send") {
  Trace trace = with_workers(3);
  trace.write(1, x).add(1, Kind::send, rendezvous, Phase::enter);
  trace.add(3, Kind::send, rendezvous, Phase::enter);
  trace.write(2, y).receive(2, rendezvous);
  CHECK_FALSE(races(Trace(trace).read(2, x)));
  CHECK_FALSE(races(Trace(trace).add(1, Kind::send, rendezvous, Phase::leave).read(1, y)));
  CHECK(races(Trace(trace).read(3, y)));
  CHECK(races(Trace(trace).write(2, x).add(1, Kind::send, rendezvous, Phase::leave).read(1, x)));
}

TEST_CASE(
    "close orders before a recv that finds the channel closed, not before one that timed out") {
  Trace trace = with_workers(2);
  trace.write(1).add(1, Kind::close, unbounded);
  CHECK_FALSE(races(Trace(trace).receive_nothing(2, unbounded).read(2)));
  CHECK(races(Trace(trace).receive_nothing(2, unbounded, Way::timeout).read(2)));
}

TEST_CASE("a release store orders before an acquire load that reads from it, relaxed ones do not") {
  CHECK_FALSE(message_passing_races(Order::release, Order::acquire));
  CHECK_FALSE(message_passing_races(Order::seq_cst, Order::seq_cst));
  CHECK_FALSE(message_passing_races(Order::acq_rel, Order::acq_rel));
  CHECK(message_passing_races(Order::relaxed, Order::acquire));
  CHECK(message_passing_races(Order::release, Order::relaxed));
  CHECK(message_passing_races(Order::relaxed, Order::relaxed));
}

TEST_CASE("a release store orders through its own atomic only") {
  CHECK(races(with_workers(2)
                  .write(1)
                  .add(1, Kind::store, a, Order::release)
                  .add(2, Kind::load, b, Order::acquire)
                  .read(2)));
}

TEST_CASE("a read-modify-write continues a release sequence, a store ends it") {
  const auto with = [](std::uint32_t thread, Kind kind) {
    return with_workers(3)
        .write(1)
        .add(1, Kind::store, a, Order::release)
        .add(thread, kind, a, Order::relaxed)
        .add(2, Kind::load, a, Order::acquire)
        .read(2);
  };
  CHECK_FALSE(races(with(3, Kind::fetch_add)));
  CHECK_FALSE(races(with(3, Kind::compare_exchange)));
  CHECK(races(with(3, Kind::store)));
  CHECK(races(with(1, Kind::store)));
}

TEST_CASE("a read-modify-write acquires and releases by its order") {
  const auto with = [](Order order) {
    return with_workers(3)
        .write(1, x)
        .add(1, Kind::store, a, Order::release)
        .write(3, y)
        .add(3, Kind::exchange, a, order);
  };
  const auto reads_x = [&](Order order) { return races(with(order).read(3, x)); };
  const auto reads_y = [&](Order order) {
    return races(with(order).add(2, Kind::load, a, Order::acquire).read(2, y));
  };
  CHECK_FALSE(reads_x(Order::acq_rel));
  CHECK_FALSE(reads_x(Order::acquire));
  CHECK(reads_x(Order::release));
  CHECK_FALSE(reads_y(Order::acq_rel));
  CHECK_FALSE(reads_y(Order::release));
  CHECK(reads_y(Order::acquire));
}

TEST_CASE("a compare_exchange that fails is a load") {
  const Trace trace = with_workers(2).write(1).add(1, Kind::compare_exchange, a, Order::seq_cst);
  CHECK_FALSE(races(Trace(trace).add(2, Kind::load, a, Order::acquire).read(2)));
  CHECK(races(Trace(trace).failed().add(2, Kind::load, a, Order::acquire).read(2)));
  CHECK_FALSE(
      races(Trace(trace).add(2, Kind::compare_exchange, a, Order::acquire).failed().read(2)));
  CHECK(races(Trace(trace).add(2, Kind::compare_exchange, a, Order::relaxed).failed().read(2)));
}

TEST_CASE("fences order through relaxed accesses, one of each kind is needed") {
  const auto with = [](Order released_by, Order acquired_by) {
    return with_workers(2)
        .write(1)
        .add(1, Kind::fence, no_object, released_by)
        .add(1, Kind::store, a, Order::relaxed)
        .add(2, Kind::load, a, Order::relaxed)
        .add(2, Kind::fence, no_object, acquired_by)
        .read(2);
  };
  CHECK_FALSE(races(with(Order::release, Order::acquire)));
  CHECK_FALSE(races(with(Order::seq_cst, Order::acq_rel)));
  CHECK(races(with(Order::acquire, Order::acquire)));
  CHECK(races(with(Order::release, Order::release)));
  CHECK(races(with(Order::relaxed, Order::acquire)));
}

TEST_CASE("a fence orders with the other side's own order too") {
  CHECK_FALSE(races(with_workers(2)
                        .write(1)
                        .add(1, Kind::fence, no_object, Order::release)
                        .add(1, Kind::store, a, Order::relaxed)
                        .add(2, Kind::load, a, Order::acquire)
                        .read(2)));
  CHECK_FALSE(races(with_workers(2)
                        .write(1)
                        .add(1, Kind::store, a, Order::release)
                        .add(2, Kind::load, a, Order::relaxed)
                        .add(2, Kind::fence, no_object, Order::acquire)
                        .read(2)));
}

TEST_CASE("a release fence orders nothing that comes between it and the store") {
  CHECK(races(with_workers(2)
                  .add(1, Kind::fence, no_object, Order::release)
                  .write(1)
                  .add(1, Kind::store, a, Order::relaxed)
                  .add(2, Kind::load, a, Order::acquire)
                  .read(2)));
}

TEST_CASE("an acquire fence orders nothing for loads that come after it") {
  CHECK(races(with_workers(2)
                  .write(1)
                  .add(1, Kind::store, a, Order::release)
                  .add(2, Kind::fence, no_object, Order::acquire)
                  .add(2, Kind::load, a, Order::relaxed)
                  .read(2)));
}

TEST_CASE("an await's reads are loads and reads of the step") {
  const Trace stored =
      with_workers(2).write(1).add(1, Kind::store, a, Order::seq_cst).add(2, Kind::await);
  CHECK_FALSE(races(Trace(stored).add(2, Kind::load, a).inside().read(2)));
  CHECK(races(with_workers(2).write(1).add(2, Kind::await).read(2).inside()));
}

TEST_CASE("atomically blocks are ordered as by one lock, and with nothing else") {
  const auto block = [](Trace& trace, std::uint32_t thread, ObjectId cell) {
    trace.add(thread, Kind::atomically_begin).write(thread, cell).inside();
  };
  Trace blocks = with_workers(2);
  block(blocks, 1, x);
  block(blocks, 2, x);
  CHECK_FALSE(races(blocks));
  Trace published = with_workers(2).write(1, y);
  block(published, 1, x);
  block(published, 2, x);
  CHECK_FALSE(races(Trace(published).read(2, y)));
  CHECK(races(Trace(published).write(1, y).read(2, y)));
  CHECK(races(Trace(published).read(1, x)));
}

TEST_CASE("an end of an atomically block in the trace changes nothing") {
  CHECK_FALSE(races(with_workers(2)
                        .add(1, Kind::atomically_begin)
                        .write(1)
                        .inside()
                        .add(1, Kind::atomically_end)
                        .inside()
                        .add(2, Kind::atomically_begin)
                        .write(2)
                        .inside()));
}

TEST_CASE("sleeps, yields, prints and choices order nothing") {
  for (const Kind kind : {Kind::sleep, Kind::yield, Kind::print, Kind::choose}) {
    CHECK(races(with_workers(2).write(1).add(1, kind).add(2, kind).read(2)));
  }
}

}  // namespace heddle
