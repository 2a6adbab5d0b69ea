// The analysis against the definition, over random traces.
#include <doctest/doctest.h>

#include <array>
#include <deque>
#include <map>
#include <set>

#include "scheduler/generator.hpp"
#include "sim/analysis/analysis.hpp"
#include "tests/analysis/reference_order.hpp"
#include "tests/analysis/trace.hpp"

namespace heddle {
namespace {

using namespace testing;  // the names of the objects
using Kind = OperationKind;

// Makes traces that could have happened, from a seed: locks are held by one thread, messages were
// sent before they are received. Which values are in memory does not matter.
class RandomTrace {
 public:
  RandomTrace(std::uint64_t seed, std::uint32_t thread_limit, std::size_t length)
      : generator_(seed), thread_limit_(thread_limit) {
    while (trace_.events().size() < length) step(alive_[below(alive_.size())]);
  }

  Trace& trace() { return trace_; }

 private:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(generator_.below(bound)); }
  template <std::size_t Size>
  ObjectId any_of(const std::array<ObjectId, Size>& of) {
    return of.at(below(Size));
  }

  void step(std::uint32_t thread) {
    switch (below(10)) {
      case 0:
      case 1:
      case 2:
        trace_.read(thread, any_of<2>({x, y}));
        return;
      case 3:
      case 4:
        trace_.write(thread, any_of<2>({x, y}));
        return;
      case 5:
        return step_mutex(thread, any_of<3>({m, n, rwlock}));
      case 6:
        return step_atomic(thread);
      case 7:
        return below(2) == 0 ? step_channel(thread, any_of<2>({unbounded, bounded_by_two}))
                             : step_semaphore_or_once(thread);
      case 8:
        return step_shared_lock(thread);
      default:
        return step_thread(thread);
    }
  }

  void step_mutex(std::uint32_t thread, ObjectId lock) {
    const bool free = !holders_.contains(lock) && (lock != rwlock || readers_.empty());
    if (free) {
      if (below(4) == 0) {
        trace_.add(thread, Kind::try_lock, lock, true);
      } else {
        trace_.add(thread, Kind::lock, lock);
      }
      holders_[lock] = thread;
    } else if (holders_.contains(lock) && holders_[lock] == thread) {
      trace_.add(thread, Kind::unlock, lock);
      holders_.erase(lock);
    } else {
      trace_.add(thread, Kind::try_lock, lock, false);
    }
  }

  void step_shared_lock(std::uint32_t thread) {
    if (readers_.erase(thread) > 0) {
      trace_.add(thread, Kind::unlock_shared, rwlock);
    } else if (!holders_.contains(rwlock)) {
      trace_.add(thread, Kind::lock_shared, rwlock);
      readers_.insert(thread);
    }
  }

  void step_atomic(std::uint32_t thread) {
    constexpr std::array orders{MemoryOrder::relaxed, MemoryOrder::acquire, MemoryOrder::release,
                                MemoryOrder::acq_rel, MemoryOrder::seq_cst};
    const MemoryOrder order = orders.at(below(below(2) == 0 ? 1 : 5));
    switch (below(6)) {
      case 0:
        trace_.add(thread, Kind::fence, no_object, orders.at(below(5)));
        return;
      case 1:
      case 2:
        trace_.add(thread, Kind::load, a,
                   order == MemoryOrder::release ? MemoryOrder::acquire : order);
        return;
      case 3:
        trace_.add(thread, Kind::store, a,
                   order == MemoryOrder::acquire ? MemoryOrder::release : order);
        return;
      case 4:
        trace_.add(thread, Kind::fetch_add, a, order);
        return;
      default:
        trace_.add(thread, Kind::compare_exchange, a, order);
        if (below(2) == 0) trace_.failed();
    }
  }

  void step_channel(std::uint32_t thread, ObjectId channel) {
    std::size_t& messages = messages_[channel];
    const bool full = channel == bounded_by_two && messages == 2;
    if (messages > 0 && (full || below(2) == 0)) {
      trace_.receive(thread, channel);
      --messages;
    } else {
      trace_.add(thread, Kind::send, channel);
      ++messages;
    }
  }

  void step_semaphore_or_once(std::uint32_t thread) {
    switch (below(4)) {
      case 0:
        trace_.add(thread, Kind::release, semaphore);
        return;
      case 1:
        trace_.add(thread, Kind::try_acquire, semaphore, below(2) == 0);
        return;
      default:
        if (once_done_) {
          trace_.add(thread, Kind::once_begin, once, false);
        } else {
          trace_.add(thread, Kind::once_begin, once, true);
          trace_.write(thread).add(thread, Kind::once_end, once);
          once_done_ = true;
        }
    }
  }

  void step_thread(std::uint32_t thread) {
    const std::uint32_t last = alive_.back();
    if (threads_ < thread_limit_ && below(3) > 0) {
      trace_.spawn(thread, threads_);
      alive_.push_back(threads_++);
    } else if (last != thread && last != 0 && below(2) == 0) {
      trace_.add(last, Kind::end).join(thread, last);
      alive_.pop_back();
      std::erase_if(holders_, [&](const auto& holder) { return holder.second == last; });
      readers_.erase(last);
    }
  }

  Generator generator_;
  const std::uint32_t thread_limit_;
  std::uint32_t threads_ = 1;
  std::vector<std::uint32_t> alive_{0};
  std::map<ObjectId, std::uint32_t> holders_;
  std::set<std::uint32_t> readers_;
  std::map<ObjectId, std::size_t> messages_;
  bool once_done_ = false;
  Trace trace_;
};

std::set<ObjectId> racy_cells(const ReferenceOrder& reference, std::span<const Event> events) {
  std::set<ObjectId> cells;
  for (std::size_t later = 0; later < events.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      if (reference.is_race(earlier, later)) cells.insert(events[later].object);
    }
  }
  return cells;
}

// Returns how many of the traces had a race. One Analysis sees all of them, so that what is left of
// one may show in the next.
int hold_against_reference(std::uint32_t threads, std::size_t length, int traces) {
  Analysis analysis(objects());
  std::uint32_t site = 0;
  int racy = 0;
  for (int i = 0; i < traces; ++i) {
    RandomTrace random(static_cast<std::uint64_t>(i) * 1'000 + threads, threads, length);
    for (Event& event : random.trace().mutable_events()) event.site = SiteId{site++};
    const std::span<const Event> events = random.trace().events();
    const ReferenceOrder reference(objects(), events);
    analysis.analyse(events);
    std::set<ObjectId> found;
    for (const Race& race : analysis.new_races()) {
      CHECK(race.first < race.second);
      CHECK(reference.is_race(race.first, race.second));
      found.insert(race.cell);
    }
    CAPTURE(i);
    CHECK(found == racy_cells(reference, events));
    CHECK(analysis.has_race() == !found.empty());
    racy += found.empty() ? 0 : 1;
  }
  return racy;
}

}  // namespace

TEST_CASE("the races found are those of the definition, over random traces") {
  const int racy = hold_against_reference(3, 20, 2'000);
  CHECK(racy > 500);
  CHECK(racy < 1'900);
}

TEST_CASE("the races found are those of the definition, over long random traces") {
  hold_against_reference(4, 120, 100);
}

TEST_CASE("the races found are those of the definition, with more threads than a block has lanes") {
  hold_against_reference(20, 80, 200);
}

}  // namespace heddle
