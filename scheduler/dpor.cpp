#include "scheduler/dpor.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

#include "scheduler/trace_order.hpp"
#include "scheduler/wakeup_tree.hpp"

namespace heddle {
namespace {

// A step that need not be taken at a point, as all that begins with it was explored.
struct Sleeper {
  Turn turn;
  Footprint footprint;
};

// A step of a sequence that is to be explored.
struct Item {
  Turn turn;
  Footprint footprint;
  StepNumber step = no_step;  // of the last execution, where it is one of its steps, unchanged
};

// Depth first. Between two executions, nodes_ is the path of the last one; the next one leaves it
// at the last node with anything pending, and goes on along a branch of that node's wakeup tree.
//
// Invariants:
//   1. A node's sleepers commute with all steps from the node at which they were explored.
//   2. Once all of a branch is taken, nobody sleeps: what follows may be chosen freely.
class Dpor final : public Scheduler {
  // A thread that main would kill, and that never comes to anything that can be seen, does not keep
  // main from ending for longer than this.
  static constexpr std::size_t longest_wait_of_end = 100;
  // Nor does a thread keep the others out.
  static constexpr std::uint32_t longest_row = 100;

 public:
  explicit Dpor(std::bitset<rows> dropped) : dropped_(dropped) {}

  bool begin() override {
    if (!begun_) {
      begun_ = true;
      return true;
    }
    for (; depth_ > 0; --depth_) {
      Node& node = nodes_[depth_ - 1];
      if (node.pending != WakeupTrees::none) {
        if (node.taken && !every_order_) {
          node.done.push_back(
              {node.current, (*order_)[static_cast<StepNumber>(depth_ - 1)].footprint});
        }
        take_branch(node, node.pending);
        first_new_ = depth_ - 1;
        return true;
      }
    }
    return false;
  }

  std::optional<std::size_t> shared_steps() const override { return depth_ == 0 ? 0 : depth_ - 1; }

  std::optional<std::size_t> pick(const Point& point) override {
    if (!order_) meet(*point.facts);
    if (point.step == depth_) add_node(point);
    Node& node = nodes_[point.step];
    const auto choice = place_of(node, point);
    if (!choice) {
      depth_ = point.step;
      return std::nullopt;
    }
    node.taken = true;
    note(point, *choice);
    return choice;
  }

  void end(const Execution& execution) override {
    if (every_order_ || !order_) return;
    order_->take_in(execution);
    put_to_sleep();
    if (order_->ends_all()) add_what_was_cut_off();
    for (const Foregone& foregone : order_->foregone()) take_instead(foregone);
    for (const Reversal& reversal : order_->reversals()) reverse(reversal);
  }

 private:
  struct Node {
    Turn current;
    bool taken = false;  // current was, in the last execution
    WakeupTrees::Node pending = WakeupTrees::none;
    std::vector<Sleeper> sleep;  // on arrival
    std::vector<Sleeper> done;   // explored from here
    std::uint32_t row = 0;       // how many steps in a row its thread has taken by choice
    std::uint32_t end_waits = 0;
  };

  void meet(const ProgramFacts& facts) {
    order_.emplace(facts, dropped_);
    // Timers with slack, and spurious wake-ups on an idle clock, exclude each other in ways that no
    // footprint tells.
    const Settings& settings = facts.settings;
    every_order_ = settings.time == TimeModel::jitter ||
                   (settings.time == TimeModel::exact && settings.spurious_wakeups != 0);
    main_kills_ = settings.main_exit == MainExit::kill;
    wait_of_end_ = std::min(longest_wait_of_end, settings.step_limit / 4);
  }

  // The next execution takes the first branch of the list at the node.
  void take_branch(Node& node, WakeupTrees::Node& list) {
    const WakeupTrees::Node branch = trees_.take_first(list);
    node.current = trees_[branch].turn;
    node.taken = false;
    plan_ = trees_[branch].first_child;
    trees_.free(branch);
  }

  void add_node(const Point& point) {
    if (nodes_.size() == depth_) nodes_.emplace_back();
    Node& node = nodes_[depth_++];
    node.pending = WakeupTrees::none;
    node.sleep.clear();
    node.done.clear();
    node.row = 0;
    node.end_waits = 0;
    if (plan_ != WakeupTrees::none) {
      WakeupTrees::Node list = plan_;
      take_branch(node, list);
      node.pending = list;
    } else {
      choose(node, point);
    }
  }

  Turn turn_of(const Alternative& alternative) const {
    return {alternative.thread, alternative.way, alternative.detail, false,
            is_main_end(alternative)};
  }

  // Freely: as few switches as may be, and main's end last, as it cuts off whoever is not done.
  void choose(Node& node, const Point& point) {
    const Node* const before = depth_ > 1 ? &nodes_[depth_ - 2] : nullptr;
    std::size_t choice = point.alternatives.size();
    bool main_could_end = false;
    const bool rotates =
        before != nullptr &&
        (before->row >= longest_row || (*order_)[static_cast<StepNumber>(depth_ - 2)].note.yields);
    for (std::size_t place = 0; place < point.alternatives.size(); ++place) {
      const Alternative& alternative = point.alternatives[place];
      if (is_main_end(alternative)) {
        main_could_end = true;
        continue;
      }
      const bool goes_on = alternative.thread == point.previous;
      if (goes_on && !rotates) {
        choice = place;
        break;
      }
      const bool first_other = choice == point.alternatives.size();
      // The next thread in turn, where the last one must not go on.
      const bool next_in_turn =
          rotates && alternative.thread > *point.previous &&
          (first_other || point.alternatives[choice].thread <= *point.previous);
      if (first_other || next_in_turn) choice = place;
    }
    if (main_could_end) node.end_waits = before == nullptr ? 1 : before->end_waits + 1;
    if (choice == point.alternatives.size() || node.end_waits > wait_of_end_) {
      choice = place_of_main_end(point).value_or(choice);
    }
    const Alternative& chosen = point.alternatives[choice];
    node.current = turn_of(chosen);
    node.current.any_way = true;
    if (before != nullptr && chosen.thread == point.previous) node.row = before->row + 1;
    if (every_order_) add_all_others(node, point);
  }

  bool is_main_end(const Alternative& alternative) const {
    return main_kills_ && alternative.thread == main_thread &&
           alternative.operation->kind == OperationKind::end;
  }
  bool is_main_end(const Event& event) const {
    return main_kills_ && event.thread == main_thread && event.kind == OperationKind::end;
  }
  std::optional<std::size_t> place_of_main_end(const Point& point) const {
    for (std::size_t place = 0; place < point.alternatives.size(); ++place) {
      if (is_main_end(point.alternatives[place])) return place;
    }
    return std::nullopt;
  }

  void add_all_others(Node& node, const Point& point) {
    for (const Alternative& other : point.alternatives) {
      if (other.thread == node.current.thread) continue;
      trees_.append(node.pending, trees_.add(turn_of(other), Footprint{}));
    }
  }

  // Where the node's turn is among the alternatives; the other ways of one that may go any way are
  // left pending.
  std::optional<std::size_t> place_of(Node& node, const Point& point) {
    std::optional<std::size_t> found;
    WakeupTrees::Node others = WakeupTrees::none;
    for (std::size_t place = 0; place < point.alternatives.size(); ++place) {
      const Alternative& alternative = point.alternatives[place];
      if (!node.current.is(alternative)) continue;
      if (!found) {
        found = place;
        if (!node.current.any_way) break;
        continue;
      }
      const Footprint footprint =
          every_order_ ? Footprint{} : TraceOrder::at_most(order_->footprints(), alternative);
      trees_.append(others, trees_.add(turn_of(alternative), footprint));
    }
    if (found && node.current.any_way) {
      const Alternative& taken = point.alternatives[*found];
      node.current = turn_of(taken);
      trees_.append(others, node.pending);
      node.pending = others;
    }
    return found;
  }

  void note(const Point& point, std::size_t choice) {
    if (point.step >= first_new_) order_->expect(point, choice);
    last_alternatives_.assign(point.alternatives.begin(), point.alternatives.end());
  }

  // Who sleeps at the nodes that are new.
  void put_to_sleep() {
    for (std::size_t place = 0; place + 1 < depth_; ++place) {
      Node& next = nodes_[place + 1];
      next.sleep.clear();
      const auto step = static_cast<StepNumber>(place);
      for (const auto* const list : {&nodes_[place].sleep, &nodes_[place].done}) {
        for (const Sleeper& sleeper : *list) {
          if (sleeper.turn.thread == (*order_)[step].thread) continue;
          if (order_->conflict(sleeper.footprint, (*order_)[step].footprint)) continue;
          next.sleep.push_back(sleeper);
        }
      }
    }
  }

  // The last step ended the execution for all: each thing that could have happened instead has to,
  // and then that step, where it still can.
  void add_what_was_cut_off() {
    Node& node = nodes_[depth_ - 1];
    const auto last = static_cast<StepNumber>(depth_ - 1);
    for (const Alternative& other : last_alternatives_) {
      if (other.thread == node.current.thread) continue;
      begin_sequence(nullptr);
      sequence_.push_back(
          {turn_of(other), TraceOrder::at_most(order_->footprints(), other), no_step});
      const bool is_apart = !order_->footprints().accesses_conflict(sequence_.back().footprint,
                                                                    (*order_)[last].footprint);
      if (is_apart && !is_main_end(other)) add_to_sequence(last);
      explore(node);
    }
  }

  void take_instead(const Foregone& foregone) {
    begin_sequence(nullptr);
    sequence_.push_back(
        {{foregone.thread, foregone.way, 0, false, false}, foregone.footprint, no_step});
    explore(nodes_[foregone.before]);
  }

  // All that does not come after `first`, and then `second`.
  void reverse(const Reversal& reversal) {
    begin_sequence(&reversal);
    for (StepNumber step = reversal.first + 1; step < order_->size(); ++step) {
      if (step == reversal.second || order_->before(reversal.first, step)) continue;
      // Nothing comes after main's end.
      if (!is_main_end((*order_)[step].event)) add_to_sequence(step);
    }
    const bool was_blocked = reversal.second == order_->size();
    const Step& second =
        was_blocked ? order_->blocked()[reversal.blocked] : (*order_)[reversal.second];
    // A time-out and a spurious wake-up are dependent on different steps, so each is for itself.
    const bool wakes =
        second.event.kind == OperationKind::wait && second.event.phase == Phase::wake;
    sequence_.push_back({{second.thread, wakes ? second.event.way : Way::normal, 0, !wakes,
                          is_main_end(second.event)},
                         order_->at_most(reversal),
                         no_step});
    explore(nodes_[reversal.first]);
  }

  // `reversal`: whose second step will be the last one of the sequence; none: there is none.
  void begin_sequence(const Reversal* reversal) {
    sequence_.clear();
    reversal_ = reversal;
  }
  void add_to_sequence(StepNumber step) {
    const Alternative& taken = (*order_)[step].note.taken;
    sequence_.push_back(
        {{taken.thread, taken.way, taken.detail, false, false}, (*order_)[step].footprint, step});
  }

  // Notes that the sequence is to be explored from the node, unless that was or will be done.
  void explore(Node& node) {
    const auto begins = [this](const Sleeper& sleeper) {
      return is_weak_initial(sleeper.turn, sleeper.footprint);
    };
    const bool was_done =
        std::ranges::any_of(node.sleep, begins) || std::ranges::any_of(node.done, begins);
    if (!was_done) insert(node.pending);
  }

  // Whether the sequence, perhaps with more steps after it, is equivalent to one that begins with
  // the turn.
  bool is_weak_initial(const Turn& turn, const Footprint& footprint) const {
    for (const Item& item : sequence_) {
      if (item.turn.thread == turn.thread) return is_same(turn, item.turn) && is_initial(item);
    }
    // Nothing comes after main's end.
    return !turn.is_last && std::ranges::none_of(sequence_, [&](const Item& item) {
      return order_->conflict(footprint, item.footprint);
    });
  }

  static bool is_same(const Turn& one, const Turn& other) {
    return one.any_way || other.any_way || (one.way == other.way && one.detail == other.detail);
  }

  bool is_initial(const Item& item) const {
    for (const Item& earlier : sequence_) {
      if (&earlier == &item) return true;
      if (comes_before(earlier, item)) return false;
    }
    return true;
  }

  bool comes_before(const Item& one, const Item& other) const {
    if (one.step != no_step && other.step != no_step) return order_->before(one.step, other.step);
    if (one.step != no_step && reversal_ != nullptr) {
      return order_->before_second(one.step, *reversal_);
    }
    return order_->conflict(one.footprint, other.footprint);
  }

  // Into the tree, unless it has what covers the sequence.
  void insert(WakeupTrees::Node& tree) {
    WakeupTrees::Node* list = &tree;
    WakeupTrees::Node branch = *list;
    while (branch != WakeupTrees::none) {
      WakeupTrees::Branch& node = trees_[branch];
      if (!is_weak_initial(node.turn, node.footprint)) {
        branch = node.next;
        continue;
      }
      if (node.first_child == WakeupTrees::none) return;
      remove(node.turn.thread);
      list = &node.first_child;
      branch = *list;
    }
    for (const Item& item : sequence_) list = append(*list, item.turn, item.footprint);
  }

  // Returns the list of the new branch's children.
  WakeupTrees::Node* append(WakeupTrees::Node& list, const Turn& turn, const Footprint& footprint) {
    const WakeupTrees::Node branch = trees_.add(turn, footprint);
    trees_.append(list, branch);
    return &trees_[branch].first_child;
  }

  // The first step of the thread, out of the sequence.
  void remove(ThreadId thread) {
    const auto found = std::ranges::find_if(
        sequence_, [&](const Item& item) { return item.turn.thread == thread; });
    if (found != sequence_.end()) sequence_.erase(found);
  }

  const std::bitset<rows> dropped_;
  std::optional<TraceOrder> order_;
  bool begun_ = false;
  bool every_order_ = false;
  bool main_kills_ = true;
  std::size_t wait_of_end_ = longest_wait_of_end;
  std::deque<Node> nodes_;  // the first depth_ are in use
  std::size_t depth_ = 0;
  std::size_t first_new_ = 0;  // step that the execution does not have in common with the last
  std::vector<Alternative> last_alternatives_;
  WakeupTrees trees_;
  WakeupTrees::Node plan_ = WakeupTrees::none;  // what follows the last branch taken
  std::vector<Item> sequence_;                  // scratch, as is reversal_
  const Reversal* reversal_ = nullptr;
};

}  // namespace

Strategy dpor_strategy() {
  return {
      .name = "dpor",
      .alias = {},
      .about = "one interleaving of each set of equivalent ones: optimal partial order reduction",
      .parameters = {},
      .complete = true,
      .uses_seed = false,
      .unit = "trace",
      .make = [](ParameterValues, std::uint64_t) { return make_faulty_dpor({}); }};
}

std::unique_ptr<Scheduler> make_faulty_dpor(std::bitset<rows> dropped) {
  return std::make_unique<Dpor>(dropped);
}

}  // namespace heddle
