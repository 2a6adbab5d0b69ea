#pragma once
// The happens-before order of one execution: a vector clock for every thread, moved on event by
// event. The rules are those of happens_before_rules.hpp; this keeps the clocks. Knows nothing of
// races, nor of who asks.
//
// Two accesses are ordered exactly where the clock that the first one's thread had then is at most
// what the second one's thread knows of it: Fidge and Mattern's vector clocks, with a thread's own
// clock counting its releases.
//
// Nothing is cleared between executions: each one starts its clocks above all that the earlier ones
// reached, so whatever is left of those compares as ordered before everything.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "sim/model/event.hpp"
#include "sim/model/program.hpp"
#include "sim/trace/happens_before_rules.hpp"
#include "sim/trace/lane_table.hpp"
#include "sim/trace/message_clocks.hpp"
#include "sim/trace/synchronization_rows.hpp"

namespace heddle {

class HappensBefore {
 public:
  // `first_clock` (at least 1) is where the first execution begins; only tests need to begin late.
  explicit HappensBefore(std::span<const ObjectDeclaration> objects, Clock first_clock = 1);

  // Begins an execution of at most `events` events, with the main thread alone. Returns true where
  // the clocks ran out and began anew: then whatever the caller kept of them is void.
  bool begin(std::size_t events);

  // Threads that no spawn started must be started here before anything is asked of them, without a
  // past.
  void start_threads(std::size_t count);
  std::size_t thread_count() const { return thread_count_; }

  // What `thread` knows of every thread's clock. Valid until the next thread starts.
  const Clock* clocks(std::size_t thread) const { return threads_.row(thread); }
  std::size_t width() const { return threads_.width(); }
  // All clocks of this execution are at least this; all of earlier ones are less.
  Clock base() const { return base_; }

  // Orders what the event orders.
  void apply(const Event& event);

  // As `apply` for the commonest events.
  void lock(const Event& event, ObjectId object) { rules().lock(index(event.thread), object); }
  void unlock(const Event& event, ObjectId object) { rules().unlock(index(event.thread), object); }

  // The accesses inside an atomically block lie between these two.
  void begin_atomically(std::size_t thread) { rules().begin_atomically(thread); }
  void end_atomically(std::size_t thread) { rules().end_atomically(thread); }

 private:
  friend class HappensBeforeRules<HappensBefore>;

  struct Thread {
    bool has_released_by_fence = false;  // fenced() is in use
    bool has_unfenced_loads = false;     // unfenced() is
  };
  struct Barrier {
    std::vector<std::uint32_t> waiting;  // the threads of the present round
    std::uint64_t execution = 0;         // in which `waiting` was last used
  };

  HappensBeforeRules<HappensBefore> rules() { return HappensBeforeRules<HappensBefore>(*this); }
  void make_rows(std::size_t threads);
  void widen(std::size_t lanes);
  void forget();

  Clock* own(std::size_t thread) { return threads_.row(thread); }
  // What its last release fence published.
  Clock* fenced(std::size_t thread) { return fences_.row(2 * thread); }
  // What its relaxed loads saw.
  Clock* unfenced(std::size_t thread) { return fences_.row(2 * thread + 1); }

  // The knowledge that HappensBeforeRules asks for.
  const SynchronizationRows& rows() const { return rows_; }
  void part(std::size_t thread) { ++threads_.row(thread)[thread]; }
  void learn(std::size_t thread, std::uint32_t row) {
    heddle::join(own(thread), clocks_.row(row), width());
  }
  void publish(std::size_t thread, std::uint32_t row) {
    assign(clocks_.row(row), own(thread), width());
    part(thread);
  }
  void contribute(std::size_t thread, std::uint32_t row) {
    heddle::join(clocks_.row(row), own(thread), width());
    part(thread);
  }
  void clear(std::uint32_t row) { assign(clocks_.row(row), Clock{0}, width()); }
  void see(std::size_t thread, std::uint32_t row);
  void acquire_fence(std::size_t thread);
  void release_fence(std::size_t thread);
  void publish_fenced(std::size_t thread, std::uint32_t row);
  void contribute_fenced(std::size_t thread, std::uint32_t row);
  void spawn(std::size_t thread, std::size_t child);
  void join(std::size_t thread, std::size_t child);
  void end(std::size_t) {}
  void teach(std::size_t thread, std::size_t other) {
    heddle::join(own(other), own(thread), width());
  }
  void wait_at(std::uint32_t barrier, std::size_t thread) {
    waiting_at(barrier).push_back(static_cast<std::uint32_t>(thread));
  }
  std::vector<std::uint32_t>& waiting_at(std::uint32_t barrier);
  std::int64_t capacity(std::uint32_t channel) const { return messages_.capacity(channel); }
  void push_message(std::uint32_t channel, std::size_t thread) {
    messages_.push_message(channel, static_cast<std::uint32_t>(thread), own(thread));
  }
  void push_receipt(std::uint32_t channel, std::size_t thread) {
    messages_.push_receipt(channel, own(thread));
  }
  std::optional<std::size_t> learn_message(std::size_t thread, std::uint32_t channel);
  void learn_receipt(std::size_t thread, std::uint32_t channel);

  SynchronizationRows rows_;
  std::vector<Barrier> barriers_;
  std::vector<Thread> thread_states_;  // by ThreadId, like the rows of threads_
  LaneTable<Clock> threads_;
  LaneTable<Clock> fences_;  // two rows a thread: see fenced(), unfenced()
  LaneTable<Clock> clocks_;  // of objects
  MessageClocks messages_;
  std::size_t thread_count_ = 0;
  std::uint64_t execution_ = 0;
  Clock base_;
};

}  // namespace heddle
