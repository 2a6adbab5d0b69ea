#pragma once
// Searches over states that are tried while one over traces waits. Where interleavings meet again,
// or threads loop without a bound, there are fewer states than executions, and a search over them
// may finish where one over executions does not. So one is tried again and again, for half as long
// as the search over traces has taken, or for as long as it is likely to need where that one is
// lost: what either can do is done within a few times as long as it needs for it.

#include <chrono>
#include <cstdint>
#include <optional>

#include "sim/explore/explorer.hpp"
#include "sim/explore/report.hpp"
#include "sim/search/memory_share.hpp"
#include "sim/search/strategy_search.hpp"

namespace heddle {

class StateSearches final : public Interlude {
 public:
  // What is given must outlive this object.
  StateSearches(const MakeProgram& make_program, const ExploreOptions& options,
                const SearchWays& ways);

  bool is_due(std::uint64_t executions, double seconds) override;
  bool play(const Report& so_far) override;

  // Searches alone for so long, unless that was not enough before, and nothing is kept that it
  // could go on from. Whether all that was to be found was.
  bool search(std::chrono::nanoseconds time, Checkpoint* checkpoint) {
    return search(time, checkpoint, MemoryShare::states_alone);
  }

  bool is_enough() const {
    return found_ && (found_->complete || found_->ended == Ended::first_failure);
  }
  // What the last one found; nullopt: there was none.
  std::optional<Report>& found() { return found_; }
  // That all of them took.
  double seconds() const { return seconds_; }

 private:
  // What is explored in a moment is explored as it always is, however slow the machine.
  static constexpr std::uint64_t first_executions = 16'384;
  static constexpr double first_seconds = 1;

  bool search(std::chrono::nanoseconds time, Checkpoint* checkpoint, MemoryShare share);
  bool is_nearly_over(const Report& so_far, double seconds);
  bool is_lost(const Report& so_far) const;
  bool is_hopeless(double seconds) const;

  const MakeProgram& make_program_;
  const ExploreOptions options_;
  const SearchWays ways_;
  double most_in_between_ = 0;  // seconds
  std::uint64_t next_executions_ = first_executions;
  double next_seconds_ = first_seconds;
  double seconds_ = 0;
  std::chrono::nanoseconds longest_{0};
  bool seemed_nearly_over_ = false;
  std::optional<Report> found_;
};

}  // namespace heddle
