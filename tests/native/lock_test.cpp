// Native mutexes, rwlocks and condition variables, in many runs each.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "sim/native/runner.hpp"
#include "tests/native/small_program.hpp"

namespace heddle::native {
namespace {

constexpr std::int64_t one_ms = 1'000'000;

}  // namespace

TEST_CASE("a native mutex excludes, recursive or not") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId plain = program.add(ObjectKind::mutex);
  ObjectDeclaration declaration;
  declaration.kind = ObjectKind::mutex;
  declaration.recursive = true;
  const ObjectId recursive = program.add(declaration);
  SUBCASE("plain") {
    add_crowd(program, 3, [=](Actor& actor) {
      for (int i = 0; i < 20; ++i) {
        actor.act(OperationKind::lock, plain);
        increment(actor, x);
        actor.act(OperationKind::unlock, plain);
      }
    });
  }
  SUBCASE("recursive") {
    add_crowd(program, 3, [=](Actor& actor) {
      for (int i = 0; i < 20; ++i) {
        actor.act(OperationKind::lock, recursive);
        actor.act(OperationKind::lock, recursive);
        actor.act(OperationKind::unlock, recursive);
        increment(actor, x);
        actor.act(OperationKind::unlock, recursive);
      }
    });
  }
  check_only_value(program, 100, 60);
}

TEST_CASE("a native try_lock fails while the mutex is held, and waits as long as it says") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId tried = program.add(ObjectKind::semaphore);
  const ObjectId mutex = program.add(ObjectKind::mutex);
  program.add_body([=](Actor& actor) {
    actor.act(OperationKind::lock, mutex);
    if (actor.act(OperationKind::try_lock, mutex).is_true()) actor.write(x, 100);
    const Value worker = actor.spawn(1, "worker");
    actor.act(OperationKind::acquire, tried);
    actor.sleep_ms(5);
    actor.act(OperationKind::unlock, mutex);
    actor.join(worker);
  });
  program.add_body([=](Actor& actor) {
    if (actor.act(OperationKind::try_lock, mutex).is_true()) actor.write(x, 101);
    if (actor.act(OperationKind::try_lock, mutex, {}, one_ms / 10).is_true()) actor.write(x, 102);
    actor.act(OperationKind::release, tried, number(1));
    if (actor.act(OperationKind::try_lock, mutex, {}, 5000 * one_ms).is_true()) {
      actor.write(x, actor.read(x) + 1);
      actor.act(OperationKind::unlock, mutex);
    }
  });
  check_only_value(program, 50, 1);
}

TEST_CASE("a native rwlock lets readers in together and writers in alone") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId rwlock = program.add(ObjectKind::rwlock);
  const ObjectId barrier = program.add(ObjectKind::barrier, 3);
  add_crowd(program, 3, [=](Actor& actor) {
    actor.act(OperationKind::lock_shared, rwlock);
    actor.act(OperationKind::arrive, barrier);  // all three are inside
    actor.act(OperationKind::unlock_shared, rwlock);
    for (int i = 0; i < 10; ++i) {
      actor.act(OperationKind::lock, rwlock);
      increment(actor, x);
      actor.act(OperationKind::unlock, rwlock);
    }
  });
  check_only_value(program, 100, 30);
}

TEST_CASE("a native try_lock_shared fails while the rwlock is held exclusively") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId rwlock = program.add(ObjectKind::rwlock);
  program.add_body([=](Actor& actor) {
    actor.act(OperationKind::lock, rwlock);
    actor.join(actor.spawn(1, "worker"));
    actor.act(OperationKind::unlock, rwlock);
    actor.join(actor.spawn(1, "worker"));
  });
  program.add_body([=](Actor& actor) {
    if (!actor.act(OperationKind::try_lock_shared, rwlock).is_true()) return;
    increment(actor, x);
    actor.act(OperationKind::unlock_shared, rwlock);
  });
  check_only_value(program, 50, 1);
}

TEST_CASE("a native condition variable wakes its waiters, and times out where nobody notifies") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId ready = program.add_plain(0);
  const ObjectId mutex = program.add(ObjectKind::mutex);
  const ObjectId condvar = program.add(ObjectKind::condvar);
  const ObjectId silent = program.add(ObjectKind::condvar);
  program.add_body([=](Actor& actor) {
    const Value first = actor.spawn(1, "waiter");
    const Value second = actor.spawn(1, "waiter");
    actor.act(OperationKind::lock, mutex);
    while (actor.wait(silent, mutex, one_ms)) {
    }
    actor.write(ready, 1);
    actor.act(OperationKind::unlock, mutex);
    actor.act(OperationKind::notify_one, condvar);
    actor.act(OperationKind::notify_all, condvar);
    actor.join(first);
    actor.join(second);
  });
  program.add_body([=](Actor& actor) {
    actor.act(OperationKind::lock, mutex);
    while (actor.read(ready) == 0) actor.wait(condvar, mutex);
    increment(actor, x);
    actor.act(OperationKind::unlock, mutex);
  });
  check_only_value(program, 100, 2);
}

}  // namespace heddle::native
