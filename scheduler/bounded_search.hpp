#pragma once
// The search that bounded.hpp names: every interleaving up to a bound, those of the least cost
// first. An iteration is for all executions of one cost; a part of a search (see DivisibleSearch)
// is one of the present iteration, and waits at its end for the others.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "scheduler/dpor/step_store.hpp"
#include "scheduler/saved_words.hpp"
#include "scheduler/switch_costs.hpp"
#include "sim/model/divisible_search.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/model/systematic_search.hpp"

namespace heddle {

// Invariants: digits_ are the choices of the present execution as far as they are decided, and
// depth_ <= digits_.size(). The first prefix_ of them are those of the execution that the present
// one was put off by, the next one, if any, is the choice that was put off, and the others cost
// nothing; so an execution that is run in iteration k costs exactly k.
class BoundedSearch final : public Scheduler, public SystematicSearch, public DivisibleSearch {
 public:
  static constexpr std::uint32_t largest_bound = 100;

  // `memory_mb`: megabytes for the executions that are kept to come back to.
  BoundedSearch(Costly costly, std::uint64_t bound, std::uint64_t memory_mb);
  // A part of a search that was saved.
  BoundedSearch(Costly costly, std::uint64_t bound, std::uint64_t memory_mb, SavedWords& words);

  bool begin() override;
  std::optional<std::size_t> pick(const Point& point) override;
  const SystematicSearch* systematic() const override { return this; }
  DivisibleSearch* divisible() override { return this; }

  Headway headway() const override;

  // bounded_parts.cpp
  std::optional<GivenPart> split(PartId part) override;
  bool waits() const override;
  void join(std::span<const std::unique_ptr<Scheduler>> others) override;
  void save(std::vector<std::uint64_t>& words) const;

 private:
  // How the first execution of a part is found, where none has been run.
  enum class Start : std::uint8_t {
    begun,      // one has been run
    at_digits,  // it begins with digits_
    at_points,  // at an earlier point of the kept execution, or as below
    at_list,    // at the next execution that was put off
  };
  struct Digit {
    std::uint32_t choice = 0;
    std::uint32_t turns = 0;    // less than count
    std::uint32_t count = 0;    // how many alternatives it goes through
    std::uint32_t dearest = 0;  // the greatest cost at this point that is within the bound
    std::uint32_t spent = 0;    // the cost of the choices up to this one
  };
  static_assert(largest_bound < 1U << KeptStep::bits_of_cost);
  // An execution with points at which something was put off.
  struct Kept {
    const KeptStep* first = nullptr;  // in kept_steps_
    std::uint32_t steps = 0;          // how many
    std::uint32_t own = 0;  // the first step of which no execution kept before had the point
    std::uint32_t cost = 0;
  };

  // Room for an execution, and its place in kept_.
  std::span<KeptStep> keep(std::size_t steps, std::uint32_t own, std::uint32_t cost);
  void add_digit(const Point& point);
  // The choice of the last digit, which has been turned.
  void take_turn(const Point& point);
  // How many executions are left, as far as those of this iteration tell: see headway().
  double executions_left() const;
  // Of the tree of choices that cost nothing in which the last execution is, the part that is done.
  double part_of_free_tree() const;
  // What the choice at the present depth costs.
  std::uint32_t wanted_cost() const;
  bool find_first();
  bool find_next();
  // Goes on to the next execution that shares all but what costs nothing with the last one.
  bool turn_digit();
  // Notes the last execution for the iterations in which something that it came upon is due.
  void keep_execution();
  // Goes on to the next choice that was put off until now: at an earlier point of the same
  // execution where `is_same`, else of the next one, else in the next iteration.
  bool take_up_next(bool is_same);
  // Looks for a point of the kept execution at which something is due now, from the last before
  // `depth` to the first that is its own.
  bool take_up_before(std::size_t depth);
  std::optional<std::size_t> due_before(std::size_t depth) const;
  // Of the kept execution, before that depth, in the present iteration.
  std::uint64_t points_due(std::uint32_t kept, std::size_t depth) const;
  void begin_iteration();
  [[noreturn]] void fail_as_changed(const char* how) const;

  // bounded_parts.cpp
  std::unique_ptr<BoundedSearch> empty_part() const;
  void borrow(const BoundedSearch& other, std::uint32_t kept);
  std::unique_ptr<Scheduler> split_list();
  std::unique_ptr<Scheduler> split_points();
  std::unique_ptr<Scheduler> split_turns();
  void make_room(std::span<const std::unique_ptr<Scheduler>> others);
  void take_over(const BoundedSearch& other);
  void save_kept(std::vector<std::uint64_t>& words) const;
  void restore_kept(SavedWords& words);
  void restore_digits(SavedWords& words);
  void count_points();

  const Costly costly_;
  const std::uint32_t bound_;
  const std::uint64_t memory_mb_;
  const std::size_t most_kept_steps_;
  std::uint32_t last_iteration_;  // less than bound_ only where too much had to be kept
  std::uint32_t iteration_ = 0;
  Start start_ = Start::at_digits;
  bool is_over_ = false;
  bool left_out_ = false;

  // What an iteration came to so far; a part begins with what its giver knows.
  struct Yield {
    std::uint64_t executions = 0;
    std::uint64_t points = 0;   // that were put off until then, and taken up
    std::uint64_t put_off = 0;  // until the next one
  };
  Yield yield_;
  Yield yield_before_;  // of the iteration before
  // By iteration: the points that are due in it and were not taken up.
  std::vector<std::uint64_t> points_left_;

  std::vector<Digit> digits_;
  std::size_t depth_ = 0;     // points passed in this execution
  std::size_t prefix_ = 0;    // how many digits are given
  std::size_t fixed_ = 0;     // and how many are not turned
  std::size_t new_from_ = 0;  // from here on no execution before had the same points
  bool is_turned_ = false;    // the choice of the last digit is to be looked up

  StepStore kept_steps_;
  std::vector<Kept> kept_;
  std::vector<std::vector<std::uint32_t>> put_off_;  // by iteration: positions in kept_
  std::size_t next_ = 0;                             // in put_off_[iteration_]
  std::uint32_t now_ = 0;                            // what is taken up, if is_taken_up_
  bool is_taken_up_ = false;

  bool is_part_ = false;        // the present iteration is others' too
  bool is_last_point_ = false;  // earlier points of what is taken up are another part's
  std::uint32_t borrowed_ = 0;  // so many of kept_ are another part's in later iterations
};

}  // namespace heddle
