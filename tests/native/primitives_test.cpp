// Native semaphores, barriers, once flags and channels, in many runs each.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "sim/native/runner.hpp"
#include "tests/native/small_program.hpp"

namespace heddle::native {
namespace {

constexpr std::int64_t one_ms = 1'000'000;

}  // namespace

TEST_CASE("a native semaphore lets as many in as it has permits") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId inside = program.add_atomic(0);
  const ObjectId semaphore = program.add(ObjectKind::semaphore, 2);
  add_crowd(program, 4, [=](Actor& actor) {
    for (int i = 0; i < 10; ++i) {
      actor.act(OperationKind::acquire, semaphore);
      if (actor.act(OperationKind::fetch_add, inside, number(1)).bits >= 2) actor.write(x, 1);
      actor.act(OperationKind::fetch_sub, inside, number(1));
      actor.act(OperationKind::release, semaphore, number(1));
    }
  });
  check_only_value(program, 100, 0);
}

TEST_CASE("a native try_acquire fails without a permit") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId semaphore = program.add(ObjectKind::semaphore, 1);
  program.add_body([=](Actor& actor) {
    for (int i = 0; i < 3; ++i) {
      if (actor.act(OperationKind::try_acquire, semaphore).is_true()) increment(actor, x);
    }
    actor.act(OperationKind::release, semaphore, number(2));
    actor.act(OperationKind::acquire, semaphore);
    actor.act(OperationKind::acquire, semaphore);
  });
  check_only_value(program, 20, 1);
}

TEST_CASE("a native barrier holds everybody back, round after round") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId arrived = program.add_atomic(0);
  const ObjectId barrier = program.add(ObjectKind::barrier, 3);
  add_crowd(program, 3, [=](Actor& actor) {
    for (int round = 1; round <= 10; ++round) {
      actor.act(OperationKind::fetch_add, arrived, number(1));
      actor.act(OperationKind::arrive, barrier);
      if (actor.load(arrived) < 3 * round) actor.write(x, 1);
    }
  });
  check_only_value(program, 100, 0);
}

TEST_CASE("a native once body runs once, and everybody waits for its end") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId once = program.add(ObjectKind::once);
  add_crowd(program, 4, [=](Actor& actor) {
    if (actor.act(OperationKind::once_begin, once).is_true()) {
      increment(actor, x);
      actor.sleep_ms(1);
      increment(actor, x);
      actor.act(OperationKind::once_end, once);
    }
    if (actor.read(x) != 2) actor.fail(Status::assertion, "too early");
  });
  check_only_value(program, 100, 2);
}

TEST_CASE("native channels deliver everything in order, whatever their capacity") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  std::int64_t capacity = unbounded_capacity;
  SUBCASE("unbounded") {}
  SUBCASE("bounded") { capacity = 2; }
  SUBCASE("rendezvous") { capacity = 0; }
  const ObjectId channel = program.add(ObjectKind::channel, 1, capacity);
  program.add_body([=](Actor& actor) {
    const Value sender = actor.spawn(1, "sender");
    std::int64_t next = 1;
    while (true) {
      const Value received = actor.act(OperationKind::recv, channel);
      if (received.type == ValueType::nothing) break;
      if (received != number(next++)) actor.fail(Status::assertion, "out of order");
      increment(actor, x);
    }
    actor.join(sender);
  });
  program.add_body([=](Actor& actor) {
    for (std::int64_t i = 1; i <= 20; ++i) actor.act(OperationKind::send, channel, number(i));
    actor.act(OperationKind::close, channel);
  });
  check_only_value(program, 100, 20);
}

TEST_CASE("a native channel is closed by as many closes as it has senders") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId channel = program.add(ObjectKind::channel, 2);
  program.add_body([=](Actor& actor) {
    actor.act(OperationKind::close, channel);
    actor.act(OperationKind::send, channel, number(5));
    actor.write(x, actor.act(OperationKind::try_recv, channel).bits);
    if (actor.act(OperationKind::try_recv, channel) != Value{}) actor.write(x, 100);
    if (actor.act(OperationKind::recv, channel, {}, one_ms) != Value{}) actor.write(x, 101);
    actor.act(OperationKind::close, channel);
    if (actor.act(OperationKind::recv, channel) != Value{}) actor.write(x, 102);
  });
  check_only_value(program, 20, 5);
}

}  // namespace heddle::native
