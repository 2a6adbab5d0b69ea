#include "sim/explore/turns.hpp"

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

#include "sim/explore/collector.hpp"
#include "sim/explore/conclusion.hpp"
#include "sim/explore/execution_loop.hpp"
#include "sim/explore/execution_watch.hpp"
#include "sim/explore/memory_gauge.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/model/systematic_search.hpp"

namespace heddle {
namespace {

using Steady = std::chrono::steady_clock;

// How much goes by before the time is looked at.
constexpr std::uint64_t executions_between_looks = 64;
constexpr std::uint64_t steps_between_looks = 16'384;
// Rounds grow with what was played, so that what is learnt first is learnt soon, and threads do not
// wait for each other too often.
constexpr std::uint64_t least_round_for_member = 2;
constexpr std::uint64_t longest_round = 4096;
constexpr std::uint64_t rounds_to_double = 4;

std::vector<std::uint32_t> fixed_shares(const std::vector<TurnMember>& members) {
  std::vector<std::uint32_t> shares;
  for (const TurnMember& member : members) shares.push_back(member.fixed_64ths);
  return shares;
}

}  // namespace

class Turns::Member final : private Watch {
 public:
  Member(std::unique_ptr<Program> program, TurnMember member)
      : name_(std::move(member.name)),
        options_(std::move(member.options)),
        program_(std::move(program)),
        scheduler_(std::move(member.scheduler)),
        collector_(*program_, options_),
        orders_(program_->objects().size()),
        loop_(*program_, options_, *this) {}

  void play(std::uint64_t executions, const Deadline& deadline) {
    cut_off_.reset();
    deadline_ = deadline;
    last_ = begun() + executions;
    look_at_ = 0;
    look_at_steps_ = 0;
    try {
      if (!is_over_ && loop_.run(*scheduler_, collector_, *this)) is_over_ = true;
    } catch (const std::bad_alloc&) {
      leave(Ended::memory);  // one allocation is larger than what is left
    }
  }

  // For the loop.
  bool goes_on(std::uint64_t number) {
    if (number >= last_ || is_over_ || cut_off_) return false;
    if (number >= look_at_ || collector_.counts().steps >= look_at_steps_) {
      look_at_ = number + executions_between_looks;
      look_at_steps_ = collector_.counts().steps + steps_between_looks;
      if (must_end()) return false;
    }
    if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
      cut_off_ = Ended::interrupted;
    } else if (is_memory_short()) {
      cut_off_ = Ended::memory;
    }
    return !cut_off_;
  }
  bool has_left() const { return is_left_; }
  void took_in(const Execution& execution) {
    orders_.add(execution.events);
    if (options_.stop_at_first_bug && collector_.any_bugs()) cut_off_ = Ended::first_failure;
  }

  // What it has shown in this round that is in none of these sets.
  TurnGain gain(const Keys& outcomes, const Keys& orders, const Keys& bugs) {
    TurnGain gain{.executions = begun() - begun_before_};
    each_new([&](std::uint64_t key) { gain.outcomes += outcomes.contains(key) ? 0 : 1; },
             [&](std::uint64_t key) { gain.orders += orders.contains(key) ? 0 : 1; },
             [&](std::uint64_t key) { gain.bugs += bugs.contains(key) ? 0 : 1; });
    return gain;
  }
  // The round is over: adds all of that.
  void add_to(Keys& outcomes, Keys& orders, Keys& bugs) {
    each_new([&](std::uint64_t key) { outcomes.insert(key); },
             [&](std::uint64_t key) { orders.insert(key); },
             [&](std::uint64_t key) { bugs.insert(key); });
    begun_before_ = begun();
    outcomes_before_ = collector_.outcomes().size();
    orders_before_ = orders_.seen().size();
    bugs_before_ = collector_.bugs().size();
  }

  KeptTurns::Member kept() const {
    KeptTurns::Member kept{.name = name_,
                           .is_over = is_over_,
                           .scheduler = is_over_ ? nullptr : scheduler_.get(),
                           .begun_before = begun_before_,
                           .outcomes_before = outcomes_before_,
                           .orders_before = orders_before_,
                           .bugs_before = bugs_before_,
                           .report = collector_.report()};
    kept.orders.assign(orders_.seen().begin(), orders_.seen().end());
    return kept;
  }
  void restore(KeptTurns::Member kept) {
    is_over_ = kept.is_over;
    if (!is_over_) scheduler_ = std::move(kept.restored);
    collector_.restore(kept.report);
    orders_.restore(kept.orders);
    begun_before_ = kept.begun_before;
    outcomes_before_ = static_cast<std::size_t>(kept.outcomes_before);
    orders_before_ = static_cast<std::size_t>(kept.orders_before);
    bugs_before_ = static_cast<std::size_t>(kept.bugs_before);
    played_before_ = begun();
  }
  // What it had shown before the present round.
  void add_former_to(Keys& outcomes, Keys& orders, Keys& bugs) const {
    for (const SeenOutcome& seen : collector_.outcomes().first(outcomes_before_)) {
      outcomes.insert(seen.hash);
    }
    for (const ConflictOrders::Pair& pair : orders_.seen().first(orders_before_)) {
      orders.insert(pair.front());
    }
    for (const Finding& bug : collector_.bugs().first(bugs_before_)) bugs.insert(bug.key);
  }

  std::uint64_t begun() const { return collector_.begun(); }
  Texts& texts() const { return program_->texts(); }
  // How many it has begun since this was asked last.
  std::uint64_t take_played() { return begun() - std::exchange(played_before_, begun()); }
  bool is_over() const { return is_over_; }
  std::optional<Ended> cut_off() const { return cut_off_; }
  bool any_bugs() const { return collector_.any_bugs(); }

  TurnReport take_report(double seconds) {
    TurnReport taken{.name = name_, .report = collector_.take(), .orders = {}};
    taken.orders.assign(orders_.seen().begin(), orders_.seen().end());
    const bool is_at_end = is_over_ && !is_left_;
    taken.report.ended = is_at_end ? Ended::nothing_left : cut_off_.value_or(Ended::memory);
    if (!is_over_ && !cut_off_) taken.report.ended = Ended::executions;
    taken.report.seconds = seconds;
    conclude(taken.report, headway_of(*scheduler_), options_, *program_);
    taken.report.estimate.reset();  // of one strategy, at the speed of all: nothing to go by
    return taken;
  }

 private:
  // The execution under way is not run to its end: the strategy cannot go on after it.
  void leave(Ended why) {
    cut_off_ = why;
    is_left_ = true;
    is_over_ = true;
  }

  std::string_view reason_to_end() override {
    const Steady::time_point now = Steady::now();
    const bool stops = options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed);
    if (stops && !asked_to_stop_) asked_to_stop_ = now;
    const bool is_used_up = options_.memory != nullptr && options_.memory->is_used_up();
    if (is_used_up || is_memory_short()) {
      leave(Ended::memory);
    } else if (stops && now - *asked_to_stop_ >= execution_grace) {
      leave(Ended::interrupted);
    } else if (deadline_ && now >= *deadline_ + execution_grace) {
      leave(Ended::time);
    }
    return is_left_ ? "the search has ended" : "";
  }

  bool must_end() {
    if (deadline_ && Steady::now() >= *deadline_) cut_off_ = Ended::time;
    if (options_.memory != nullptr && options_.memory->is_used_up()) cut_off_ = Ended::memory;
    if (options_.memory_limit && bytes_of(*scheduler_) > *options_.memory_limit) is_over_ = true;
    return cut_off_.has_value() || is_over_;
  }

  template <typename OnOutcome, typename OnOrder, typename OnBug>
  void each_new(const OnOutcome& on_outcome, const OnOrder& on_order, const OnBug& on_bug) const {
    for (const SeenOutcome& seen : collector_.outcomes().subspan(outcomes_before_)) {
      on_outcome(seen.hash);
    }
    for (const ConflictOrders::Pair& pair : orders_.seen().subspan(orders_before_)) {
      on_order(pair.front());
    }
    for (const Finding& bug : collector_.bugs().subspan(bugs_before_)) {
      on_bug(bug.key);
    }
  }

  const std::string name_;
  const ExploreOptions options_;
  const std::unique_ptr<Program> program_;
  std::unique_ptr<Scheduler> scheduler_;
  Collector collector_;
  ConflictOrders orders_;
  ExecutionLoop loop_;
  bool is_over_ = false;          // its strategy has nothing left, or no memory
  std::optional<Ended> cut_off_;  // the last turn
  bool is_left_ = false;          // within an execution
  // Of the turn: when it ends, after how many executions, and with how many the time is looked at.
  Deadline deadline_;
  std::uint64_t last_ = 0;
  std::uint64_t look_at_ = 0;
  std::uint64_t look_at_steps_ = 0;
  std::optional<Steady::time_point> asked_to_stop_;
  std::uint64_t played_before_ = 0;
  // At the end of the round before.
  std::uint64_t begun_before_ = 0;
  std::size_t outcomes_before_ = 0;
  std::size_t orders_before_ = 0;
  std::size_t bugs_before_ = 0;
};

Turns::Turns(const MakeProgram& make_program, std::vector<TurnMember> members, unsigned jobs)
    : shares_(fixed_shares(members)), team_(std::min<std::size_t>(jobs, members.size())) {
  for (TurnMember& member : members) {
    members_.push_back(std::make_unique<Member>(make_program(), std::move(member)));
  }
}

Turns::~Turns() = default;

Texts& Turns::texts() const { return members_.front()->texts(); }

std::optional<Ended> Turns::play(std::uint64_t executions, const Deadline& deadline) {
  const Steady::time_point begin = Steady::now();
  const std::uint64_t last = executions_ + executions;
  std::optional<Ended> ended;
  while (!ended && executions_ < last) {
    if (std::ranges::count(left_in_round_, 0) == std::ssize(left_in_round_)) begin_round();
    ended = play_of_round(last - executions_, deadline);
    if (std::ranges::count(left_in_round_, 0) == std::ssize(left_in_round_)) learn();
    if (std::ranges::all_of(members_, [](const auto& member) { return member->is_over(); })) {
      ended = Ended::nothing_left;
    }
  }
  seconds_ += std::chrono::duration<double>(Steady::now() - begin).count();
  return ended;
}

std::uint64_t Turns::next_round_length() const {
  return std::clamp(executions_ / rounds_to_double, least_round_for_member * members_.size(),
                    longest_round);
}

void Turns::begin_round() {
  std::vector<bool> is_over;
  for (const auto& member : members_) is_over.push_back(member->is_over());
  const std::span<const std::uint64_t> round = shares_.next_round(next_round_length(), is_over);
  left_in_round_.assign(round.begin(), round.end());
}

std::optional<Ended> Turns::play_of_round(std::uint64_t executions, const Deadline& deadline) {
  std::vector<std::uint64_t> turns = left_in_round_;
  std::uint64_t left = executions;
  for (std::uint64_t& turn : turns) {
    turn = std::min(turn, left);
    left -= turn;
  }
  bool is_enough = false;  // where one thread plays all turns, it need not go on
  team_.run(members_.size(), [&](std::size_t, std::size_t place) {
    if (team_.size() == 1 && is_enough) return;
    members_[place]->play(turns[place], deadline);
    if (team_.size() == 1) is_enough = members_[place]->cut_off().has_value();
  });
  std::optional<Ended> ended;
  for (std::size_t place = 0; place < members_.size(); ++place) {
    const std::uint64_t played = members_[place]->take_played();
    executions_ += played;
    left_in_round_[place] -= members_[place]->is_over() ? left_in_round_[place] : played;
    if (!ended) ended = members_[place]->cut_off();
  }
  return ended;
}

void Turns::learn() {
  std::vector<TurnGain> gains;
  for (const auto& member : members_) {
    gains.push_back(member->gain(known_outcomes_, known_orders_, known_bugs_));
  }
  for (const auto& member : members_) {
    member->add_to(known_outcomes_, known_orders_, known_bugs_);
  }
  shares_.learn(gains);
}

KeptTurns Turns::kept() const {
  KeptTurns kept{.seconds = seconds_, .members = {}};
  for (std::size_t place = 0; place < members_.size(); ++place) {
    KeptTurns::Member& member = kept.members.emplace_back(members_[place]->kept());
    member.score = shares_.scores()[place];
    member.owed = shares_.owed()[place];
    if (!left_in_round_.empty()) member.left_in_round = left_in_round_[place];
  }
  return kept;
}

void Turns::restore(KeptTurns kept) {
  seconds_ = kept.seconds;
  std::vector<std::uint64_t> scores;
  std::vector<std::uint64_t> owed;
  left_in_round_.clear();
  for (std::size_t place = 0; place < members_.size(); ++place) {
    KeptTurns::Member& member = kept.members[place];
    scores.push_back(member.score);
    owed.push_back(member.owed);
    left_in_round_.push_back(member.left_in_round);
    members_[place]->restore(std::move(member));
    members_[place]->add_former_to(known_outcomes_, known_orders_, known_bugs_);
    executions_ += members_[place]->begun();
  }
  shares_.restore(scores, owed);
}

bool Turns::any_bugs() const {
  return std::ranges::any_of(members_, [](const auto& member) { return member->any_bugs(); });
}

std::vector<TurnReport> Turns::take_reports() {
  release_memory_for_report();
  std::vector<TurnReport> reports;
  bool is_enough = false;
  for (const auto& member : members_) {
    const bool ends_here = member->cut_off() == Ended::first_failure;
    reports.push_back(member->take_report(reports.empty() ? seconds_ : 0));
    if (is_enough) reports.back().report.bugs.clear();
    is_enough = is_enough || ends_here;
  }
  return reports;
}

}  // namespace heddle
