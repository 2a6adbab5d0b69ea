#include "sim/analysis/lock_order.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

#include "sim/analysis/analysis.hpp"
#include "tests/analysis/trace.hpp"

namespace heddle {
namespace {

using namespace testing;  // the names of the objects
using Kind = OperationKind;

// The thread takes the locks in order, and then releases them.
void nest(Trace& trace, std::uint32_t thread, std::initializer_list<ObjectId> locks,
          Kind kind = Kind::lock) {
  const Kind undo = kind == Kind::lock ? Kind::unlock : Kind::unlock_shared;
  for (const ObjectId lock : locks) trace.add(thread, kind, lock);
  for (auto lock = locks.end(); lock != locks.begin();) trace.add(thread, undo, *--lock);
}

std::size_t inversions(const Trace& trace) {
  Analysis analysis(objects());
  analysis.analyse(trace.events());
  return analysis.new_lock_inversions().size();
}

}  // namespace

TEST_CASE("two threads that take two locks in both orders are reported, with both orders") {
  Trace trace = with_workers(2);
  nest(trace, 1, {m, n});
  nest(trace, 2, {n, m});
  Analysis analysis(objects());
  analysis.analyse(trace.events());
  REQUIRE(analysis.new_lock_inversions().size() == 1);
  const LockInversion found = analysis.new_lock_inversions()[0];
  const LockEdge& first = analysis.lock_edges()[found.first_edge];
  CHECK(first.held == m);
  CHECK(first.acquired == n);
  CHECK(first.held_site == SiteId{2});
  CHECK(first.acquired_site == SiteId{3});
  CHECK(first.thread == ThreadId{1});
  const LockEdge& second = analysis.lock_edges()[found.second_edge];
  CHECK(second.held == n);
  CHECK(second.acquired == m);
  CHECK(second.thread == ThreadId{2});
  analysis.analyse(trace.events());
  CHECK(analysis.new_lock_inversions().empty());
  CHECK(analysis.lock_edges().size() == 2);
}

TEST_CASE("one order, or both by the same thread, is no inversion") {
  Trace same_order = with_workers(2);
  nest(same_order, 1, {m, n});
  nest(same_order, 2, {m, n});
  CHECK(inversions(same_order) == 0);
  Trace same_thread = with_workers(1);
  nest(same_thread, 1, {m, n});
  nest(same_thread, 1, {n, m});
  CHECK(inversions(same_thread) == 0);
}

TEST_CASE("the two orders may be seen in different executions") {
  Analysis analysis(objects());
  Trace trace = with_workers(2);
  nest(trace, 1, {m, n});
  analysis.analyse(trace.events());
  CHECK(analysis.new_lock_inversions().empty());
  trace = with_workers(2);
  nest(trace, 2, {n, m});
  analysis.analyse(trace.events());
  CHECK(analysis.new_lock_inversions().size() == 1);
}

TEST_CASE("a thread is the same one in every execution, whatever its number") {
  // Thread A, spawned by main, spawns C; main spawns B. Which of B and C has the smaller number
  // depends on who spawns first.
  Analysis analysis(objects());
  Trace c_first = Trace().spawn(0, 1).spawn(1, 2).spawn(0, 3);
  nest(c_first, 2, {m, n});
  analysis.analyse(c_first.events());
  Trace b_first = Trace().spawn(0, 1).spawn(0, 2).spawn(1, 3);
  nest(b_first, 3, {n, m});
  analysis.analyse(b_first.events());
  CHECK(analysis.new_lock_inversions().empty());
  nest(b_first, 2, {n, m});
  analysis.analyse(b_first.events());
  CHECK(analysis.new_lock_inversions().size() == 1);
}

TEST_CASE("a third lock held around both orders keeps them apart") {
  Trace gated = with_workers(2);
  nest(gated, 1, {gate, m, n});
  nest(gated, 2, {gate, n, m});
  CHECK(inversions(gated) == 0);
  nest(gated, 1, {m, n});
  CHECK(inversions(gated) == 1);
  Trace taken_between = with_workers(2);
  nest(taken_between, 1, {m, gate, n});
  nest(taken_between, 2, {n, gate, m});
  // The gate is not held around either: m and the gate come in both orders, and so do the gate and
  // n. Only m and n are gated.
  CHECK(inversions(taken_between) == 2);
}

TEST_CASE("a shared lock is no gate, and shared locks do not wait for each other") {
  const auto with = [](Kind outer, Kind kind) {
    Trace trace = with_workers(2);
    for (const std::uint32_t worker : {1u, 2u}) {
      trace.add(worker, outer, rwlock);
      if (worker == 1) {
        nest(trace, worker, {other_rwlock, m}, kind);
      } else {
        nest(trace, worker, {m, other_rwlock}, kind);
      }
      trace.add(worker, outer == Kind::lock ? Kind::unlock : Kind::unlock_shared, rwlock);
    }
    return trace;
  };
  CHECK(inversions(with(Kind::lock, Kind::lock)) == 0);
  CHECK(inversions(with(Kind::lock_shared, Kind::lock)) == 1);
  Trace shared = with_workers(2);
  nest(shared, 1, {rwlock, other_rwlock}, Kind::lock_shared);
  nest(shared, 2, {other_rwlock, rwlock}, Kind::lock_shared);
  CHECK(inversions(shared) == 0);
  nest(shared, 2, {other_rwlock, rwlock});
  CHECK(inversions(shared) == 1);
}

TEST_CASE("threads that share locks in both orders wait for each other where writers wait") {
  const auto with_writers = [](std::initializer_list<ObjectId> written, std::uint32_t writer = 3) {
    Trace trace = with_workers(4);
    nest(trace, 1, {rwlock, other_rwlock}, Kind::lock_shared);
    nest(trace, 2, {other_rwlock, rwlock}, Kind::lock_shared);
    for (const ObjectId lock : written) nest(trace, writer++, {lock});
    return trace;
  };
  CHECK(inversions(with_writers({})) == 0);
  CHECK(inversions(with_writers({rwlock})) == 0);
  CHECK(inversions(with_writers({rwlock, other_rwlock})) == 1);
  // One thread cannot wait for both at once; nor one of the two readers.
  Trace one_writer = with_writers({rwlock});
  nest(one_writer, 3, {other_rwlock});
  CHECK(inversions(one_writer) == 0);
  CHECK(inversions(with_writers({rwlock, other_rwlock}, 1)) == 0);
}

TEST_CASE("one writer is enough where the other lock is not shared, whoever comes first") {
  for (const bool writer_is_first : {true, false}) {
    Trace trace = with_workers(3);
    if (writer_is_first) nest(trace, 3, {rwlock});
    trace.add(1, Kind::lock_shared, rwlock);
    nest(trace, 1, {m});
    trace.add(1, Kind::unlock_shared, rwlock);
    trace.add(2, Kind::lock, m);
    nest(trace, 2, {rwlock}, Kind::lock_shared);
    trace.add(2, Kind::unlock, m);
    if (!writer_is_first) {
      CHECK(inversions(trace) == 0);
      nest(trace, 3, {rwlock});
    }
    Analysis analysis(objects());
    analysis.analyse(trace.events());
    REQUIRE(analysis.new_lock_inversions().size() == 1);
    const LockInversion found = analysis.new_lock_inversions()[0];
    REQUIRE(found.writers.size() == 1);
    const LockEdge& writer = analysis.lock_edges()[found.writers[0]];
    CHECK(writer.held == no_object);
    CHECK(writer.acquired == rwlock);
    CHECK(writer.thread == ThreadId{3});
  }
}

TEST_CASE("a writer who must hold what a reader holds does not wait in between") {
  Trace trace = with_workers(3);
  trace.add(1, Kind::lock_shared, rwlock);
  nest(trace, 1, {m});
  trace.add(1, Kind::unlock_shared, rwlock);
  trace.add(2, Kind::lock, m);
  nest(trace, 2, {rwlock}, Kind::lock_shared);
  trace.add(2, Kind::unlock, m);
  nest(trace, 3, {m, rwlock});
  CHECK(inversions(trace) == 1);  // of the writer itself with the first reader
  Trace gated = with_workers(3);
  for (const std::uint32_t reader : {1U, 2U}) {
    gated.add(reader, reader == 1 ? Kind::lock_shared : Kind::lock, reader == 1 ? rwlock : m);
    if (reader == 1) nest(gated, reader, {m});
    if (reader == 2) nest(gated, reader, {rwlock}, Kind::lock_shared);
    gated.add(reader, reader == 1 ? Kind::unlock_shared : Kind::unlock, reader == 1 ? rwlock : m);
  }
  gated.add(3, Kind::try_lock, m, true);
  nest(gated, 3, {rwlock});
  CHECK(inversions(gated) <= 1);
}

TEST_CASE("a try_lock is held, but nobody waits in it") {
  const auto with = [](Kind second) {
    Trace trace = with_workers(2);
    nest(trace, 1, {m, n});
    return trace.add(2, Kind::try_lock, n, true).add(2, second, m, true);
  };
  CHECK(inversions(with(Kind::lock)) == 1);
  CHECK(inversions(with(Kind::try_lock)) == 0);
}

TEST_CASE("a wait takes its mutex again while other locks are held") {
  Trace trace = with_workers(2);
  nest(trace, 1, {m, n});
  trace.add(2, Kind::lock, m).add(2, Kind::lock, n);
  CHECK(inversions(trace) == 0);
  CHECK(inversions(trace.wait(2, m, Phase::enter).wait(2, m, Phase::leave)) == 1);
}

TEST_CASE("a recursive lock that is held already waits for nobody") {
  Trace trace = with_workers(2);
  nest(trace, 1, {m, recursive});
  trace.add(2, Kind::lock, recursive).add(2, Kind::lock, m).add(2, Kind::unlock, m);
  CHECK(inversions(trace) == 1);
  Trace again = with_workers(2);
  nest(again, 1, {m, recursive});
  again.add(2, Kind::lock, recursive).add(2, Kind::try_lock, m, true).add(2, Kind::lock, recursive);
  CHECK(inversions(again) == 0);
}

}  // namespace heddle
