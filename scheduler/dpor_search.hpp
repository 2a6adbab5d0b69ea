#pragma once
// The search of dpor: depth first along wakeup trees. See dpor.hpp for what it is.

#include <bitset>
#include <memory>
#include <optional>
#include <vector>

#include "scheduler/action.hpp"
#include "scheduler/reordering.hpp"
#include "scheduler/trace_order.hpp"
#include "scheduler/wakeup_tree.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

// Between two executions, places_ is the path of the last one; the next one leaves it at the last
// point with anything pending, and goes on along a branch of that point's wakeup tree.
//
// Invariants:
//   1. A point's sleepers commute with all steps from the point at which they were explored.
//   2. Once all of a branch is taken, nobody sleeps: what follows may be chosen freely.
class DporSearch final : public Scheduler {
 public:
  explicit DporSearch(std::bitset<rows> dropped) : dropped_(dropped) {}

  bool begin() override;
  std::optional<std::size_t> shared_steps() const override { return first_new_; }
  std::optional<std::size_t> pick(const Point& point) override;
  void end(const Execution& execution) override;
  Headway headway() const override;

  // See Strategy::save and Strategy::restore. dpor_words.cpp.
  static void save(std::span<const Scheduler* const> parts, std::vector<std::uint64_t>& words);
  static std::vector<std::unique_ptr<Scheduler>> restore(std::span<const std::uint64_t> words);

 private:
  // A step of the path, and what else there is to do where it begins.
  struct Place {
    std::vector<ActionNumber> sleep;  // on arrival
    std::vector<ActionNumber> done;   // branches explored from here
    WakeupTrees::Node pending = WakeupTrees::none;
    Turn current;
    bool taken = false;     // current was, in the last execution
    std::uint32_t row = 0;  // how many steps in a row its thread has taken by choice
    std::uint32_t end_waits = 0;
  };
  // What knows the program, which is met with the first execution.
  struct Knowledge {
    Knowledge(const ProgramFacts& facts, std::bitset<rows> dropped, ActionTable& table,
              const std::vector<ActionNumber>& taken)
        : order(facts, dropped),
          actions(table, order.footprints()),
          sequence(order, actions, taken) {}

    TraceOrder order;
    Actions actions;
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
  class Writer;
  class Reader;

  void meet(const ProgramFacts& facts);
  // What was taken at the place; nobody asks where every order is explored.
  ActionNumber taken_at(std::size_t place) const {
    return place < taken_.size() ? taken_[place] : 0;
  }
  TraceOrder& order() { return knowledge_->order; }
  void take_branch(Place& place);
  void add_place(const Point& point);
  void choose(Place& place, const Point& point);
  void add_all_others(Place& place, const Point& point);
  std::optional<std::size_t> place_of(Place& place, const Point& point);
  ActionNumber untaken(const Alternative& alternative);
  void take_turn(Turn& turn, const Alternative& alternative) const;
  bool is_main_end(const Alternative& alternative) const;
  std::optional<std::size_t> place_of_main_end(const Point& point) const;
  void put_to_sleep();
  void add_what_was_cut_off();
  void take_instead(const Foregone& foregone);
  void reverse(const Reversal& reversal, Decision& decision);
  bool wakes_all(const std::vector<ActionNumber>& sleepers, Decision& decision);
  void explore(std::size_t step);
  bool is_in_tree(WakeupTrees::Node list);
  void insert(WakeupTrees::Node& tree);

  const std::bitset<rows> dropped_;
  ActionTable table_;
  std::optional<Knowledge> knowledge_;
  bool begun_ = false;
  bool every_order_ = false;
  bool main_kills_ = true;
  std::size_t wait_of_end_ = 0;
  std::vector<Place> places_;  // the first depth_ are in use
  std::size_t depth_ = 0;
  std::size_t branched_at_ = 0;      // the place that was turned to another branch
  std::size_t first_new_ = 0;        // step that the execution has not in common with the last
  std::vector<ActionNumber> taken_;  // by place: what was taken there
  std::vector<Decision> decisions_;  // by reversal
  std::vector<Alternative> last_alternatives_;
  WakeupTrees trees_;
  WakeupTrees::Node plan_ = WakeupTrees::none;  // what follows the last branch taken
};

}  // namespace heddle
