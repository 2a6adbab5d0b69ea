#include "sim/analysis/analysis.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "tests/analysis/trace.hpp"

namespace heddle {
namespace {

using namespace testing;  // the names of the objects
using Kind = OperationKind;

std::vector<Race> races(Analysis& analysis, const Trace& trace) {
  analysis.analyse(trace.events());
  const auto found = analysis.races();
  return {found.begin(), found.end()};
}

std::vector<Race> races(const Trace& trace) {
  Analysis analysis(objects());
  return races(analysis, trace);
}

}  // namespace

TEST_CASE("a race is told by its two events, the earlier one first") {
  CHECK(races(with_workers(2).write(1).read(2)) == std::vector<Race>{{x, 2, 3}});
  CHECK(races(with_workers(2).read(1).write(2)) == std::vector<Race>{{x, 2, 3}});
  CHECK(races(with_workers(2).write(1).write(2)) == std::vector<Race>{{x, 2, 3}});
}

TEST_CASE("two reads do not race, nor do accesses to different cells") {
  CHECK(races(with_workers(2).read(1).read(2)).empty());
  CHECK(races(with_workers(2).write(1, x).write(2, y)).empty());
}

TEST_CASE("a write races with each of several readers that it does not know") {
  CHECK(races(with_workers(3).read(1).read(2).write(3)) == std::vector<Race>{{x, 3, 5}, {x, 4, 5}});
  CHECK(races(with_workers(3).read(1).read(2).join(3, 1).write(3)) == std::vector<Race>{{x, 4, 6}});
  CHECK(races(with_workers(3).read(1).read(2).join(3, 1).join(3, 2).write(3)).empty());
}

TEST_CASE("a write that both the last write and a read do not precede races with both") {
  CHECK(races(with_workers(3).write(1).join(2, 1).read(2).write(3)) ==
        std::vector<Race>{{x, 3, 6}, {x, 5, 6}});
}

TEST_CASE("an execution has a race once for a cell, pair of sites and kinds, in either order") {
  Analysis analysis(objects());
  const Trace trace = with_workers(2).write(1).at(10).read(2).at(20);
  CHECK(races(analysis, trace) == std::vector<Race>{{x, 2, 3}});
  const Trace reversed = with_workers(2).read(2).at(20).write(1).at(10);
  CHECK(races(analysis, reversed) == std::vector<Race>{{x, 2, 3}});
  const Trace twice = with_workers(2).write(1).at(10).read(2).at(20).write(1).at(10).read(2).at(20);
  CHECK(races(analysis, twice).size() == 1);
  CHECK(races(analysis, with_workers(2).write(1).at(10).read(2).at(21)).size() == 1);
  CHECK(races(analysis, with_workers(2).write(1).at(10).write(2).at(20)).size() == 1);
  CHECK(races(analysis, with_workers(2).write(1, y).at(10).read(2, y).at(20)).size() == 1);
}

TEST_CASE("nothing of an execution is left in the next") {
  Analysis analysis(objects());
  CHECK(races(analysis, with_workers(2).write(1)).empty());
  CHECK(races(analysis, with_workers(2).write(2).read(2)).empty());
  CHECK(races(analysis, with_workers(3).read(1).read(2)).empty());
  CHECK(races(analysis, with_workers(3).read(3)).empty());
  CHECK(races(analysis, with_workers(3).write(3)).empty());
  CHECK_FALSE(analysis.has_race());
  // Unfinished business: messages not taken, a barrier not full, a fence without a store.
  const Trace unfinished = with_workers(2)
                               .add(1, Kind::send, unbounded)
                               .add(1, Kind::fence, no_object, MemoryOrder::release)
                               .add(1, Kind::arrive, barrier_of_two, Phase::enter);
  CHECK(races(analysis, unfinished).empty());
  CHECK(races(analysis,
              with_workers(2).write(1).add(1, Kind::send, unbounded).receive(2, unbounded).read(2))
            .empty());
  CHECK(races(analysis, with_workers(2)
                            .write(1)
                            .add(1, Kind::store, a, MemoryOrder::relaxed)
                            .add(2, Kind::load, a, MemoryOrder::acquire)
                            .read(2))
            .size() == 1);
}

TEST_CASE("an execution without events, or with main alone, has no findings") {
  Analysis analysis(objects());
  CHECK(races(analysis, Trace()).empty());
  CHECK(races(analysis, Trace().write(0).read(0)).empty());
}

TEST_CASE("the clocks running out forgets nothing that matters") {
  Analysis analysis(objects(), {}, std::numeric_limits<Clock>::max() - 100);
  Trace ordered = with_workers(2);
  for (int i = 0; i < 5; ++i) {
    for (const std::uint32_t worker : {1u, 2u}) {
      ordered.add(worker, Kind::lock, m).read(worker).write(worker).add(worker, Kind::unlock, m);
    }
  }
  const Trace racing = with_workers(3).read(1).at(1).read(2).at(2).write(3).at(3);
  for (int i = 0; i < 50; ++i) {
    analysis.analyse(ordered.events());
    CHECK_FALSE(analysis.has_race());
    analysis.analyse(racing.events());
    CHECK(analysis.has_race());
    CHECK(analysis.races().size() == 2);
  }
}

TEST_CASE("three thousand threads are analysed like three") {
  constexpr std::uint32_t threads = 3'000;
  Trace trace;
  for (std::uint32_t thread = 1; thread <= threads; ++thread) {
    trace.spawn(0, thread)
        .add(thread, Kind::lock, m)
        .write(thread)
        .add(thread, Kind::unlock, m)
        .read(thread, y);
  }
  for (std::uint32_t thread = 1; thread < threads; ++thread) trace.join(0, thread);
  const std::size_t last_read = 5 * threads - 1;
  Analysis analysis(objects());
  CHECK(races(analysis, trace).empty());
  trace.write(0, y);
  const std::size_t write = trace.events().size() - 1;
  CHECK(races(analysis, trace) == std::vector<Race>{{y, last_read, write}});
  CHECK(races(analysis, with_workers(2).write(1).read(2)).size() == 1);
}

TEST_CASE("guarded memory must be touched with its mutex held by the same thread") {
  const std::vector<Guard> guards{{x, m}};
  const auto violations = [&](const Trace& trace) {
    Analysis analysis(objects(), guards);
    analysis.analyse(trace.events());
    const auto found = analysis.guard_violations();
    CHECK(analysis.has_guard_violation() == !found.empty());
    return std::vector<GuardViolation>(found.begin(), found.end());
  };
  const std::vector<GuardViolation> third{{x, m, 3}};
  CHECK(violations(Trace().add(0, Kind::lock, m).write(0).read(0).add(0, Kind::unlock, m)).empty());
  CHECK(violations(Trace().write(0, y)).empty());
  CHECK(violations(Trace().read(0)) == std::vector<GuardViolation>{{x, m, 0}});
  CHECK(violations(Trace().add(0, Kind::lock, m).write(0).add(0, Kind::unlock, m).write(0)) ==
        third);
  CHECK(violations(Trace().spawn(0, 1).add(0, Kind::lock, m).write(0).write(1)) == third);
  CHECK(violations(Trace().add(0, Kind::lock, n).read(0)).size() == 1);
  CHECK(violations(Trace().add(0, Kind::try_lock, m, true).read(0)).empty());
  CHECK(violations(Trace().add(0, Kind::try_lock, m, false).read(0)).size() == 1);
  CHECK(violations(Trace().add(0, Kind::atomically_begin).read(0).inside()).size() == 1);
  CHECK(violations(Trace().add(0, Kind::await).read(0).inside()).size() == 1);
}

TEST_CASE("a wait gives up the mutex and takes it again, for guards too") {
  const std::vector<Guard> guards{{x, m}};
  Analysis analysis(objects(), guards);
  Trace trace = Trace().add(0, Kind::lock, m).wait(0, m, Phase::enter);
  analysis.analyse(Trace(trace).read(0).events());
  CHECK(analysis.has_guard_violation());
  trace.wait(0, m, Phase::wake, Way::timeout).wait(0, m, Phase::leave);
  analysis.analyse(trace.read(0).events());
  CHECK_FALSE(analysis.has_guard_violation());
}

TEST_CASE("a recursive mutex guards until its last unlock") {
  const std::vector<Guard> guards{{x, recursive}};
  Analysis analysis(objects(), guards);
  Trace trace = Trace()
                    .add(0, Kind::lock, recursive)
                    .add(0, Kind::lock, recursive)
                    .add(0, Kind::unlock, recursive);
  analysis.analyse(trace.read(0).events());
  CHECK_FALSE(analysis.has_guard_violation());
  analysis.analyse(trace.add(0, Kind::unlock, recursive).read(0).events());
  CHECK(analysis.has_guard_violation());
}

TEST_CASE("each of a cell's guards must be held, and an execution has a violation once") {
  const std::vector<Guard> guards{{x, m}, {x, n}};
  Analysis analysis(objects(), guards);
  const Trace trace = Trace().add(0, Kind::lock, m).read(0).at(7).read(0).at(7);
  for (int execution = 0; execution < 2; ++execution) {
    analysis.analyse(trace.events());
    REQUIRE(analysis.guard_violations().size() == 1);
    CHECK(analysis.guard_violations()[0] == GuardViolation{x, n, 1});
    CHECK(analysis.has_guard_violation());
  }
}

TEST_CASE("holding a lock does not last beyond the execution") {
  const std::vector<Guard> guards{{x, m}};
  Analysis analysis(objects(), guards);
  analysis.analyse(Trace().add(0, Kind::lock, m).events());
  analysis.analyse(Trace().read(0).events());
  CHECK(analysis.has_guard_violation());
}

TEST_CASE("the fewest objects with which there is something to be found are enough") {
  const ObjectDeclaration cell{.kind = ObjectKind::plain};
  Analysis of_memory(std::span(&cell, 1));
  of_memory.analyse(with_workers(2).write(1, ObjectId{0}).write(2, ObjectId{0}).events());
  CHECK(of_memory.has_race());
  for (const ObjectKind other : {ObjectKind::mutex, ObjectKind::rwlock}) {
    const std::vector<ObjectDeclaration> locks{{.kind = other}, {.kind = ObjectKind::mutex}};
    Analysis of_locks(locks);
    Trace trace = with_workers(2);
    for (const std::uint32_t thread : {1U, 2U}) {
      const ObjectId outer{thread - 1};
      const ObjectId inner{2 - thread};
      trace.add(thread, Kind::lock, outer).add(thread, Kind::lock, inner);
      trace.add(thread, Kind::unlock, inner).add(thread, Kind::unlock, outer);
    }
    of_locks.analyse(trace.events());
    CHECK(of_locks.new_lock_inversions().size() == 1);
  }
}

}  // namespace heddle
