// Native memory: atomics, waiting for values, and observed values.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "sim/native/runner.hpp"
#include "tests/native/small_program.hpp"

namespace heddle::native {

TEST_CASE("native read-modify-writes are atomic") {
  SmallProgram program;
  const ObjectId x = program.add_atomic(0);
  add_crowd(program, 3, [=](Actor& actor) {
    for (int i = 0; i < 20; ++i) {
      actor.act(OperationKind::fetch_add, x, number(2));
      actor.act(OperationKind::fetch_sub, x, number(1));
      Operation exchange;
      exchange.kind = OperationKind::compare_exchange;
      exchange.object = x;
      do {
        exchange.operand = number(actor.load(x));
        exchange.desired = number(exchange.operand.bits + 1);
      } while (actor.perform(exchange) != exchange.operand);
    }
  });
  check_only_value(program, 100, 120);
}

TEST_CASE("a native await goes on once its condition holds") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId left = program.add_atomic(0);
  const ObjectId right = program.add_atomic(0);
  const LambdaCondition both([=](const Memory& memory) {
    return memory.read(left).is_true() && memory.read(right).is_true();
  });
  program.add_body([&both, x](Actor& actor) {
    actor.spawn(1, "left");
    actor.spawn(2, "right");
    actor.await(both);
    actor.write(x, 1);
  });
  program.add_body([left](Actor& actor) { actor.store(left, 1); });
  program.add_body([right](Actor& actor) {
    actor.sleep_ms(1);
    actor.store(right, 1);
  });
  check_only_value(program, 100, 1);
}

TEST_CASE("nothing comes between what a native atomically does") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId y = program.add_plain(0);
  add_crowd(program, 3, [=](Actor& actor) {
    for (int i = 0; i < 20; ++i) {
      actor.act(OperationKind::atomically_begin);
      increment(actor, x);
      increment(actor, y);
      actor.act(OperationKind::atomically_end);
    }
  });
  check_only_value(program, 100, 60);
}

TEST_CASE("the memory that is observed at the end of main is one state") {
  SmallProgram program;
  const ObjectId x = program.add_plain(0);
  const ObjectId y = program.add_plain(0);
  program.add_body([](Actor& actor) {
    actor.spawn(1, "worker");
    actor.sleep_ms(1);
  });
  program.add_body([=](Actor& actor) {
    for (std::int64_t i = 1;; ++i) {
      actor.act(OperationKind::atomically_begin);
      actor.write(x, i);
      actor.write(y, i);
      actor.act(OperationKind::atomically_end);
    }
  });
  const RunnerReport report = run_often(program, many(100));
  for (const CountedOutcome& outcome : report.outcomes) {
    CHECK(outcome.example.values[0] == outcome.example.values[1]);
  }
}

TEST_CASE("relaxed atomics show what the machine does with them") {
  // Store buffering: both sides may miss the other's store. It is allowed and not required, so it
  // is only counted.
  constexpr int rounds = 1500;
  SmallProgram program;
  const ObjectId x = program.add_atomic(0);
  const ObjectId y = program.add_atomic(0);
  const ObjectId both = program.add_atomic(0);
  const ObjectId start = program.add(ObjectKind::barrier, 2);
  const auto side = [=](ObjectId mine, ObjectId other) {
    return [=](Actor& actor) {
      actor.act(OperationKind::arrive, start);
      for (int round = 0; round < rounds; ++round) {
        actor.store(mine, round + 1, MemoryOrder::relaxed);
        if (actor.load(other, MemoryOrder::relaxed) <= round) {
          actor.act(OperationKind::fetch_add, both, number(1));
        }
      }
    };
  };
  program.add_body([](Actor& actor) {
    const Value left = actor.spawn(1, "left");
    const Value right = actor.spawn(2, "right");
    actor.join(left);
    actor.join(right);
  });
  program.add_body(side(x, y));
  program.add_body(side(y, x));
  std::uint64_t seen = 0;
  for (const CountedOutcome& outcome : run_often(program, 20).outcomes) {
    CHECK(outcome.example.status == Status::completed);
    if (outcome.example.values[2].bits > rounds) seen += outcome.runs;
  }
  MESSAGE("runs that showed store buffering: " << seen);
}

}  // namespace heddle::native
