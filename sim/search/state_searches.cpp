#include "sim/search/state_searches.hpp"

#include <algorithm>

namespace heddle {
namespace {

constexpr const char* searching_states = "stateful";
// The part of the budget for all searches in between: one quarter.
constexpr double part_in_between = 4;
// Nothing of a search in between is in a checkpoint.
constexpr double most_to_lose = 5;
// So little is tried anyhow.
constexpr double of_no_account = 0.05;
// What is likely to need so many times as long as it gets is not tried.
constexpr double too_long = 4;

double in_seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::chrono::nanoseconds in_nanoseconds(double seconds) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

}  // namespace

StateSearches::StateSearches(const MakeProgram& make_program, const ExploreOptions& options,
                             const SearchWays& ways)
    : make_program_(make_program), options_(options), ways_(ways) {
  if (options.time_limit && !options.execution_limit) {
    most_in_between_ = in_seconds(*options.time_limit) / part_in_between;
  }
}

bool StateSearches::is_due(std::uint64_t executions, double seconds) {
  if (seconds_ >= most_in_between_) return false;
  if (executions < next_executions_ && seconds < next_seconds_) return false;
  next_executions_ = std::max(next_executions_, 2 * executions);
  next_seconds_ = std::max(next_seconds_, 2 * seconds);
  return true;
}

bool StateSearches::play(const Report& so_far) {
  double seconds = so_far.seconds / 2;
  if (found_ && found_->estimate && is_lost(so_far)) {
    seconds = std::max(seconds, 2 * found_->estimate->seconds);
  }
  seconds = std::min(seconds, most_in_between_ - seconds_);
  if (ways_.checkpoint != nullptr) seconds = std::min(seconds, most_to_lose);
  const bool is_worth_it =
      seconds < of_no_account || (!is_nearly_over(so_far, seconds) && !is_hopeless(seconds));
  return is_worth_it && search(in_nanoseconds(seconds), nullptr, MemoryShare::states_in_between);
}

bool StateSearches::search(std::chrono::nanoseconds time, Checkpoint* checkpoint,
                           MemoryShare share) {
  if (time <= longest_ && checkpoint == nullptr) return false;
  longest_ = std::max(longest_, time);
  ExploreOptions options = options_;
  SearchWays ways = ways_;
  limit_to_share(share, options, ways);
  options.time_limit = time;
  ways.checkpoint = checkpoint;
  found_ = explore_by_strategy(make_program_, searching_states, options, ways);
  seconds_ += found_->seconds;
  return is_enough();
}

// Not where that was said the last time, and has not come true since.
bool StateSearches::is_nearly_over(const Report& so_far, double seconds) {
  const bool seems_so = so_far.estimate && so_far.estimate->seconds_left() < seconds;
  seemed_nearly_over_ = seems_so && !seemed_nearly_over_;
  return seemed_nearly_over_;
}

// It would not come to an end within the budget.
bool StateSearches::is_lost(const Report& so_far) const {
  return so_far.estimate && so_far.estimate->seconds > in_seconds(*options_.time_limit);
}

bool StateSearches::is_hopeless(double seconds) const {
  return found_ && found_->estimate && found_->estimate->seconds > too_long * seconds;
}

}  // namespace heddle
