#pragma once
// When strategies that sample or search within bounds take turns with the search over traces, and
// for how many executions. From the first tens of executions on: as many as the search over traces
// runs, and a quarter as many once that one has run 256, as long as it may end within the budget;
// four times as many where it is not likely to; none where it is nearly over. What that search
// needs to end within half of the budget is never taken from it.
//
// All of this follows from numbers of executions and from estimates; the clock only ends things.

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/explore/explorer.hpp"
#include "sim/explore/report.hpp"
#include "sim/explore/turns.hpp"
#include "sim/search/strategy_search.hpp"

namespace heddle {

class TurnsInBetween final : public Interlude {
 public:
  // What is given must outlive this object.
  TurnsInBetween(const MakeProgram& make_program, const ExploreOptions& options,
                 const SearchWays& ways);

  bool is_due(std::uint64_t executions, double seconds) override;
  bool play(const Report& so_far) override;

  // Plays what is left of the budget, after all that others did: executions and seconds.
  void play_rest(std::uint64_t executions, double seconds);
  // More time was used by others than the search that waits tells of.
  void add_seconds(double seconds) { others_seconds_ += seconds; }

  std::uint64_t executions() const { return turns_ ? turns_->executions() : 0; }
  double seconds() const { return turns_ ? turns_->seconds() : 0; }
  // Why everything has to end; nullopt: it need not.
  std::optional<Ended> ended() const { return ended_; }
  std::vector<TurnReport> take_reports() {
    return turns_ ? turns_->take_reports() : std::vector<TurnReport>{};
  }

 private:
  void make_turns();
  std::vector<TurnMember> members() const;
  enum class Hope : std::uint8_t { nearly_over, possible, lost };

  Hope hope_of(const Report& so_far);
  bool seems_lost(const Estimate& estimate) const;
  std::uint64_t executions_left(std::uint64_t used) const;
  std::uint64_t executions_in_between() const;
  double seconds_left(double used) const;
  void play_turns(std::uint64_t executions, double seconds);
  void play_and_keep(std::uint64_t executions, double seconds);

  const MakeProgram& make_program_;
  const ExploreOptions options_;
  const SearchWays ways_;
  std::optional<Turns> turns_;  // none: not one was played
  std::uint64_t last_executions_ = 0;
  std::uint64_t next_executions_;
  double others_seconds_ = 0;
  bool seemed_nearly_over_ = false;
  std::optional<Ended> ended_;
};

}  // namespace heddle
