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

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "sim/model/created_objects.hpp"
#include "sim/model/event.hpp"
#include "sim/model/program.hpp"
#include "sim/trace/happens_before_rules.hpp"
#include "sim/trace/lane_table.hpp"
#include "sim/trace/message_clocks.hpp"

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

  // Of an object that was declared, or created in this execution.
  ObjectKind kind(ObjectId object) const { return objects_[slot(object)].kind; }

  // The accesses inside an atomically block lie between these two.
  void begin_atomically(std::size_t thread) { rules().begin_atomically(thread); }
  void end_atomically(std::size_t thread) { rules().end_atomically(thread); }

 private:
  struct SynchronizationObject {
    ObjectKind kind{};
    std::uint32_t row = 0;    // in clocks_: what a thread learns from it
    std::uint32_t extra = 0;  // rwlock: the row of the shared unlocks; barrier, channel: its number
  };
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
  std::size_t slot(ObjectId object) const {
    if (is_created_object(object)) [[unlikely]]
      return declared_ + created_.number(object);
    return index(object);
  }
  SynchronizationObject make(const ObjectDeclaration& declaration);
  std::uint32_t extra(ObjectId object) const { return objects_[slot(object)].extra; }
  void make_rows(std::size_t threads);
  void widen(std::size_t lanes);
  void forget();

  Clock* own(std::size_t thread) { return threads_.row(thread); }
  // What its last release fence published.
  Clock* fenced(std::size_t thread) { return fences_.row(2 * thread); }
  // What its relaxed loads saw.
  Clock* unfenced(std::size_t thread) { return fences_.row(2 * thread + 1); }

  // The knowledge that HappensBeforeRules asks for.
  std::uint32_t row(ObjectId object) const { return objects_[slot(object)].row; }
  std::uint32_t shared_row(ObjectId object) const { return extra(object); }
  void learn_exclusively(std::size_t thread, ObjectId object) {
    const SynchronizationObject& lock = objects_[slot(object)];
    learn(thread, lock.row);
    if (lock.kind == ObjectKind::rwlock) learn(thread, lock.extra);
  }
  std::optional<std::uint32_t> row_of_access(const Event& event);
  void create(const Event& event);
  void part(std::size_t thread) { ++threads_.row(thread)[thread]; }
  void learn(std::size_t thread, std::uint32_t row) {
    if (row != unordered_row_) heddle::join(own(thread), clocks_.row(row), width());
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
  void wait_at(ObjectId barrier, std::size_t thread) {
    waiting_at(barrier).push_back(static_cast<std::uint32_t>(thread));
  }
  std::vector<std::uint32_t>& waiting_at(ObjectId barrier);
  std::int64_t capacity(ObjectId channel) const { return messages_.capacity(extra(channel)); }
  void push_message(ObjectId channel, std::size_t thread) {
    messages_.push_message(extra(channel), static_cast<std::uint32_t>(thread), own(thread));
  }
  void push_receipt(ObjectId channel, std::size_t thread) {
    messages_.push_receipt(extra(channel), own(thread));
  }
  std::optional<std::size_t> learn_message(std::size_t thread, ObjectId channel);
  void learn_receipt(std::size_t thread, ObjectId channel);

  std::vector<SynchronizationObject> objects_;  // by slot: the declared ones, then the created ones
  const std::size_t declared_;
  CreatedObjects created_;
  // Of all mutexes that order no memory: nobody learns from it.
  const std::uint32_t unordered_row_;
  // Made for each created object, by number, and then by kind: in another execution it may be of
  // another kind.
  std::vector<std::array<SynchronizationObject, object_kinds>> made_;
  // Atomic accesses to blocks: the rows of the bytes that they begin at.
  std::unordered_map<std::uint64_t, std::uint32_t> rows_of_bytes_;
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
