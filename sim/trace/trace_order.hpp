#pragma once
// The steps of one execution, and the order between those that are dependent: two executions with
// the same steps in the same order are the same Mazurkiewicz trace. Finds the races whose reversal
// leads to another trace. Knows no search.
//
// Sources: A. Mazurkiewicz, "Trace Theory" (LNCS 255, 1987); Abdulla, Aronis, Jonsson, Sagonas,
// "Source Sets: A Foundation for Optimal Dynamic Partial Order Reduction" (JACM 2017), sections 3
// (happens-before assignments, races) and 10 (processes that block each other).

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/event.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/trace/footprint.hpp"

namespace heddle {

using StepNumber = std::uint32_t;  // from 0, in the order of the execution
inline constexpr StepNumber no_step = UINT32_MAX;

// What was to be seen of a step before it was taken.
struct StepNote {
  Alternative taken;  // its operation may have changed since
  const Condition* condition = nullptr;
  const CellUse* use = nullptr;
  Value operand;
  std::uint64_t able = 0;  // the threads that were (number mod 64)
  bool result_used = true;
  bool timed = false;
  bool due_at_once = false;  // its time-out is zero
  bool yields = false;
  bool clock_moves = false;

  void see(const Point& point, std::size_t choice);
  // Whether the thread was able, of so many threads; false where that cannot be told.
  bool was_able(ThreadId thread, std::size_t threads) const {
    return threads <= 64 && (able >> index(thread) & 1U) != 0;
  }
};

struct Step {
  StepNote note;  // the first to be there: the rest follows once the execution is over
  ThreadId thread{};
  std::int32_t number_in_thread = 0;  // from 1
  Event event;
  std::uint32_t position = 0;  // of its event in the log
  std::uint32_t events = 1;    // with those inside of it
  bool is_misuse = false;      // it ended the execution, and had no effect beside
  Footprint footprint;
};

// That `second` be taken before `first`, which came before it. `second` is the number of steps
// where a thread waited in vain at the end: then `blocked` is the place among those.
struct Reversal {
  StepNumber first = no_step;
  StepNumber second = no_step;
  std::size_t blocked = 0;
  // Where `second` had to wait its turn, did not happen, or ended everything: what came before it
  // in any case, as a row of bases_.
  std::size_t base = no_base;
  // Before `first`, `second` needs nothing but what came before it in any case.
  bool at_once = true;
  // `second` ended everything, as `first` came before it.
  bool may_end_nothing = false;
  static constexpr std::size_t no_base = SIZE_MAX;
};

// That a thread stop waiting by itself just before the step by which it was notified.
struct Foregone {
  StepNumber before = no_step;
  ThreadId thread{};
  Way way = Way::timeout;
  Footprint footprint;
};

class TraceOrder {
 public:
  // How many steps of a thread. Signed, because the plainest vector instructions compare signed
  // numbers.
  using Time = std::int32_t;

  TraceOrder(const ProgramFacts& facts, std::bitset<rows> dropped);

  // Before each step that is new, in order: what is to be seen of it. All that was taken in of it
  // and of what followed it is forgotten; the steps before it stay.
  void expect(const Point& point, std::size_t choice);
  // Takes in an execution that is over, each step of which was expected.
  void take_in(const Execution& execution);
  // Whether its last step ended it for all that could have gone on: by a bug, or because of the
  // limit on steps.
  bool cuts_off() const { return ends_all_ || is_truncated_; }
  // Whether it was the limit.
  bool is_truncated() const { return is_truncated_; }
  // Whether the last step conflicts with all others, and so would whatever could be in its place.
  bool ends_all() const { return ends_all_; }

  // Whether it did by closing a cycle of threads that wait for each other.
  bool ends_by_cycle() const { return ends_all_ && !cycle_.empty(); }
  // Whether the step is that one, and would end everything just so where `first` is left out, which
  // is of none of these threads.
  bool ends_without(StepNumber step, StepNumber first) const {
    return ends_by_cycle() && step + 1 == size_ && !is_in_cycle(first);
  }

  // Of an execution that ended by such a cycle, and of what could have been taken after its last
  // step, had that not closed the cycle: the steps before which `other` can be taken after the last
  // one. None where `other` commutes with the last step, and may as well be taken before that.
  struct CutOffRace {
    StepNumber before = no_step;
    // The step commutes with `other`, and closes the cycle just so where it comes last.
    bool closes_cycle = false;
  };
  void find_cut_off_races(const Alternative& other, std::vector<CutOffRace>& races) const;

  StepNumber size() const { return size_; }
  const Step& operator[](StepNumber step) const { return steps_[step]; }
  std::span<const Step> blocked() const { return blocked_; }
  std::span<const Reversal> reversals() const { return reversals_; }
  // How many of them, the first ones, are those of the execution before.
  std::size_t kept_reversals() const { return kept_reversals_; }
  std::span<const Foregone> foregone() const { return foregone_; }

  // Whether `one` comes before `other` in every execution of this trace.
  bool before(StepNumber one, StepNumber other) const { return covers(clock(other), one); }
  ThreadId thread_of(StepNumber step) const { return positions_[step].thread; }
  // The last of the steps that it comes after; no_step where it comes after none.
  StepNumber latest_before(StepNumber step) const { return positions_[step].latest_before; }
  // The steps of one thread, in order.
  std::span<const StepNumber> steps_of(ThreadId thread) const {
    if (index(thread) >= threads_.size()) return {};
    return threads_[index(thread)].steps;
  }
  std::size_t thread_count() const { return threads_.size(); }
  Time number_in_thread(StepNumber step) const { return positions_[step].number_in_thread; }
  // By thread: how many of its steps come before the step, or are it.
  std::span<const Time> steps_up_to(StepNumber step) const {
    return {clock(step), threads_.size()};
  }
  // Likewise, of the second step: those that come before it in any case, and perhaps itself.
  std::span<const Time> steps_up_to_second(const Reversal& reversal) const {
    if (reversal.base == Reversal::no_base) return steps_up_to(reversal.second);
    return {bases_.data() + reversal.base * width_, threads_.size()};
  }
  // Whether `one` comes before `reversal.second` in any case, whatever that touches.
  bool is_in_base(StepNumber one, const Reversal& reversal) const;
  // The second step, or the waiting that stands for it.
  const Step& second_of(const Reversal& reversal) const {
    return reversal.second == size_ ? blocked_[reversal.blocked] : steps_[reversal.second];
  }
  // What the second step may touch where it is taken before the first.
  Footprint at_most(const Reversal& reversal) const;
  // What a step may touch that was not taken: instead of the given one, or at a place that is not
  // known (no_step).
  Footprint at_most(const Alternative& alternative, StepNumber instead_of) const;
  const Footprints& footprints() const { return footprints_; }
  // Whether the step kills all other threads: nothing comes after it.
  bool is_main_end(const Step& step) const {
    return step.thread == main_thread && step.event.kind == OperationKind::end &&
           footprints_.facts().settings.main_exit == MainExit::kill;
  }

 private:
  // What is asked for most of a step, close together.
  struct Position {
    ThreadId thread{};
    Time number_in_thread = 0;
    StepNumber latest_before = no_step;
  };
  struct Touched {
    StepNumber step = 0;
    Touch touch{};
    std::uint32_t number = 0;
    std::uint32_t run = 0;  // the place where the run of this touch began
  };
  struct ThreadState {
    std::vector<StepNumber> steps;
    StepNumber enabler = no_step;  // the spawn, or what let its present wait end
    std::uint32_t created = 0;     // objects

    StepNumber last() const { return steps.empty() ? no_step : steps.back(); }
  };
  // What is known of the steps that are there, beside the steps: how much of each list.
  struct Mark {
    std::size_t reversals = 0;
    std::size_t bases = 0;
    std::size_t foregone = 0;
    std::size_t enablers = 0;
    std::size_t waiters = 0;
    std::size_t instants = 0;
    StepNumber last_touching_all = no_step;
    StepNumber last_of_instant = no_step;
    std::uint32_t spurious = 0;
  };
  // What was changed by a step, to be changed back.
  struct EnablerChange {
    ThreadId thread{};
    StepNumber before = no_step;
  };
  struct WaiterChange {
    ObjectId object{};
    ThreadId thread{};
    std::size_t place = 0;
    bool came = false;
  };
  struct ChannelState {
    std::vector<StepNumber> sends;  // by message
    std::vector<StepNumber> takes;
    std::vector<StepNumber> closes;
  };

  const Time* clock(StepNumber step) const { return clocks_.data() + step * width_; }
  Time* clock(StepNumber step) { return clocks_.data() + step * width_; }
  // What comes before a step: all that comes before the steps that were joined.
  struct Before {
    Time* clock = nullptr;
    StepNumber latest = no_step;

    void see(StepNumber step) {
      if (latest == no_step || (step != no_step && step > latest)) latest = step;
    }
  };
  void join(Time* clock, StepNumber step) const;
  void copy_row(const Time* from, Time* to) const {
    for (std::size_t block = 0; block < width_; block += lanes) {
      std::copy_n(from + block, lanes, to + block);
    }
  }
  // First of all: the instant, and the last step of the same thread.
  void begin(Before& before, StepNumber last) const {
    if (last != no_step && (last_of_instant_ == no_step || last > last_of_instant_)) {
      // It comes after all that was before the instant.
      copy_row(clock(last), before.clock);
      before.latest = last;
      return;
    }
    copy_row(instant_.data(), before.clock);
    before.latest = last_of_instant_;
    join(before, last);
  }
  void join(Before& before, StepNumber step) const {
    if (step == no_step) return;
    join(before.clock, step);
    before.see(step);
  }
  bool covers(const Time* clock, StepNumber step) const {
    return clock[index(positions_[step].thread)] >= positions_[step].number_in_thread;
  }

  ThreadState& thread_state(ThreadId thread) {
    if (index(thread) >= threads_.size()) [[unlikely]]
      add_threads(index(thread) + 1);
    return threads_[index(thread)];
  }
  // Where in touched_ the resource is.
  std::size_t place_of(std::uint32_t resource) const {
    if (!is_created_object(ObjectId{resource})) [[likely]]
      return resource;
    return declared_resources_ + footprints_.created().number(ObjectId{resource});
  }
  // Where an object is in channels_ and waiting_.
  std::size_t slot(ObjectId object) const {
    if (!is_created_object(object)) [[likely]]
      return index(object);
    return footprints_.facts().objects.size() + footprints_.created().number(object);
  }
  // Of an object.
  std::vector<Touched>& touched(ObjectId object) {
    return touched_[place_of(static_cast<std::uint32_t>(object))];
  }
  const std::vector<Touched>& touched(ObjectId object) const {
    return touched_[place_of(static_cast<std::uint32_t>(object))];
  }
  void meet_object(const Event& create);
  // The event that the operation would leave, as far as that is known before.
  Event event_of(const Alternative& alternative) const;
  void add_threads(std::size_t count);
  void add_room(std::size_t steps);
  void forget_from(StepNumber first);
  void undo_effects(const Step& step);
  void widen(std::size_t threads);
  std::size_t add_step(std::span<const Event> events, std::size_t position);
  void begin_instant();
  void add_blocked(const Alternative& waiting);
  void add_just_made_able(std::span<const Alternative> pending);
  void make_footprint(Step& step, std::span<const Event> inside);
  void find_context(const Step& step, StepContext& context) const;
  // Where `without`, and what comes after it, did not happen; no_step: at any place.
  Footprint at_most(const Step& step, std::uint32_t message, StepNumber without) const;
  // The number of the message that it would send or take there.
  std::uint32_t message_without(const Step& step, StepNumber number, StepNumber without) const;
  // trace_conflicts.cpp
  // The order by what let the step happen at all.
  void order_by_enablers(const Step& step, Before& before) const;
  // The order by conflicts, and the races.
  void order_by_conflicts(const Step& step, StepNumber number, std::size_t blocked, Before& before);
  void order_by_accesses(StepNumber number, Before& before);
  void gather(const Access& access, std::vector<StepNumber>& found) const;
  // Whether a touch comes after all earlier ones on its resource that conflict with `mine`, but for
  // its counterpart, so that those need not be looked at.
  static bool hides_earlier(const Touched& later, const Access& mine);
  // What sent the message that is taken, or took the one in whose place this one is sent; no_step:
  // there is none.
  StepNumber counterpart(const Access& access) const;
  bool cuts_others_off(const Step& step);
  void order_without_end(const Step& step);
  bool is_in_cycle(StepNumber step) const;
  bool can_come_last(StepNumber step) const;
  bool is_needed_by_cycle(StepNumber step) const;
  // trace_effects.cpp, as are forget_from() and undo_effects()
  void apply(const Step& step, StepNumber number);
  void let_go_on(ThreadId thread, StepNumber number);
  void add_waiter(ObjectId object, ThreadId thread);
  void remove_waiter(ObjectId object, std::size_t place);
  void notify(ThreadId waiter, const Step& step, StepNumber number);
  void spend_spurious(const Step& step, StepNumber number);
  void forego(ThreadId waiter, Way way, StepNumber number);
  // trace_turns.cpp
  bool may_block(const Step& step) const;
  void find_turns(const Step& step, StepNumber number, std::size_t blocked, const Time* base);
  void take_turn(StepNumber first, StepNumber second, std::size_t blocked, bool at_once = false);
  bool able_without(const Step& step, StepNumber first) const;
  bool is_due(const Step& step, StepNumber first) const;
  // The steps that count: those that stay where `first` is left out, or those before it.
  enum class Span : std::uint8_t { all_that_stay, before_first };
  bool finds_it_free(const Step& step, StepNumber first, Span span = Span::all_that_stay) const;
  bool awaits_truth(const Step& step, StepNumber first) const;
  Value value_without(ObjectId cell, StepNumber first) const;
  bool is_done_without(ObjectId once, StepNumber first) const;
  // Which way the operation goes there, where that decides about what it touches.
  void foresee(const Step& step, StepNumber first, Event& event, StepContext& context) const;
  // What is in the cell after the step, if `before` was in it.
  Value value_after(const Step& step, ObjectId cell, Value before) const;
  // The last step that took the mutex, which is not recursive.
  StepNumber last_taking(ObjectId mutex) const;
  // How many of the sends, or takes, of a channel stay: the first ones, as they are in order.
  std::uint32_t staying(const std::vector<StepNumber>& list, StepNumber first) const {
    const auto end = std::partition_point(list.begin(), list.end(),
                                          [&](StepNumber step) { return stays(step, first); });
    return static_cast<std::uint32_t>(end - list.begin());
  }
  // Whether the step stays where `first` and all that comes after it is left out.
  bool stays(StepNumber step, StepNumber first) const {
    return step < first || (step != first && !before(first, step) && !ends_without(step, first));
  }

  Footprints footprints_;
  std::span<const Event> events_;  // while an execution is taken in
  // Where the limit on steps is no higher, it bounds the search: each way to reach it counts as a
  // trace. Else it is there for what never ends, which has far too many.
  static constexpr std::size_t short_limit = 200;
  bool ends_all_ = false;  // the last step: by a bug, or by a short limit
  bool is_truncated_ = false;
  bool is_misuse_ = false;  // what ended it
  std::span<const ThreadId> cycle_;
  // Of the step that closed it: see order_without_end().
  std::vector<Time> without_end_;
  StepNumber latest_without_end_ = no_step;
  bool others_are_able_ = false;
  // By step: the first size_ are in use, and perhaps the notes of more.
  StepNumber size_ = 0;
  std::vector<Step> steps_;
  std::vector<Position> positions_;
  std::vector<Mark> marks_;   // what there was before it
  std::vector<Time> clocks_;  // rows of width_
  std::vector<Step> blocked_;
  std::vector<Time> bases_;  // a row of width_ for each reversal that had to wait its turn
  StepNumber last_touching_all_ = no_step;
  std::uint32_t spurious_ = 0;  // wake-ups
  std::vector<Time> instant_;   // all steps before the present instant
  std::vector<Time> instants_;  // the rows of the earlier ones
  StepNumber last_of_instant_ = no_step;
  static constexpr std::size_t lanes = 8;  // that are worked on at the same time
  std::size_t width_ = lanes;              // a multiple
  std::vector<ThreadState> threads_;
  std::size_t declared_resources_ = 0;          // all but created objects
  std::vector<std::vector<Touched>> touched_;   // see place_of(), in order
  std::vector<ChannelState> channels_;          // by slot
  std::vector<std::vector<ThreadId>> waiting_;  // by slot: of condvars, barriers
  std::vector<Reversal> reversals_;
  std::size_t kept_reversals_ = 0;
  std::vector<Foregone> foregone_;
  std::vector<EnablerChange> enabler_changes_;
  std::vector<WaiterChange> waiter_changes_;
  std::vector<StepNumber> found_;  // scratch
  std::vector<Time> base_;
};

}  // namespace heddle
