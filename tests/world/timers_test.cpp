#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "sim/world/world.hpp"

namespace heddle {
namespace {

constexpr std::int64_t ms = 1'000'000;

Operation sleep_of(std::int64_t duration_ns) {
  Operation operation{.kind = OperationKind::sleep};
  operation.timeout_ns = duration_ns;
  return operation;
}

Settings with_jitter(std::int64_t jitter_ns) {
  Settings settings;
  settings.time = TimeModel::jitter;
  settings.jitter_ns = jitter_ns;
  return settings;
}

std::vector<ThreadId> able(World& world) {
  REQUIRE(world.settle());
  std::vector<ThreadId> threads;
  for (const Alternative& each : world.alternatives()) threads.push_back(each.thread);
  return threads;
}

void take(World& world, ThreadId thread) {
  REQUIRE(world.settle());
  for (std::size_t choice = 0; choice < world.alternatives().size(); ++choice) {
    if (world.alternatives()[choice].thread != thread) continue;
    REQUIRE(world.apply(choice));
    return;
  }
  FAIL("the thread is not able");
}

// Two threads: `one` sleeps 2 ms, `other` 4 ms, each up to 3 ms late.
class TwoSleepers {
 public:
  TwoSleepers() {
    world.announce(one, two_ms);
    world.announce(other, four_ms);
  }

  const Operation two_ms = sleep_of(2 * ms);
  const Operation four_ms = sleep_of(4 * ms);
  const Operation yield{.kind = OperationKind::yield};
  World world{{}, with_jitter(3 * ms)};
  const ThreadId one = world.add_thread(nobody, TextId{0});
  const ThreadId other = world.add_thread(one, TextId{1});
};

TEST_CASE("a timer that may be due now can go off, and the clock can also move on without it") {
  TwoSleepers sleepers;
  const std::vector both{sleepers.one, sleepers.other};
  CHECK(able(sleepers.world) == both);
  take(sleepers.world, sleepers.one);
  sleepers.world.announce(sleepers.one, sleepers.two_ms);
  // It is 2 to 5 ms; the other timer goes off at 4 to 7 ms, the new one at 4 to 10 ms.
  CHECK(able(sleepers.world) == both);
  CHECK(sleepers.world.point().clock_moves);
}

TEST_CASE("as long as a thread can go on without a timer, only timers that may be due now go off") {
  TwoSleepers sleepers;
  take(sleepers.world, sleepers.one);
  sleepers.world.announce(sleepers.one, sleepers.yield);
  CHECK(able(sleepers.world) == std::vector{sleepers.one, sleepers.other});
  CHECK_FALSE(sleepers.world.point().clock_moves);
  take(sleepers.world, sleepers.one);
  sleepers.world.announce(sleepers.one, sleepers.two_ms);
  take(sleepers.world, sleepers.other);
  // It is 4 to 5 ms; the timer of `one` goes off at 4 to 10 ms.
  sleepers.world.announce(sleepers.other, sleepers.yield);
  CHECK(able(sleepers.world) == std::vector{sleepers.one, sleepers.other});
  take(sleepers.world, sleepers.other);
  sleepers.world.announce(sleepers.other, sleepers.four_ms);
  CHECK(able(sleepers.world) == std::vector{sleepers.one, sleepers.other});
}

TEST_CASE("a timer that cannot be late any more keeps the clock from moving on without it") {
  TwoSleepers sleepers;
  take(sleepers.world, sleepers.other);
  // It is 4 to 5 ms, and the timer of `one` goes off by 5 ms.
  sleepers.world.announce(sleepers.other, sleepers.two_ms);
  CHECK(able(sleepers.world) == std::vector{sleepers.one});
}

TEST_CASE("a sleep of zero may end late, and without jitter ends at once") {
  for (const std::int64_t jitter_ns : {std::int64_t{0}, ms}) {
    World world({}, with_jitter(jitter_ns));
    const Operation zero = sleep_of(0);
    const Operation one_ms = sleep_of(ms);
    const ThreadId first = world.add_thread(nobody, TextId{0});
    const ThreadId second = world.add_thread(first, TextId{1});
    world.announce(first, zero);
    world.announce(second, one_ms);
    CHECK(able(world).size() == (jitter_ns == 0 ? 1 : 2));
    CHECK(able(world).front() == first);
  }
}

TEST_CASE("the longest jitter there is orders nothing, and overflows nothing") {
  World world({}, with_jitter(INT64_MAX));
  const Operation zero = sleep_of(0);
  const Operation day = sleep_of(24 * 3600 * 1000 * ms);
  const ThreadId first = world.add_thread(nobody, TextId{0});
  const ThreadId second = world.add_thread(first, TextId{1});
  world.announce(first, zero);
  world.announce(second, day);
  for (int step = 0; step < 20; ++step) {
    const ThreadId sleeper = step % 3 == 0 ? first : second;
    CHECK(able(world) == std::vector{first, second});
    take(world, sleeper);
    world.announce(sleeper, sleeper == first ? zero : day);
  }
}

}  // namespace
}  // namespace heddle
