#pragma once
// Several strategies that explore one program in turns: round after round, each runs a share of the
// executions, and the shares follow what the rounds before have brought (turn_shares.hpp). Each
// strategy keeps to itself (a program, a simulation, what was found), so the turns of a round run
// on several OS threads at once, and what comes of it does not depend on how many there are.
//
// It knows strategies by their interface only, and no clock but the one that ends it: which
// execution comes next follows from the executions before.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "sim/analysis/conflict_orders.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/explore/parallel_search.hpp"
#include "sim/explore/report.hpp"
#include "sim/explore/thread_team.hpp"
#include "sim/explore/turn_shares.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

// A strategy that takes turns.
struct TurnMember {
  std::string name;
  std::string spec;  // by which one that was kept is made again
  std::unique_ptr<Scheduler> scheduler;
  // Of these, the limits on executions, time and steps do not count; nor do progress and interlude.
  ExploreOptions options;
  std::uint32_t fixed_64ths = 0;  // see TurnShares
};

// What a strategy brought.
struct TurnReport {
  std::string name;
  Report report;
  std::vector<ConflictOrders::Pair> orders;
};

// Turns between two executions, to be taken up again.
struct KeptTurns {
  struct Member {
    std::string name;
    bool is_over = false;
    const Scheduler* scheduler = nullptr;   // as it is; not where it is over
    std::unique_ptr<Scheduler> restored{};  // as it was, to go on with; likewise
    std::uint64_t score = 0;                // see TurnShares
    std::uint64_t owed = 0;
    std::uint64_t left_in_round = 0;
    // How much of the following was there when the last round began.
    std::uint64_t begun_before = 0;
    std::uint64_t outcomes_before = 0;
    std::uint64_t orders_before = 0;
    std::uint64_t bugs_before = 0;
    Report report{};  // not concluded
    std::vector<ConflictOrders::Pair> orders{};
  };

  double seconds = 0;
  std::vector<Member> members;
};

class Turns {
 public:
  using Deadline = std::optional<std::chrono::steady_clock::time_point>;

  // Runs the turns of a round on so many OS threads.
  Turns(const MakeProgram& make_program, std::vector<TurnMember> members, unsigned jobs);
  ~Turns();

  // Plays so many more executions; whether in one go or in several makes no difference. Returns why
  // it ended before; nullopt: it did not. What it may be is time, first_failure, interrupted,
  // memory, or nothing_left where no member goes on.
  std::optional<Ended> play(std::uint64_t executions, const Deadline& deadline);

  // What another process could go on from.
  KeptTurns kept() const;
  // Goes on from there. Requires the same members, and that nothing was played.
  void restore(KeptTurns kept);

  Texts& texts() const;  // of all programs
  std::uint64_t executions() const { return executions_; }
  double seconds() const { return seconds_; }
  bool any_bugs() const;
  // What each member found, each report concluded, in the order of the members. Once a bug was
  // enough, the bugs of members behind the first that has one are left out.
  std::vector<TurnReport> take_reports();

 private:
  class Member;
  using Keys = std::unordered_set<std::uint64_t>;

  void begin_round();
  // Of what is left of the round, so many executions at most; nullopt: all of them were played.
  std::optional<Ended> play_of_round(std::uint64_t executions, const Deadline& deadline);
  // The round is over.
  void learn();
  std::uint64_t next_round_length() const;

  std::vector<std::unique_ptr<Member>> members_;
  TurnShares shares_;
  std::vector<std::uint64_t> left_in_round_;  // executions of each member
  ThreadTeam team_;
  // What any member had shown before the present round.
  Keys known_outcomes_;
  Keys known_orders_;
  Keys known_bugs_;
  std::uint64_t executions_ = 0;
  double seconds_ = 0;
};

}  // namespace heddle
