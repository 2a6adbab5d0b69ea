// Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with Probabilistic
// Guarantees of Finding Bugs" (ASPLOS 2010). Every thread draws a priority, and the able thread
// with the highest priority runs. depth - 1 steps are drawn; at each of them the thread about to
// run falls below all others. A bug of depth d in an execution of n threads and k steps is found
// with a chance of at least 1 / (n k^(d - 1)).
//
// It deviates from the paper:
// - The paper takes k from earlier executions. Here an execution must follow from its own seed, so
//   k is the parameter `steps`. If that is 0, k is drawn for each execution among the powers of two
//   from 16 to 1024. So programs of every usual length meet the right scale in one execution out of
//   seven.
// - The number of threads need not be known: a thread draws its priority when it is first seen.
// - A thread that waits for others by turning in a loop would keep them from running for ever. So a
//   thread falls below all others when it yields, when it sleeps or times out where it did so
//   before, and after `patience` steps in a row.
// - A thread may have several alternatives: one of them is taken by chance.
#include "scheduler/pct.hpp"

#include <algorithm>
#include <vector>

#include "scheduler/sampler.hpp"
#include "scheduler/thread_choice.hpp"
#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

// Initial priorities are at least 2^62, those given at change points in [1, depth), those of
// threads that gave way at most 0 and ever lower.
using Priority = std::int64_t;

constexpr std::uint64_t patience = 500;
constexpr std::uint64_t least_drawn_length_log = 4;
constexpr std::uint64_t drawn_lengths = 7;

class Pct final : public Sampler {
 public:
  Pct(ParameterValues values, std::uint64_t seed)
      : Sampler(seed), steps_(values[1]), changes_(values[0] - 1) {}

  bool begin() override {
    Sampler::begin();
    threads_.clear();
    next_lowest_ = 0;
    in_a_row_ = 0;
    draw_changes();
    return true;
  }

  std::optional<std::size_t> pick(const Point& point) override {
    if (index(point.alternatives.back().thread) >= threads_.size()) {
      draw_priorities(index(point.alternatives.back().thread) + 1);
    }
    std::size_t first = highest(point);
    if (point.step >= next_change_step_) first = lower_at_changes(point, first);
    const std::size_t choice = any_of_thread(point, first, generator_);
    give_way_where_it_waits(point.alternatives[choice], point.previous);
    std::optional<std::size_t> result{0};  // in two steps: see docs/schedulers.md, "Speed"
    *result = choice;
    return result;
  }

 private:
  struct Thread {
    Priority priority;
    SiteId last_pause;  // where it last slept or timed out
  };
  struct Change {
    std::uint64_t step;
    Priority priority;
  };

  void draw_changes() {
    const std::uint64_t length =
        steps_ != 0 || changes_.empty()
            ? steps_
            : std::uint64_t{1} << (least_drawn_length_log + generator_.below(drawn_lengths));
    Priority priority = 1;
    for (Change& change : changes_) {
      change = {.step = generator_.below(length), .priority = priority++};
    }
    std::sort(changes_.begin(), changes_.end(), [](const Change& left, const Change& right) {
      return left.step != right.step ? left.step < right.step : left.priority < right.priority;
    });
    next_change_ = 0;
    set_next_change_step();
  }

  // This and `lower_at_changes` are kept out of pick(), which seldom needs them and must stay
  // small.
  [[gnu::noinline]] void draw_priorities(std::size_t threads) {
    while (threads_.size() < threads) {
      const auto drawn = static_cast<Priority>(generator_.next() >> 2);
      threads_.push_back({.priority = drawn | (Priority{1} << 62), .last_pause = no_site});
    }
  }

  // Lowers the thread about to go, whose first alternative is given, and those that come in its
  // place; returns the first alternative of the thread that goes then.
  [[gnu::noinline]] std::size_t lower_at_changes(const Point& point, std::size_t first) {
    while (point.step >= next_change_step_) {
      threads_[index(point.alternatives[first].thread)].priority = changes_[next_change_].priority;
      ++next_change_;
      set_next_change_step();
      first = highest(point);
    }
    return first;
  }

  void set_next_change_step() {
    next_change_step_ = next_change_ < changes_.size() ? changes_[next_change_].step : UINT64_MAX;
  }

  // The first alternative of the able thread of the highest priority, the first such thread if
  // there are two.
  std::size_t highest(const Point& point) const {
    std::size_t best = 0;
    Priority best_priority = threads_[index(point.alternatives[0].thread)].priority;
    for (std::size_t i = 1; i < point.alternatives.size(); ++i) {
      const Priority priority = threads_[index(point.alternatives[i].thread)].priority;
      if (priority > best_priority) {
        best = i;
        best_priority = priority;
      }
    }
    return best;
  }

  void give_way_where_it_waits(const Alternative& chosen, std::optional<ThreadId> previous) {
    in_a_row_ = previous == chosen.thread ? in_a_row_ + 1 : 0;
    bool gives_way = in_a_row_ == patience;
    const Operation* operation = chosen.operation;
    if (operation != nullptr) {
      if (operation->kind == OperationKind::yield) {
        gives_way = true;
      } else if (waits_for_clock(operation->kind) || chosen.way == Way::timeout) {
        Thread& thread = threads_[index(chosen.thread)];
        gives_way = gives_way || thread.last_pause == operation->site;
        thread.last_pause = operation->site;
      }
    }
    if (!gives_way) return;
    in_a_row_ = 0;
    threads_[index(chosen.thread)].priority = next_lowest_--;
  }

  const std::uint64_t steps_;
  std::vector<Thread> threads_;  // by ThreadId
  std::vector<Change> changes_;  // by step
  std::size_t next_change_ = 0;
  std::uint64_t next_change_step_ = 0;  // UINT64_MAX where there is none
  Priority next_lowest_ = 0;
  std::uint64_t in_a_row_ = 0;
};

constexpr Parameter parameters[] = {
    {.name = "depth",
     .preset = 3,
     .least = 1,
     .most = 1000,
     .about = "how many ordered steps the bug needs; one less than the preemptions tried"},
    {.name = "steps",
     .preset = 0,
     .least = 0,
     .most = 1'000'000'000,
     .about = "length of an execution, within which preemptions are tried; 0: not known"},
};

}  // namespace

Strategy pct_strategy() {
  return sampler_strategy<Pct>(
      {.name = "pct",
       .about = "random priorities with few changes: finds bugs that need few ordered steps",
       .parameters = parameters});
}

}  // namespace heddle
