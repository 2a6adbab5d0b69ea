// Races without history: the rules by hand, what is forgotten, and a comparison with the full
// analysis.
#include "sim/analysis/race_knowledge.hpp"

#include <doctest/doctest.h>

#include <map>
#include <optional>

#include "tests/analysis/random_trace.hpp"
#include "tests/analysis/reference_order.hpp"
#include "tests/analysis/trace.hpp"

namespace heddle {
namespace {

using namespace testing;  // the names of the objects
using Kind = OperationKind;
using Words = std::vector<std::uint64_t>;

// What is known after each event, step by step, and which of the events race.
class Known {
 public:
  explicit Known(const Trace& trace) : knowledge_(objects()) {
    knowledge_.reset();
    const std::span<const Event> events = trace.events();
    for (std::size_t event = 0; event < events.size(); ++event) {
      if (!knowledge_.apply(events.subspan(event, 1)).empty()) races_.push_back(event);
    }
  }

  const std::vector<std::size_t>& races() const { return races_; }
  Words words() const {
    Words words;
    knowledge_.save(words);
    return words;
  }

 private:
  RaceKnowledge knowledge_;
  std::vector<std::size_t> races_;
};

using Places = std::vector<std::size_t>;

}  // namespace

TEST_CASE("race knowledge: the second of two unordered accesses races, but for two reads") {
  // Events 0 and 1 are the spawns.
  CHECK(Known(with_workers(2).write(1).write(2)).races() == Places{3});
  CHECK(Known(with_workers(2).write(1).read(2)).races() == Places{3});
  CHECK(Known(with_workers(2).read(1).write(2)).races() == Places{3});
  CHECK(Known(with_workers(2).read(1).read(2)).races().empty());
  CHECK(Known(with_workers(2).write(1, x).write(2, y)).races().empty());
}

TEST_CASE("race knowledge: a write is held against the reads of every thread") {
  // Thread 1's read is known to thread 3 by the mutex, thread 2's is not.
  Trace trace = with_workers(3);
  trace.read(2).add(1, Kind::lock, m).read(1).add(1, Kind::unlock, m).add(3, Kind::lock, m);
  CHECK(Known(Trace(trace).write(3)).races() == Places{8});
  trace.add(2, Kind::release, semaphore).add(3, Kind::acquire, semaphore);
  CHECK(Known(Trace(trace).write(3)).races().empty());
}

TEST_CASE("race knowledge: a mutex passes on what was done before its unlock, and no more") {
  Trace trace = with_workers(2);
  trace.add(1, Kind::lock, m).write(1, x).add(1, Kind::unlock, m).write(1, y);
  trace.add(2, Kind::lock, m);
  CHECK(Known(Trace(trace).write(2, x)).races().empty());
  CHECK(Known(Trace(trace).write(2, y)).races() == Places{7});
}

TEST_CASE("race knowledge: a write takes the place of the one before it, racing or not") {
  // Thread 2's write races with that of thread 1. Thread 3 learns only of thread 2's write, and is
  // compared with that alone.
  Trace trace = with_workers(3);
  trace.write(1).add(2, Kind::lock, m).write(2).add(2, Kind::unlock, m).add(3, Kind::lock, m);
  CHECK(Known(trace.write(3)).races() == Places{5});
}

TEST_CASE("race knowledge: an access that all running threads know of leaves nothing behind") {
  const Words before = Known(with_workers(2)).words();
  Trace trace = with_workers(2);
  trace.write(1);
  CHECK(Known(trace).words() != before);
  // Thread 2 learns of it, then main.
  trace.add(1, Kind::release, semaphore).add(2, Kind::acquire, semaphore);
  CHECK(Known(trace).words() != before);
  trace.add(0, Kind::acquire, semaphore);
  CHECK(Known(trace).words() == before);
}

TEST_CASE("race knowledge: threads that have ended need not know") {
  Trace idle = with_workers(1);
  idle.add(1, Kind::end);
  Trace writes = with_workers(1);
  writes.add(1, Kind::end).write(0);
  CHECK(Known(writes).words() == Known(idle).words());
}

TEST_CASE("race knowledge: the order of steps that do not concern each other leaves no trace") {
  Trace one = with_workers(2);
  one.write(1, x).write(2, y).add(1, Kind::unlock, m).add(2, Kind::unlock, n);
  Trace other = with_workers(2);
  other.write(2, y).add(2, Kind::unlock, n).write(1, x).add(1, Kind::unlock, m);
  CHECK(Known(one).words() == Known(other).words());
}

TEST_CASE("race knowledge: the accesses of an atomically block are ordered as one step") {
  const auto block = [](std::uint32_t thread) {
    return Trace().add(thread, Kind::atomically_begin).write(thread).inside();
  };
  RaceKnowledge knowledge{objects()};
  knowledge.reset();
  const Trace spawns = with_workers(2);
  for (const Event& spawn : spawns.events()) knowledge.apply({&spawn, 1});
  CHECK(knowledge.apply(block(1).events()).empty());
  CHECK(knowledge.apply(block(2).events()).empty());
  const Trace outside = Trace().read(1);
  CHECK(knowledge.apply(outside.events()).size() == 1);
}

TEST_CASE("race knowledge: a message brings what its sender knew, a receipt what makes room") {
  Trace trace = with_workers(2);
  trace.write(1, x).add(1, Kind::send, bounded_by_two).write(1, y);
  trace.receive(2, bounded_by_two);
  CHECK(Known(Trace(trace).read(2, x)).races().empty());
  CHECK(Known(Trace(trace).read(2, y)).races() == Places{6});
  // The third send on a channel of two waits for the first receipt, the second one does not.
  trace = with_workers(2);
  trace.write(2, x).add(1, Kind::send, bounded_by_two).receive(2, bounded_by_two);
  trace.add(1, Kind::send, bounded_by_two);
  CHECK(Known(Trace(trace).read(1, x)).races() == Places{6});
  CHECK(Known(trace.add(1, Kind::send, bounded_by_two).read(1, x)).races().empty());
}

namespace {

// By cell: the place of the first access that races.
using FirstRaces = std::map<ObjectId, std::size_t>;

FirstRaces first_races(const ReferenceOrder& reference, std::span<const Event> events) {
  FirstRaces first;
  for (std::size_t later = 0; later < events.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      if (reference.is_race(earlier, later)) first.try_emplace(events[later].object, later);
    }
  }
  return first;
}

// Returns how many of the traces had a cell with a race.
int hold_against_reference(std::uint32_t threads, std::size_t length, int traces) {
  int racy = 0;
  RaceKnowledge knowledge{objects()};
  for (int number = 0; number < traces; ++number) {
    const std::uint64_t seed = static_cast<std::uint64_t>(number) * 1'000 + threads;
    CAPTURE(seed);
    RandomTrace random(seed, threads, length);
    const std::span<const Event> events = random.trace().events();
    const ReferenceOrder reference(objects(), events);
    FirstRaces found;
    Words words;
    knowledge.reset();
    for (std::size_t event = 0; event < events.size(); ++event) {
      if (!knowledge.apply(events.subspan(event, 1)).empty()) {
        found.try_emplace(events[event].object, event);
      }
      // From here on the words alone are used, and they are the same again.
      words.clear();
      knowledge.save(words);
      knowledge.reset();
      knowledge.load(words);
      Words again;
      knowledge.save(again);
      REQUIRE(again == words);
    }
    CHECK(found == first_races(reference, events));
    racy += found.empty() ? 0 : 1;
  }
  return racy;
}

}  // namespace

TEST_CASE("race knowledge finds the first race of each cell, over random traces") {
  const int racy = hold_against_reference(3, 20, 2'000);
  CHECK(racy > 500);
  CHECK(racy < 1'900);
}

TEST_CASE("race knowledge finds the first race of each cell, over long and wide random traces") {
  hold_against_reference(4, 120, 100);
  hold_against_reference(20, 80, 200);
}

}  // namespace heddle
