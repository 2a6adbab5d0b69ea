// Statements: which visible operations they become, and in which order.

#include "sim/scenario/compiler.hpp"

#include <doctest/doctest.h>

#include "tests/scenario/single_thread_port.hpp"
#include "tests/scenario/written_scenario.hpp"

namespace heddle::scenario::written {
namespace {

const Value yes = Value::of(true);
const Value no = Value::of(false);
const Value none{};

TEST_CASE("an assignment reads, then writes") {
  WrittenScenario written;
  written.cell("x", 1);
  written.atomic("y", 5);
  written.main(written.set(written.to("x"), binary(written.shared("x"), Kind::add, integer(1))),
               written.set(written.to("x"),
                           binary(written.shared("x"), Kind::multiply, written.shared("y"))),
               written.set(written.to("y"), integer(3)));
  CHECK(run_main(written.scenario) ==
        Lines{"read x", "write x 2", "read x", "load y", "write x 10", "store y 3", "end"});
}

TEST_CASE("the index of a target is evaluated before the value") {
  WrittenScenario written;
  written.cell("a", 0, 3);
  written.cell("i", 1);
  written.cell("x", 9);
  written.main(written.set(written.to("a", written.shared("i")), written.shared("x")),
               written.set(written.to("a", integer(2)), integer(4)));
  CHECK(run_main(written.scenario) ==
        Lines{"read i", "read x", "write a[1] 9", "write a[2] 4", "end"});
}

TEST_CASE("a local may be part of its own new value") {
  WrittenScenario written;
  const Slot r = written.add_local("r");
  const Slot b = written.add_local("b");
  written.main(written.set(to_local(r), integer(2)),
               written.set(to_local(r), binary(binary(local(r), Kind::multiply, integer(5)),
                                               Kind::subtract, local(r))),
               written.set(to_local(b), boolean(true)),
               written.set(to_local(b), binary(boolean(false), Kind::logical_or,
                                               binary(boolean(true), Kind::logical_and, local(b)))),
               written.print(local(r)), written.print(local(b)));
  CHECK(run_main(written.scenario) == Lines{"print value 8", "print value true", "end"});
}

TEST_CASE("for counts to its last number, that included or not") {
  WrittenScenario written;
  const Slot i = written.add_local("i");
  const auto loop = [&](std::int64_t first, std::int64_t last, bool inclusive) {
    return written.count(to_local(i), integer(first), integer(last), inclusive,
                         written.block(written.print(local(i))));
  };
  written.main(loop(1, 3, false), loop(1, 3, true), loop(3, 3, false), loop(4, 3, true),
               loop(INT64_MAX - 1, INT64_MAX, true), loop(INT64_MIN, INT64_MIN + 1, false));
  CHECK(run_main(written.scenario) ==
        Lines{"print value 1", "print value 2", "print value 1", "print value 2", "print value 3",
              "print value 9223372036854775806", "print value 9223372036854775807",
              "print value -9223372036854775808", "end"});
}

TEST_CASE("the bounds of a loop are evaluated once") {
  WrittenScenario written;
  const Slot i = written.add_local("i");
  written.cell("n", 2);
  written.cell("k", 0);
  Repeat repeat;
  repeat.times = written.shared("n");
  repeat.body = written.block(written.set(written.to("n"), integer(0)));
  written.main(written.count(to_local(i), written.shared("k"), written.shared("n"), false,
                             written.block(written.set(to_local(i), integer(7)))),
               repeat);
  CHECK(run_main(written.scenario) ==
        Lines{"read k", "read n", "read n", "write n 0", "write n 0", "end"});
}

TEST_CASE("a loop variable may be a shared cell") {
  WrittenScenario written;
  written.cell("x", 0);
  written.main(written.count(written.to("x"), integer(1), integer(2), true,
                             written.block(written.print(written.shared("x")))));
  CHECK(run_main(written.scenario) == Lines{"write x 1", "read x", "print value 1", "write x 2",
                                            "read x", "print value 2", "end"});
}

TEST_CASE("a negative or strange count is a fault") {
  WrittenScenario written;
  Repeat repeat;
  repeat.times = integer(-1);
  written.main(repeat);
  CHECK(run_main(written.scenario) ==
        Lines{"fail fault: a count must not be negative, but this one is -1"});
  std::get<Repeat>(written.scenario.bodies[0].block[0].action).times = boolean(true);
  CHECK(run_main(written.scenario) == Lines{"fail fault: a count must be an integer, not true"});
}

TEST_CASE("break and continue belong to the innermost loop") {
  WrittenScenario written;
  const Slot i = written.add_local("i");
  const auto equals = [&](std::int64_t number) {
    return binary(local(i), Kind::equal, integer(number));
  };
  While forever;
  forever.body = written.block(Break{});
  written.main(
      written.count(to_local(i), integer(0), integer(9), false,
                    written.block(forever, written.when(equals(1), written.block(Continue{})),
                                  written.when(equals(3), written.block(Break{}),
                                               written.block(written.print(local(i)))))));
  CHECK(run_main(written.scenario) == Lines{"print value 0", "print value 2", "end"});
}

TEST_CASE("while looks at its condition before every turn") {
  WrittenScenario written;
  written.cell("x", 0);
  While loop;
  loop.condition = binary(written.shared("x"), Kind::less, integer(2));
  loop.body = written.block(
      written.set(written.to("x"), binary(written.shared("x"), Kind::add, integer(1))));
  written.main(loop);
  CHECK(run_main(written.scenario) ==
        Lines{"read x", "read x", "write x 1", "read x", "read x", "write x 2", "read x", "end"});
}

TEST_CASE("a lock taken by `with` is released however the body is left") {
  WrittenScenario written;
  written.object("m", ObjectKind::mutex, 2);
  written.object("rw", ObjectKind::rwlock);
  written.cell("i", 1);
  const Slot k = written.add_local("k");
  With inner;
  inner.lock = written.object("rw");
  inner.shared = true;
  inner.body = written.block(
      written.when(binary(local(k), Kind::equal, integer(0)), written.block(Continue{})),
      written.when(binary(local(k), Kind::equal, integer(1)), written.block(Break{})));
  With outer;
  outer.lock = written.object_at("m", written.shared("i"));
  outer.body = written.block(written.set(written.to("i"), integer(0)), inner);
  With last;
  last.lock = written.object_at("m", integer(0));
  last.body = written.block(Return{});
  written.main(written.count(to_local(k), integer(0), integer(5), false, written.block(outer)),
               last, written.say("not reached"));
  CHECK(run_main(written.scenario) ==
        Lines{"read i", "lock m[1]", "write i 0", "lock_shared rw", "unlock_shared rw",
              "unlock m[1]", "read i", "lock m[0]", "write i 0", "lock_shared rw",
              "unlock_shared rw", "unlock m[0]", "lock m[0]", "unlock m[0]", "end"});
}

TEST_CASE("call_once runs its body where it was chosen, and ends it however it is left") {
  WrittenScenario written;
  written.object("o", ObjectKind::once);
  CallOnce call;
  call.once = written.object("o");
  call.body = written.block(written.say("once"), Return{});
  written.main(call, written.say("after"));
  CHECK(run_main(written.scenario, {yes}) ==
        Lines{"once_begin o", "print once", "once_end o", "end"});
  CHECK(run_main(written.scenario, {no}) == Lines{"once_begin o", "print after", "end"});
}

TEST_CASE("a wait with `until` waits while the condition is false") {
  WrittenScenario written;
  written.object("cv", ObjectKind::condvar);
  written.object("m", ObjectKind::mutex);
  written.cell("ready", no);
  Wait wait;
  wait.condvar = written.object("cv");
  wait.mutex = written.object("m");
  written.main(wait);
  CHECK(run_main(written.scenario, {yes}) == Lines{"wait cv m", "end"});

  wait.until = written.shared("ready");
  written.scenario.bodies[0].block = written.block(wait);
  SingleThreadPort port(written.scenario);
  ScenarioProgram program(written.scenario);
  program.start(main_thread, nullptr);
  const Machine& machine = program.machine(main_thread);
  CHECK(machine.place() == 0);
  written.scenario.objects[index(written.object("ready").object)].initial = yes;
  CHECK(run_main(written.scenario) == Lines{"read ready", "end"});
}

TEST_CASE("after a time-out a wait looks at its condition once more") {
  WrittenScenario written;
  written.object("cv", ObjectKind::condvar);
  written.object("m", ObjectKind::mutex);
  written.cell("ready", no);
  const Slot ok = written.add_local("ok");
  Wait wait;
  wait.condvar = written.object("cv");
  wait.mutex = written.object("m");
  wait.until = written.shared("ready");
  wait.timeout_ns = 5;
  wait.into = to_local(ok);
  written.main(wait, written.print(local(ok)));
  CHECK(run_main(written.scenario, {yes, no}) == Lines{"read ready", "wait cv m 5", "read ready",
                                                       "wait cv m 5", "read ready",
                                                       "print value false", "end"});
}

TEST_CASE("recv assigns what came and runs `else` where nothing did") {
  WrittenScenario written;
  written.object("ch", ObjectKind::channel);
  const Slot v = written.add_local("v");
  Recv recv;
  recv.channel = written.object("ch");
  recv.into = to_local(v);
  written.main(recv, written.print(local(v)));
  CHECK(run_main(written.scenario, {Value::of(std::int64_t{4})}) ==
        Lines{"recv ch", "print value 4", "end"});
  CHECK(run_main(written.scenario, {none}) ==
        Lines{"recv ch", "fail panic: recv on ch, which is closed and empty"});
  std::get<Recv>(written.scenario.bodies[0].block[0].action).otherwise =
      written.block(written.say("none"), Return{});
  CHECK(run_main(written.scenario, {none}) == Lines{"recv ch", "print none", "end"});
}

TEST_CASE("a failed try_recv leaves its target as it was") {
  WrittenScenario written;
  written.object("ch", ObjectKind::channel);
  written.cell("got", no);
  const Slot v = written.add_local("v");
  TryRecv receive;
  receive.channel = written.object("ch");
  receive.into = to_local(v);
  receive.ok = written.to("got");
  written.main(written.set(to_local(v), integer(1)), receive, receive, written.print(local(v)));
  CHECK(run_main(written.scenario, {Value::of(std::int64_t{4}), none}) ==
        Lines{"try_recv ch", "write got true", "try_recv ch", "write got false", "print value 4",
              "end"});
}

TEST_CASE("for_each receives until nothing comes") {
  WrittenScenario written;
  written.object("ch", ObjectKind::channel);
  const Slot v = written.add_local("v");
  ForEach loop;
  loop.variable = to_local(v);
  loop.channel = written.object("ch");
  loop.body = written.block(
      written.when(binary(local(v), Kind::equal, integer(1)), written.block(Continue{})),
      written.print(local(v)));
  written.main(loop);
  CHECK(
      run_main(written.scenario, {Value::of(std::int64_t{1}), Value::of(std::int64_t{2}), none}) ==
      Lines{"recv ch", "recv ch", "print value 2", "recv ch", "end"});
}

TEST_CASE("atomic statements have their operands, their order and their result") {
  WrittenScenario written;
  written.atomic("a", 5);
  written.cell("x", 1);
  const Slot r = written.add_local("r");
  const Slot ok = written.add_local("ok");
  Atomic load;
  load.kind = OperationKind::load;
  load.cell = written.object("a");
  load.into = to_local(r);
  Atomic add;
  add.kind = OperationKind::fetch_add;
  add.cell = written.object("a");
  add.value = written.shared("x");
  add.into = written.to("x");
  CompareExchange exchange;
  exchange.cell = written.object("a");
  exchange.expected = binary(local(r), Kind::add, integer(1));
  exchange.desired = integer(9);
  exchange.into = to_local(ok);
  exchange.actual = to_local(r);
  Fence fence;
  fence.order = MemoryOrder::release;
  written.main(load, add, exchange, written.print(local(ok)), exchange, written.print(local(ok)),
               written.print(local(r)), fence);
  CHECK(run_main(written.scenario) == Lines{"load a", "read x", "fetch_add a 1", "write x 5",
                                            "compare_exchange a 6 9", "print value true",
                                            "compare_exchange a 7 9", "print value false",
                                            "print value 9", "fence", "end"});
}

TEST_CASE("choose picks one of its values") {
  WrittenScenario written;
  const Slot v = written.add_local("v");
  Choose choose;
  choose.into = to_local(v);
  choose.from = {integer(10), integer(20), integer(30)};
  written.main(choose, written.print(local(v)));
  CHECK(run_main(written.scenario, {Value::of(std::int64_t{2})}) ==
        Lines{"choose 3", "print value 30", "end"});
}

TEST_CASE("an await looks at shared memory and at the locals of its thread") {
  WrittenScenario written;
  written.cell("x", 3);
  const Slot r = written.add_local("r");
  Await await;
  await.condition = binary(written.shared("x"), Kind::equal, local(r));
  Await strange;
  strange.condition = binary(integer(1), Kind::divide, written.shared("x"));
  written.main(written.set(to_local(r), integer(3)), await, written.set(to_local(r), integer(4)),
               await, strange);
  CHECK(run_main(written.scenario) ==
        Lines{"await yes", "await no", "await a condition must be a boolean, but this one is 0",
              "end"});
}

TEST_CASE("an assertion fails with its message, a panic always does") {
  WrittenScenario written;
  Assert assertion;
  assertion.condition = boolean(true);
  assertion.message = written.text("it holds");
  Assert failing;
  failing.condition = boolean(false);
  failing.message = written.text("x is odd");
  written.main(assertion, failing, written.say("not reached"));
  CHECK(run_main(written.scenario) == Lines{"fail assertion: x is odd"});
  Panic panic;
  panic.message = written.text("enough");
  written.scenario.bodies[0].block = written.block(panic);
  CHECK(run_main(written.scenario) == Lines{"fail panic: enough"});
}

TEST_CASE("an atomic block is put between its begin and its end") {
  WrittenScenario written;
  written.cell("x", 3);
  Atomically block;
  block.body = written.block(
      written.set(written.to("x"), binary(written.shared("x"), Kind::add, integer(1))));
  written.main(block);
  CHECK(run_main(written.scenario) ==
        Lines{"atomically", "read x", "write x 4", "atomically_end", "end"});
}

TEST_CASE("a release gives back as many permits as it says") {
  WrittenScenario written;
  written.object("s", ObjectKind::semaphore);
  written.cell("n", -1);
  Simple several = written.simple(OperationKind::release, "s");
  several.count = integer(3);
  Simple negative = several;
  negative.count = written.shared("n");
  written.main(written.simple(OperationKind::release, "s"), several, negative);
  CHECK(run_main(written.scenario) ==
        Lines{"release s 1", "release s 3", "read n",
              "fail fault: a count must not be negative, but this one is -1"});
}

}  // namespace
}  // namespace heddle::scenario::written
