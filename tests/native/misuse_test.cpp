// Mistakes of the program are found before they reach a real lock, where they would be undefined
// behaviour.

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "sim/native/runner.hpp"
#include "tests/native/small_program.hpp"

namespace heddle::native {
namespace {

void check_failure(SmallProgram& program, Status status, const std::string& message) {
  const RunResult result = only_outcome(run_often(program, 5));
  CHECK(result.status == status);
  CHECK(result.message == message);
  CHECK(result.thread == "main");
}

}  // namespace

TEST_CASE("native misuse of locks is reported as such") {
  SmallProgram program;
  const ObjectId mutex = program.add(ObjectKind::mutex);
  const ObjectId rwlock = program.add(ObjectKind::rwlock);
  const ObjectId condvar = program.add(ObjectKind::condvar);
  std::string message = "locked by the thread that already holds it";
  SUBCASE("re-lock of a mutex") {
    program.add_body([=](Actor& actor) {
      actor.act(OperationKind::lock, mutex);
      actor.act(OperationKind::lock, mutex);
    });
  }
  SUBCASE("exclusive lock over a shared one") {
    program.add_body([=](Actor& actor) {
      actor.act(OperationKind::lock_shared, rwlock);
      actor.act(OperationKind::lock, rwlock);
    });
  }
  SUBCASE("shared lock over a shared one") {
    program.add_body([=](Actor& actor) {
      actor.act(OperationKind::lock_shared, rwlock);
      actor.act(OperationKind::lock_shared, rwlock);
    });
  }
  SUBCASE("unlock without lock") {
    message = "unlocked by a thread that does not hold it";
    program.add_body([=](Actor& actor) { actor.act(OperationKind::unlock, mutex); });
  }
  SUBCASE("unlock of the other side") {
    message = "unlocked by a thread that does not hold it";
    program.add_body([=](Actor& actor) {
      actor.act(OperationKind::lock, rwlock);
      actor.act(OperationKind::unlock_shared, rwlock);
    });
  }
  SUBCASE("wait without the mutex") {
    message = "wait without holding the mutex";
    program.add_body([=](Actor& actor) { actor.wait(condvar, mutex); });
  }
  check_failure(program, Status::misuse, message);
}

TEST_CASE("an unlock by another native thread is misuse of that thread") {
  SmallProgram program;
  const ObjectId mutex = program.add(ObjectKind::mutex);
  program.add_body([=](Actor& actor) {
    actor.act(OperationKind::lock, mutex);
    actor.join(actor.spawn(1, "thief"));
  });
  program.add_body([=](Actor& actor) { actor.act(OperationKind::unlock, mutex); });
  const RunResult result = only_outcome(run_often(program, 5));
  CHECK(result.status == Status::misuse);
  CHECK(result.thread == "thief");
}

TEST_CASE("a second native join is misuse") {
  SmallProgram program;
  program.add_body([](Actor& actor) {
    const Value handle = actor.spawn(1, "worker");
    actor.join(handle);
    actor.join(handle);
  });
  program.add_body([](Actor&) {});
  check_failure(program, Status::misuse, "join of a thread that was already joined");
}

TEST_CASE("native sends on, and closes of, a closed channel panic") {
  SmallProgram program;
  const ObjectId channel = program.add(ObjectKind::channel, 1);
  std::string message;
  SUBCASE("send") {
    message = "send on a closed channel";
    program.add_body([=](Actor& actor) {
      actor.act(OperationKind::close, channel);
      actor.act(OperationKind::send, channel, number(1));
    });
  }
  SUBCASE("close") {
    message = "close of a closed channel";
    program.add_body([=](Actor& actor) {
      actor.act(OperationKind::close, channel);
      actor.act(OperationKind::close, channel);
    });
  }
  check_failure(program, Status::panic, message);
}

TEST_CASE("native faults of memory leave the cell as it was") {
  SmallProgram program;
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  const ObjectId x = program.add_atomic(largest);
  std::string message = "a value of another type than the cell holds";
  SUBCASE("overflow") {
    message = "overflow in an atomic operation";
    program.add_body([=](Actor& actor) { actor.act(OperationKind::fetch_add, x, number(1)); });
  }
  SUBCASE("overflow inside of an atomically") {
    message = "overflow in an atomic operation";
    program.add_body([=](Actor& actor) {
      actor.act(OperationKind::atomically_begin);
      actor.act(OperationKind::fetch_add, x, number(1));
    });
  }
  SUBCASE("a boolean in an integer cell") {
    program.add_body([=](Actor& actor) { actor.act(OperationKind::store, x, Value::of(true)); });
  }
  SUBCASE("a comparison with a boolean") {
    program.add_body(
        [=](Actor& actor) { actor.act(OperationKind::compare_exchange, x, Value::of(true)); });
  }
  check_failure(program, Status::fault, message);
  CHECK(only_outcome(run_often(program, 1)).values[0] == number(largest));
}

TEST_CASE("more native threads than the limit allows are a fault") {
  SmallProgram program;
  program.add_body([](Actor& actor) {
    while (true) actor.spawn(1, "worker");
  });
  program.add_body([](Actor& actor) { actor.sleep_ms(60'000); });
  RunnerOptions options;
  options.settings.thread_limit = 5;
  options.runs = 3;
  const RunResult result = only_outcome(run_natively(program, options));
  CHECK(result.status == Status::fault);
  CHECK(result.message == "more threads than the limit allows");
}

TEST_CASE("a native failure with locks held and others waiting ends the run") {
  SmallProgram program;
  const ObjectId mutex = program.add(ObjectKind::mutex);
  program.add_body([=](Actor& actor) {
    actor.act(OperationKind::lock, mutex);
    actor.spawn(1, "worker");
    actor.sleep_ms(1);
    actor.fail(Status::assertion, "x == 1");
  });
  program.add_body([=](Actor& actor) { actor.act(OperationKind::lock, mutex); });
  check_failure(program, Status::assertion, "assertion failed: x == 1");
}

}  // namespace heddle::native
