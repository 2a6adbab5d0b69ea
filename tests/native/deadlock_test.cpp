// Native deadlocks are noticed soon, and the message says who waits for what.

#include <doctest/doctest.h>

#include <string>

#include "sim/native/runner.hpp"
#include "tests/native/small_program.hpp"

namespace heddle::native {

TEST_CASE("a native lock-order deadlock is reported with who waits for what") {
  SmallProgram program;
  const ObjectId a = program.add(ObjectKind::mutex);
  const ObjectId b = program.add(ObjectKind::mutex);
  const ObjectId barrier = program.add(ObjectKind::barrier, 2);
  const auto lock_both = [barrier](Actor& actor, ObjectId first, ObjectId second) {
    actor.act(OperationKind::lock, first);
    actor.act(OperationKind::arrive, barrier);
    actor.act(OperationKind::lock, second);
  };
  program.add_body([=](Actor& actor) {
    actor.spawn(1, "worker");
    lock_both(actor, a, b);
  });
  program.add_body([=](Actor& actor) { lock_both(actor, b, a); });
  const RunnerReport report = run_often(program, 1);
  const RunResult result = only_outcome(report);
  CHECK(result.status == Status::deadlock);
  CHECK(contains(result.message, "wait cycle"));
  CHECK(contains(result.message, "main waits to lock object 1, held by worker"));
  CHECK(contains(result.message, "worker waits to lock object 0, held by main"));
  REQUIRE(report.bugs.size() == 1);
  CHECK(report.bugs[0].status == Status::deadlock);
}

TEST_CASE("a native deadlock of two threads is reported while a third goes on") {
  SmallProgram program;
  const ObjectId a = program.add(ObjectKind::mutex);
  const ObjectId b = program.add(ObjectKind::rwlock);
  const ObjectId barrier = program.add(ObjectKind::barrier, 2);
  program.add_body([](Actor& actor) {
    actor.spawn(1, "left");
    actor.spawn(2, "right");
    actor.sleep_ms(60'000);
  });
  program.add_body([=](Actor& actor) {
    actor.act(OperationKind::lock, a);
    actor.act(OperationKind::arrive, barrier);
    actor.act(OperationKind::lock, b);
  });
  program.add_body([=](Actor& actor) {
    actor.act(OperationKind::lock_shared, b);
    actor.act(OperationKind::arrive, barrier);
    actor.act(OperationKind::lock, a);
  });
  const RunResult result = only_outcome(run_often(program, 1));
  CHECK(result.status == Status::deadlock);
  CHECK(contains(result.message, "left waits to lock object 1, held by right"));
  CHECK(contains(result.message, "right waits to lock object 0, held by left"));
}

TEST_CASE("a native wake-up that can no longer come is a deadlock that names the waiter") {
  SmallProgram program;
  const ObjectId mutex = program.add(ObjectKind::mutex);
  const ObjectId condvar = program.add(ObjectKind::condvar);
  program.add_body([=](Actor& actor) { actor.join(actor.spawn(1, "waiter")); });
  program.add_body([=](Actor& actor) {
    actor.act(OperationKind::lock, mutex);
    while (true) actor.wait(condvar, mutex);
  });
  const RunResult result = only_outcome(run_often(program, 2));
  CHECK(result.status == Status::deadlock);
  CHECK(contains(result.message, "main waits for the end of waiter"));
  CHECK(contains(result.message, "waiter waits to be notified by object 1"));
}

TEST_CASE("a native await that nobody can satisfy is a deadlock") {
  SmallProgram program;
  const ObjectId x = program.add_atomic(0);
  const LambdaCondition never([x](const Memory& memory) { return memory.read(x).is_true(); });
  program.add_body([&never](Actor& actor) { actor.await(never); });
  const RunResult result = only_outcome(run_often(program, 2));
  CHECK(result.status == Status::deadlock);
  CHECK(result.message.find("main waits for its condition") != std::string::npos);
}

}  // namespace heddle::native
