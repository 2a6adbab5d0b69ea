#pragma once
// The world: shared objects and threads as far as scheduling goes, which alternatives there are,
// and what taking one does. It chooses nothing, and knows no fiber, no front end and no explorer.
// The meaning of each kind of object stands in a file of its own (memory.cpp, locks.cpp, ...), as
// members of World.
//
// How it is driven, for each execution: reset(); add_thread() for main; then every thread that runs
// announce()s its next operation; once all have, settle() says whether the execution goes on; if
// so, one of alternatives() is taken by apply(), which says whether its thread has thereby finished
// its operation and runs on, with result().
//
// Invariants:
//   1. alternatives() is in thread order, and holds exactly thread.ways entries for each thread.
//   2. A thread without `pending` runs (or has ended); at most one runs at a time, besides one that
//   it just spawned.
//   3. Whoever changes what an object allows calls refresh_subscribers() of it.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/model/assertion.hpp"
#include "sim/model/created_objects.hpp"
#include "sim/model/event.hpp"
#include "sim/model/memory.hpp"
#include "sim/model/operation_table.hpp"
#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/model/value_limits.hpp"
#include "sim/model/watch.hpp"
#include "sim/world/objects.hpp"
#include "sim/world/thread_set.hpp"
#include "sim/world/virtual_clock.hpp"

namespace heddle {

// All of a world that is a single number: copied in one go.
struct WorldScalars {
  std::size_t thread_count_ = 0;
  std::size_t live_threads_ = 0;
  Point point_;  // its alternatives are alternatives_, shown anew by show_alternatives()
  std::size_t many_ways_ =
      0;  // threads with more than one alternative: their places are not plain to find
  bool rebuild_ = false;       // alternatives_ must be built anew
  bool attention_ = true;      // settle() has something to look at
  bool idle_ = false;          // nothing but timers and spurious wake-ups can happen
  bool inside_ = false;        // of an atomically
  bool inside_known_ = false;  // which cells it may touch: declared ones
  bool memory_changed_ = false;
  bool over_ = false;
  // An object came or went while other threads could use it, or a thread touched memory of the
  // program that is not atomic.
  bool may_race_ = false;
  ThreadSet timed_;     // threads whose operation waits for the clock
  ThreadSet awaiting_;  // threads at an await
  ThreadSet joining_;   // threads at a join
  ThreadSet waiting_;   // threads in a wait that nobody has woken
  std::uint32_t spurious_left_ = 0;
  std::size_t event_count_ = 0;
  std::size_t returns_ = 0;       // see preemptions(): so far, of threads that could have gone on
  std::size_t inside_begin_ = 0;  // how many events there were when the atomically began
  std::size_t output_bytes_ = 0;  // of all lines
  std::size_t destroyed_ = 0;     // objects
  ThreadId spawned_ = nobody;
  const Operation* finished_operation_ = nullptr;
};

class World final : public Memory, private WorldScalars {
 public:
  World(std::span<const ObjectDeclaration> objects, const Settings& settings);

  // Asked every steps_between_looks steps from the next reset() on; null: nobody is.
  void set_watch(Watch* watch) { watch_ = watch; }

  // Back to the initial state: no threads, every object as declared, nothing happened.
  void reset();
  // Shown at every point from now on.
  void show_facts(const ProgramFacts& facts) { point_.facts = &facts; }

  // A point of an execution, to come back to. The pending operations are not in it: see
  // SteppedThreads for whose they are.
  class Snapshot;
  // Requires that settle() has just returned true.
  void save(Snapshot& snapshot) const;
  // Back to a snapshot of this execution, or of one that has all events before it in common.
  void restore(const Snapshot& snapshot);
  // The parts that a state is made of, as words that are equal exactly where the parts are; for
  // searches over states. What is only history (steps, events, output) is not in them. Require
  // that settle() has just returned true, or is about to be called.
  void save_object(ObjectId id, std::vector<std::uint64_t>& words) const;
  void save_thread(ThreadId thread, std::vector<std::uint64_t>& words) const;
  // Spurious wake-ups left, and the clock relative to the present.
  void save_rest(std::vector<std::uint64_t>& words) const;
  // The reverse: load what differs, in any order, and then call finish_load(), after which settle()
  // is due. `pending` is what the thread is at; null where it has ended.
  void load_object(ObjectId id, std::span<const std::uint64_t> words);
  void load_thread(ThreadId thread, std::span<const std::uint64_t> words, const Operation* pending);
  void load_rest(std::span<const std::uint64_t> words);
  // All created objects; see sim/world/created.cpp. Loaded before the others: what an operation
  // names must be there.
  void save_created(std::vector<std::uint64_t>& words) const;
  void load_created(std::span<const std::uint64_t> words);
  void finish_load(std::size_t threads);
  // For words that come from a file, see state_check.cpp: whether save_object() or save_rest() may
  // have appended them, in a program with such values.
  bool may_load_object(ObjectId id, std::span<const std::uint64_t> words,
                       const ValueLimits& values) const;
  bool may_load_rest(std::span<const std::uint64_t> words, std::size_t threads) const;
  // Whether an operation that comes from a file names objects of its kind, and threads that exist.
  bool fits_its_objects(const Operation& operation, std::size_t threads) const;
  // Whether threads and objects fit together; of what was loaded, each part of which may be, to be
  // asked before finish_load().
  bool is_consistent(std::size_t threads) const;

  // A new thread; nobody where the limit on threads is reached.
  ThreadId add_thread(ThreadId parent, TextId label);

  // The running thread's next operation, which must stay where it is until it is finished.
  void announce(ThreadId thread, const Operation& operation) {
    Thread& state = this->thread(thread);
    state.pending = &operation;
    if (is_always_able(operation.kind) && state.ways == 1 && !rebuild_) {
      // The new operation takes the place of the last one.
      state.phase = Phase::whole;
      alternatives_[state.slot] = {thread, Phase::whole, Way::normal, 0, &operation};
    } else {
      announce_slowly(thread, state, operation);
    }
  }
  // Takes up what happened since the last step. False: the execution is over, and failure() says
  // how.
  bool settle() {
    const bool goes_on = attention_ || point_.step >= look_at_ ? settle_slowly() : true;
    if constexpr (fully_checked) {
      if (goes_on) check();
    }
    return goes_on;
  }
  std::span<const Alternative> alternatives() const { return point_.alternatives; }
  // The same, as schedulers are shown it. Stays where it is; changes with every step.
  const Point& point() const { return point_; }
  // Takes one of the alternatives. True: its thread has finished its operation and must now run on.
  bool apply(std::size_t choice) {
    const Alternative& taken = alternatives_[choice];
    const Operation& operation = *taken.operation;
    if (!is_common(operation.kind) || is_created_object(operation.object)) {
      return apply_slowly(choice);
    }
    apply_access(taken);
    return !over_;
  }
  // The result of the operation that the thread finished last.
  Value result(ThreadId thread) const { return threads_[index(thread)].result; }

  // Whether the thread that runs is inside of an `atomically`, where its operations take effect by
  // perform_inside().
  bool is_inside() const { return inside_; }
  Value perform_inside(ThreadId thread, const Operation& operation);
  // What the thread that runs did with its own memory, in the step that it took last.
  void report(ThreadId thread, MemoryEffect effect, Value shown, std::optional<MemoryOrder> order);
  // Ends the execution by a bug. The first one counts.
  void fail(const Failure& failure);
  // Whether all of them hold; else the execution fails at the step that was taken last.
  bool check_invariants(std::span<const Condition* const> invariants);
  // Gives the execution up (Status::abandoned).
  void abandon();
  // Once the execution is over: brings alternatives() up to date with the last step. The thread
  // that ran when the execution ended has none.
  void settle_alternatives();
  // Ensures that all of it fits together, where settle() has just returned true; see
  // world_check.cpp. Takes time linear in threads and objects.
  void check() const;

  bool is_over() const { return over_; }
  // Whether anything happened by which created objects or blocks can be in a race: only then need
  // one be looked for. Says nothing of declared cells.
  bool may_race() const { return may_race_; }
  const Failure& failure() const { return failure_; }
  std::span<const Event> events() const { return {events_.data(), event_count_}; }
  std::size_t steps() const { return point_.step; }
  // How many steps were taken by another thread than the step before, although that one could have
  // gone on and did not give way itself: the preemptions of scheduler/switch_costs.hpp.
  std::size_t preemptions() const;
  std::optional<ThreadId> previous() const { return point_.previous; }
  // The thread that the step before created, if it created one.
  std::optional<ThreadId> spawned() const {
    return spawned_ == nobody ? std::nullopt : std::optional(spawned_);
  }
  // The operation that apply() finished last.
  const Operation* finished_operation() const { return finished_operation_; }
  // Whether a step since the last call changed memory.
  bool take_memory_changed();
  std::span<const TextId> output() const { return output_; }
  // Virtual time in nanoseconds; always 0 where it is unbounded.
  std::int64_t now_ns() const { return clock_.now_ns(); }
  // How many threads have not ended.
  std::size_t live_threads() const { return live_threads_; }
  std::size_t thread_count() const { return thread_count_; }
  bool has_ended(ThreadId thread) const { return threads_[index(thread)].ended; }
  bool is_joined(ThreadId thread) const { return threads_[index(thread)].joined; }
  TextId label(ThreadId thread) const { return threads_[index(thread)].label; }
  // Who spawned it; nobody: it is main.
  ThreadId parent(ThreadId thread) const { return threads_[index(thread)].parent; }
  // Whether it could take a step; says nothing of a thread that runs.
  bool is_able(ThreadId thread) const { return threads_[index(thread)].ways != 0; }
  // Which part of its operation comes next.
  Phase phase(ThreadId thread) const { return threads_[index(thread)].phase; }
  // What the thread would do next; null while it runs and once it has ended.
  const Operation* pending(ThreadId thread) const { return threads_[index(thread)].pending; }

  Value read(ObjectId cell) const override { return values_[slot(cell)]; }
  // Whether the thread holds the mutex, or the exclusive side of the rwlock.
  bool holds(ThreadId thread, ObjectId lock) const { return object(lock).owner == thread; }

  // "worker.2/helper": see docs/semantics.md, Names. Does not depend on the schedule.
  std::string thread_name(ThreadId thread, const Texts& texts) const;
  // Likewise, of an object that was created: "worker.2/lock".
  // How many different objects were created, in all executions so far.
  std::size_t created_objects() const { return created_.size(); }
  std::string created_name(ObjectId object, const Texts& texts) const;

  // A thread that is not able, and why.
  struct Blocked {
    ThreadId thread{};
    const Operation* operation = nullptr;
    Phase phase = Phase::whole;
    std::vector<ThreadId> holders;  // whom it waits for, where that is certain
  };
  std::vector<Blocked> blocked() const;
  // Appends what each of them waits for.
  void append_blocked(std::vector<Alternative>& waiting) const;
  // Who holds a lock or runs the body of a once flag; of a rwlock either side.
  std::vector<ThreadId> holders_of(ObjectId lock) const;
  // The threads of the cycle by which the execution ended, if it was one; each waits for the next.
  std::span<const ThreadId> cycle() const { return cycle_; }

 private:
  struct Thread {
    const Operation* pending = nullptr;  // null while it runs, and once it has ended
    Phase phase = Phase::whole;          // what comes next of `pending`
    bool ended = false;
    bool joined = false;
    bool passed = false;        // wait: woken; send: taken; arrive: all have arrived
    bool timed_out = false;     // wait
    bool could_go_on = false;   // right after its last step; not for what is_always_able
    std::uint32_t ways = 0;     // how many alternatives it has
    std::uint32_t slot = 0;     // where the first of them is, unless rebuild_
    std::uint32_t created = 0;  // how many objects it created
    Value result;
    ThreadId parent{};
    TextId label{};
  };

  // What a thread can do next, as far as one alternative can say it.
  enum class Able : std::uint8_t { no, yes, by_timeout, several };

  // sim/world/alternatives.cpp
  void refresh(ThreadId thread);
  void refresh_all(ThreadSet threads);
  void refresh_subscribers(const Object& object);
  void change_ways(ThreadId thread, Thread& state, std::uint32_t ways);
  void insert_alternative(ThreadId thread, Thread& state);
  void erase_alternative(const Thread& state);
  bool has_many_threads() const {
    constexpr std::size_t few_threads = 16;
    return thread_count_ > few_threads;
  }
  void expect_changes(std::size_t threads);
  void rebuild_alternatives();
  void show_alternatives() { point_.alternatives = alternatives_; }
  Able able(ThreadId thread, const Thread& state) const;
  Able able_to_lock(ThreadId thread, const Operation& operation) const;
  Able able_to_wait(ThreadId thread, const Thread& state) const;
  Able or_by_timeout(bool now, ThreadId thread, const Operation& operation) const;
  std::uint32_t count_ways(ThreadId thread, const Thread& state, Able able) const;
  void append_alternatives(ThreadId thread, const Thread& state, Able able);
  bool nothing_but_spurious() const;
  bool settle_slowly();
  bool look();
  bool look_inside();
  std::size_t next_look(std::size_t done, std::size_t limit) const {
    return watch_ == nullptr ? limit : std::min(limit, done + steps_between_looks);
  }
  // The operations that apply_access() knows: always able, whole, and concerning one cell only.
  static constexpr bool is_common(OperationKind kind) {
    constexpr EnumSet effects{CellEffect::read, CellEffect::write, CellEffect::add};
    constexpr auto kinds = operation_table::where(
        [effects](const OperationRow& row) { return effects.contains(row.effect); });
    return kinds.contains(kind);
  }
  // Preemptions are counted where the thread that was left comes back, if ever: what it was at is
  // then at hand. Its first step counts too, and is taken back when the thread begins.
  static constexpr bool is_return(OperationKind kind, const Thread& state) {
    return is_always_able(kind) ? !gives_way(kind) : state.could_go_on;
  }
  void note_whether_it_can_go_on(ThreadId thread, Thread& state);
  void announce_slowly(ThreadId thread, Thread& state, const Operation& operation);
  void subscribe(ThreadId thread, const Operation& operation);
  void finish(ThreadId thread, const Operation& operation);
  // sim/world/state_words.cpp
  void subscribe_loaded(ThreadId thread, const Thread& state);
  // sim/world/state_check.cpp
  bool has_timer(const Thread& state) const;
  bool is_thread_consistent(ThreadId thread, std::size_t threads) const;
  bool is_object_consistent(const Object& object, std::size_t threads) const;
  // sim/world/world_check.cpp
  void check_alternatives_of(ThreadId thread, const Thread& state, std::size_t first) const;

  // sim/world/timers.cpp
  void start_timer(ThreadId thread, const Operation& operation);
  void cancel_timer(ThreadId thread, const Operation& operation);
  void move_clock(const Alternative& taken);

  // sim/world/wait_for.cpp
  void holders(const Thread& state, std::vector<ThreadId>& found) const;
  bool waits_for_holders(const Thread& state) const;
  void look_for_cycle(ThreadId from);
  bool is_stuck(ThreadId thread) const;
  bool reaches(ThreadId from, ThreadId target, std::vector<ThreadId>& path,
               std::vector<ThreadId>& seen) const;

  // What a step does, by kind of object; `event` is the event of the step, already in the log.
  // True: the operation is finished, with `state.result`.
  bool apply_slowly(std::size_t choice);
  bool apply_block_access(const Alternative& taken);
  void apply_access(const Alternative& taken);
  bool perform(const Alternative& taken, Thread& state, Event& event);
  bool perform_after_destroy(const Alternative& taken, Thread& state, Event& event);
  bool perform_lock(const Alternative& taken, Thread& state, Event& event);  // locks.cpp
  bool perform_unlock(const Alternative& taken, Event& event);
  bool perform_wait(const Alternative& taken, Thread& state, Event& event);  // condvar.cpp
  void perform_notify(const Alternative& taken, Event& event);
  void perform_semaphore(const Alternative& taken, Thread& state, Event& event);
  bool perform_arrive(const Alternative& taken, Thread& state, Event& event);  // barrier.cpp
  void perform_once(const Alternative& taken, Thread& state, Event& event);
  bool perform_send(const Alternative& taken, Thread& state, Event& event);  // channel.cpp
  void perform_recv(const Alternative& taken, Thread& state, Event& event);
  void perform_close(const Alternative& taken);
  void perform_spawn(const Alternative& taken, Thread& state, Event& event);  // threads.cpp
  void perform_join(const Alternative& taken, Event& event);
  void perform_end(const Alternative& taken, Thread& state);
  void perform_create(const Alternative& taken, Thread& state, Event& event);  // created.cpp
  void perform_destroy(const Alternative& taken, Event& event);
  void perform_await(const Alternative& taken);  // memory.cpp
  void perform_print(const Operation& operation, Event& event);
  static void perform_access(const Operation& operation, Event& event);

  // memory.cpp. Reads, writes or both; logs into `event`; returns the operation's result.
  Value access(const Operation& operation, Event& event);
  void memory_changed();
  // locks.cpp
  bool is_free(const Object& lock, ThreadId thread, bool shared) const;
  bool is_held_by(const Object& lock, ThreadId thread) const;
  bool is_relocked_rwlock(const Object& lock, ThreadId thread) const;
  void take(Object& lock, ThreadId thread, bool shared);
  void release_one(Object& mutex);
  // condvar.cpp
  void wake(ThreadId waiter);
  void fail_at(const Event& event, Status status, std::string_view message);

  // created.cpp
  Object make(const ObjectDeclaration& declaration);
  void put(ObjectId id, const ObjectDeclaration& declaration);
  void forget_created();
  bool is_in_use(const Object& object) const;
  bool is_alone() const;
  bool is_destroyed(ObjectId id) const { return is_created(id) && object(id).life != Life::exists; }
  bool uses_destroyed(const Alternative& taken) const;
  void fail_as_destroyed(const Event& event);
  std::size_t created_slot(ObjectId id) const;

  // Where the object is: declared ones first, then the created ones that were ever met.
  std::size_t slot(ObjectId id) const {
    if (is_created_object(id)) [[unlikely]]
      return created_slot(id);
    return index(id);
  }
  Object& object(ObjectId id) { return objects_[slot(id)]; }
  const Object& object(ObjectId id) const { return objects_[slot(id)]; }
  Thread& thread(ThreadId id) { return threads_[index(id)]; }
  const Thread& thread(ThreadId id) const { return threads_[index(id)]; }
  Event& log(ThreadId thread, const Operation& operation) {
    if (event_count_ == events_.size()) [[unlikely]]
      events_.resize(2 * event_count_ + 64);
    Event& event = events_[event_count_++];
    event = {thread,
             operation.object,
             operation.mutex,
             operation.site,
             operation.kind,
             Phase::whole,
             Way::normal,
             operation.order,
             0,
             {},
             {}};
    return event;
  }

  static constexpr std::size_t steps_between_looks = 4096;

  const Settings settings_;
  const std::size_t inside_limit_;  // operations inside of one atomically
  Watch* watch_ = nullptr;
  std::size_t look_at_ = 0;         // the step at which look() is due
  std::size_t look_inside_at_ = 0;  // the operation of an atomically at which look_inside() is
  std::vector<Value> initial_values_;
  std::vector<Object> initial_objects_;
  std::size_t declared_channels_ = 0;
  std::size_t declared_lists_ = 0;
  CreatedObjects created_;              // in any execution
  std::vector<TextId> created_labels_;  // by number: of the execution that created it last

  // What changes in the course of an execution, together with the scalars, is all in snapshots.
  std::vector<Value> values_;    // by slot; of cells
  std::vector<Object> objects_;  // by slot
  std::vector<Channel> channels_;
  std::vector<ThreadList> lists_;  // waiters of condvars and barriers, readers of rwlocks
  std::vector<Thread>
      threads_;  // the first thread_count_ exist; the rest is kept for later executions
  std::vector<Alternative> alternatives_;
  VirtualClock clock_;
  std::vector<Event> events_;  // the first event_count_ happened
  std::vector<TextId> output_;
  Failure failure_;              // where over_
  std::vector<ThreadId> cycle_;  // where over_, soon
};

}  // namespace heddle
