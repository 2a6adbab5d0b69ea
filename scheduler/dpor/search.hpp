#pragma once
// The search of dpor: depth first along wakeup trees. See dpor.hpp for what it is.

#include <bitset>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "scheduler/dpor/reordering.hpp"
#include "scheduler/dpor/wakeup_tree.hpp"
#include "sim/model/divisible_search.hpp"
#include "sim/model/own_lines.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/model/systematic_search.hpp"
#include "sim/trace/action.hpp"
#include "sim/trace/trace_order.hpp"

namespace heddle {

// Between two executions, places_ is the path of the last one; the next one leaves it at the last
// point with anything pending, and goes on along a branch of that point's wakeup tree.
//
// Invariants:
//   1. A point's sleepers commute with all steps from the point at which they were explored.
//   2. Once all of a branch is taken, nobody sleeps: what follows may be chosen freely.
//
// So what is to be explored below a branch depends on nothing but the way there, what was explored
// before, and what is pending below it: another search may explore it at any time. What it finds
// that is to be explored from points before, it notes. When this search comes to the branch, it
// waits for the other one, and takes the notes as if it had found all that itself. Where something
// was added below the branch meanwhile, the other one is called off.
//
// What is pending behind the branch, and what was noted for a place where nothing is, comes next
// there, unless what is explored before adds to it: it may be given away ahead of time.
class alignas(own_lines) DporSearch final : public Scheduler,
                                            public SystematicSearch,
                                            public DivisibleSearch {
 public:
  // A branch is given away where it is likely to take at least so many executions: to give it away
  // costs what a hundred of them do, and whoever takes it has to warm up.
  static constexpr std::uint64_t executions_of_a_part = 1000;
  // What is pending behind it is expected there only where it is not more than so many steps: to
  // copy and compare it must cost no more either.
  static constexpr std::size_t most_expected = 4096;

  // `least_part`: that number; tests give away less.
  explicit DporSearch(std::bitset<rows> dropped, std::uint64_t least_part = executions_of_a_part)
      : dropped_(dropped), least_part_(least_part) {}

  bool begin() override;
  std::optional<std::size_t> pick(const Point& point) override;
  void end(const Execution& execution) override;  // reversals.cpp
  const SystematicSearch* systematic() const override { return this; }
  DivisibleSearch* divisible() override { return this; }

  std::optional<std::size_t> shared_steps() const override { return first_new_; }
  bool leaves_tail() const override { return !knowledge_ || leaves_tail_; }
  Headway headway() const override;
  std::size_t bytes() const override { return trees_.bytes() + table_.bytes() + note_bytes_; }

  // parts.cpp
  std::optional<GivenPart> split(PartId part) override;
  bool waits() const override { return waits_; }
  std::optional<PartId> waits_for() const override {
    return waits_ ? std::optional(given_.back().part) : std::nullopt;
  }
  void take_back(Scheduler& part) override;
  bool has_called_off() const override { return !called_off_.empty(); }
  std::vector<PartId> take_called_off() override { return std::exchange(called_off_, {}); }

  // See Strategy::save and Strategy::restore. words.cpp.
  void save(std::vector<std::uint64_t>& words) const;
  static std::unique_ptr<Scheduler> restore(std::span<const std::uint64_t> words);

 private:
  // A step of the path, and what else there is to do where it begins.
  struct Place {
    std::vector<ActionNumber> sleep;  // on arrival
    std::vector<ActionNumber> done;   // branches explored from here
    WakeupTrees::Node pending = WakeupTrees::none;
    Turn current;
    bool taken = false;                   // current was, in the last execution
    std::uint32_t row = 0;                // how many steps in a row its thread has taken by choice
    std::uint32_t elsewhere = 0;          // how many branches are pending there in other searches
    std::uint64_t executions_before = 0;  // of the search: before current was explored
    std::uint64_t gives_from = 0;  // likewise: with so many, what is pending may be given away
    std::uint32_t called_off = 0;  // so often was that in vain
  };
  // What knows the program, which is met with the first execution.
  struct Knowledge {
    Knowledge(const ProgramFacts& facts, std::bitset<rows> dropped, Actions& actions,
              const std::vector<ActionNumber>& taken)
        : order(facts, dropped), sequence(order, actions, taken) {}

    TraceOrder order;
    Reordering sequence;
  };
  // What became of a reversal, which the next executions may have in common.
  struct Decision {
    static constexpr ActionNumber nobody = UINT32_MAX;
    // Somebody who sleeps, and stays asleep whichever step of the last execution comes first.
    ActionNumber asleep = nobody;
    // The sequence that was noted is the same as long as so many steps are.
    StepNumber relies_on = no_step;
  };
  // What another search explores: the first branch that is pending at the place.
  struct Given {
    std::size_t place = 0;
    PartId part{};
  };
  // What will be pending at a place of the giver's once this search is over, as far as it knows.
  struct Expected {
    std::size_t place = 0;
    WakeupTrees::Node branches = WakeupTrees::none;
  };
  class Writer;
  class Reader;

  void take_own_memory();
  void meet(const ProgramFacts& facts);
  std::optional<std::size_t> give_up(std::size_t step);
  void keep(std::span<const Alternative> alternatives);
  // What was taken at the place; nobody asks where every order is explored.
  ActionNumber taken_at(std::size_t place) const {
    return place < taken_.size() ? taken_[place] : 0;
  }
  TraceOrder& order() { return knowledge_->order; }
  void leave_branch(Place& place);
  void take_branch(Place& place);
  std::size_t add_place(const Point& point);
  std::size_t choose(Place& place, const Point& point);
  void add_all_others(Place& place, const Point& point);
  std::size_t place_of(Place& place, const Point& point, std::size_t from);
  // The number of an alternative as it is instead of a step; no_step: as it may be at most.
  ActionNumber untaken(const Alternative& alternative, StepNumber instead_of = no_step,
                       bool ends_all = false);
  void take_turn(Turn& turn, const Alternative& alternative) const;
  bool is_main_end(const Alternative& alternative) const;
  void put_to_sleep();
  void add_what_was_cut_off();
  void add_what_other_closers_cut_off(std::span<const Alternative> pending);
  ActionNumber without_its_end(ActionNumber ending);
  ActionNumber with_its_end(ActionNumber step);
  void take_instead(const Foregone& foregone);
  void reverse(const Reversal& reversal, Decision& decision);
  bool wakes_all(const std::vector<ActionNumber>& sleepers, Decision& decision);
  void explore(std::size_t step);
  void insert_at(std::size_t step);
  // False: it is not this search's to explore.
  template <typename Sequence>
  bool insert(std::size_t place, Sequence& sequence);
  std::uint32_t finished_at(std::size_t number) const;
  std::uint32_t branches_at(std::size_t number) const;
  std::uint64_t likely_executions(std::size_t place) const;
  std::optional<std::size_t> place_to_split() const;
  std::size_t first_ahead() const { return ahead_.empty() ? ahead_from_ : ahead_.back().place + 1; }
  std::optional<std::size_t> place_ahead() const;
  std::unique_ptr<DporSearch> part_from(std::size_t from) const;
  void begin_with(const WakeupTrees& trees, WakeupTrees::Node branch);
  void expect(std::size_t place, const WakeupTrees& trees, WakeupTrees::Node branches);
  std::unique_ptr<DporSearch> split_at(std::size_t from, PartId id);
  std::unique_ptr<DporSearch> split_ahead(std::size_t from, PartId id);
  double weight_ahead(std::size_t from) const;
  double weight_known() const;
  double branches_before(std::size_t number) const;
  double branches_expected(const Expected& expected) const;
  bool is_own(std::size_t place) const { return !is_part_ || place > root_; }
  void add_note(NotedSequence note);
  void expect(NotedSequence note);
  Expected* expected_at(std::size_t place);
  void take_ahead(DporSearch& part);
  bool call_off(std::vector<Given>& given, std::size_t place);
  void call_off(std::size_t place, WakeupTrees::Node branch);

  const std::bitset<rows> dropped_;
  std::uint64_t least_part_;
  ActionTable table_;
  Actions actions_{table_};
  std::optional<Knowledge> knowledge_;
  bool begun_ = false;
  std::uint64_t executions_ = 0;  // with those of parts that were taken back
  bool every_order_ = false;
  bool main_kills_ = true;
  bool leaves_tail_ = false;
  std::vector<Place> places_;  // the first depth_ are in use
  std::size_t depth_ = 0;
  std::size_t branched_at_ = 0;      // the place that was turned to another branch
  std::size_t first_new_ = 0;        // step that the execution has not in common with the last
  std::vector<ActionNumber> taken_;  // by place: what was taken there
  std::vector<Decision> decisions_;  // by reversal
  std::vector<Alternative> last_alternatives_;
  WakeupTrees trees_;
  WakeupTrees::Node plan_ = WakeupTrees::none;  // what follows the last branch taken
  std::vector<std::uint64_t> sizes_;  // by place: executions of the branch that was left there last
  std::vector<Given> given_;          // by place; the search comes to the last one first
  bool waits_ = false;                // for that one
  std::vector<PartId> called_off_;    // and not told yet
  // Where this search explores a branch for another one: from which place. Only other ways of the
  // same step are pending there, and nothing before.
  bool is_part_ = false;
  std::size_t root_ = 0;
  std::size_t done_before_ = 0;  // explored there before
  double weight_ = 1;            // the part of all that this is, see headway()
  std::vector<NotedSequence> notes_;
  std::size_t note_bytes_ = 0;
  std::vector<Expected> expected_;  // not of every place
  std::vector<Given> ahead_;    // the first ones that are expected; by place, the last one first
  std::size_t ahead_from_ = 0;  // what is before this place comes after what the giver gave before
};

template <typename Sequence>
bool DporSearch::insert(std::size_t place, Sequence& sequence) {
  WakeupTrees::Node& pending = places_[place].pending;
  if (is_own(place)) {
    call_off(place, trees_.insert(pending, sequence));
    return true;
  }
  return place == root_ && trees_.covers(pending, sequence);
}

}  // namespace heddle
