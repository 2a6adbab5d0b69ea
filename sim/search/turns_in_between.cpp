#include "sim/search/turns_in_between.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <new>

#include "sim/explore/checkpoint_pace.hpp"
#include "sim/search/default_members.hpp"
#include "sim/search/memory_share.hpp"
#include "sim/search/turns_archive.hpp"

namespace heddle {
namespace {

constexpr std::uint64_t first_executions = 32;
// How many executions of the search over traces go by between turns: a quarter of those before.
constexpr std::uint64_t part_between_turns = 4;
constexpr std::uint64_t least_between_turns = 16;
constexpr std::uint64_t most_between_turns = 4096;
// For each execution of the search over traces, so many in turns where it is lost ...
constexpr std::uint64_t times_where_lost = 4;
// ... and such a part of one where it may end: a quarter.
constexpr std::uint64_t part_where_possible = 4;
// At first, as many as the search over traces: most bugs are found in the first few hundred, and
// they are run in less than a millisecond.
constexpr std::uint64_t first_of_all = 256;
// The part of the budget for that.
constexpr std::uint64_t part_of_executions = 4;
constexpr double part_of_seconds = 4;
// The search over traces gets half of the budget: one that needs more than twice as long is lost.
constexpr double too_much = 1;
constexpr double nearly_all = 0.5;

constexpr double no_end = std::numeric_limits<double>::infinity();

double in_seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

TurnsInBetween::TurnsInBetween(const MakeProgram& make_program, const ExploreOptions& options,
                               const SearchWays& ways)
    : make_program_(make_program),
      options_(options),
      ways_(ways),
      next_executions_(first_executions) {
  if (ways.checkpoint == nullptr) return;
  if (auto kept = ways.checkpoint->aside()) {
    try {
      last_executions_ = kept->number();
      make_turns();
      turns_->restore(read_turns(*kept, members(), ways.seed, turns_->texts()));
      kept->end();
    } catch (const ArchiveError&) {
      ways.checkpoint->fail_as_damaged();
    }
  }
  ways.checkpoint->keep_aside([this](ArchiveWriter& archive) {
    if (!turns_) make_turns();
    archive.number(last_executions_);
    write_turns(archive, *turns_);
  });
}

bool TurnsInBetween::is_due(std::uint64_t executions, double) {
  // A search that is kept is asked now and then by the clock. So that as many executions are the
  // same ones, turns are then played after it.
  if (ways_.checkpoint != nullptr && options_.execution_limit) return false;
  return executions >= next_executions_;
}

bool TurnsInBetween::play(const Report& so_far) {
  const std::uint64_t executions = so_far.executions + so_far.blocked;
  const std::uint64_t since = executions - std::min(executions, last_executions_);
  last_executions_ = executions;
  next_executions_ = executions + std::clamp(executions / part_between_turns, least_between_turns,
                                             most_between_turns);
  const Hope hope = hope_of(so_far);
  if (hope == Hope::nearly_over) return false;
  std::uint64_t wanted = since * times_where_lost;
  std::uint64_t most = executions_in_between();
  double seconds = seconds_left(so_far.seconds);
  if (hope == Hope::possible) {
    if (executions > first_of_all) wanted = since / part_where_possible;
    if (executions <= first_of_all) wanted = since;
    most /= part_of_executions;
    if (options_.time_limit) {
      const double part = in_seconds(*options_.time_limit) / part_of_seconds;
      seconds = std::min(seconds, part - this->seconds());
    }
  }
  wanted = std::min(wanted, most);
  if (wanted > 0 && seconds > 0) play_turns(wanted, seconds);
  if (ended_ == Ended::time && seconds_left(so_far.seconds) > 0) ended_.reset();
  return ended_.has_value();
}

void TurnsInBetween::play_rest(std::uint64_t executions, double seconds) {
  const std::uint64_t left = executions_left(executions);
  const double time = seconds_left(seconds);
  if (ways_.checkpoint == nullptr) {
    if (left > 0 && time > 0) play_turns(left, time);
  } else {
    play_and_keep(executions, seconds);
  }
  if (!ended_) ended_ = executions_left(executions) == 0 ? Ended::executions : Ended::time;
}

// A checkpoint now and then, and one at the end.
void TurnsInBetween::play_and_keep(std::uint64_t executions, double seconds) {
  using Steady = std::chrono::steady_clock;
  std::chrono::duration<double> between = ways_.checkpoint->between();
  while (!ended_ && executions_left(executions) > 0 && seconds_left(seconds) > 0) {
    play_turns(executions_left(executions), std::min(seconds_left(seconds), between.count()));
    if (ended_ == Ended::time) ended_.reset();
    const Steady::time_point begin = Steady::now();
    ways_.checkpoint->write_aside();
    between = until_next_checkpoint(ways_.checkpoint->between(), Steady::now() - begin);
  }
}

void TurnsInBetween::make_turns() { turns_.emplace(make_program_, members(), ways_.jobs); }

std::vector<TurnMember> TurnsInBetween::members() const {
  return default_members(options_, ways_.seed, bytes_of(MemoryShare::turn_member, options_, ways_));
}

void TurnsInBetween::play_turns(std::uint64_t executions, double seconds) {
  try {
    if (!turns_) make_turns();
  } catch (const std::bad_alloc&) {
    ended_ = Ended::memory;  // what others found is not lost by that
    return;
  }
  Turns::Deadline deadline;
  if (seconds < no_end) {
    deadline = std::chrono::steady_clock::now() +
               std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
  }
  ended_ = turns_->play(executions, deadline);
}

TurnsInBetween::Hope TurnsInBetween::hope_of(const Report& so_far) {
  if (!so_far.estimate) return Hope::possible;
  if (seems_lost(*so_far.estimate)) {
    seemed_nearly_over_ = false;
    return Hope::lost;
  }
  // What does not come true is not believed twice.
  seemed_nearly_over_ = so_far.estimate->part >= nearly_all && !seemed_nearly_over_;
  return seemed_nearly_over_ ? Hope::nearly_over : Hope::possible;
}

bool TurnsInBetween::seems_lost(const Estimate& estimate) const {
  if (options_.execution_limit &&
      estimate.all > too_much * static_cast<double>(*options_.execution_limit)) {
    return true;
  }
  return options_.time_limit && estimate.seconds > too_much * in_seconds(*options_.time_limit);
}

std::uint64_t TurnsInBetween::executions_left(std::uint64_t used) const {
  if (!options_.execution_limit) return std::numeric_limits<std::uint64_t>::max() / 2;
  return *options_.execution_limit - std::min(*options_.execution_limit, used + executions());
}

// Half of all: which ones the search over traces runs then does not depend on when turns are
// played.
std::uint64_t TurnsInBetween::executions_in_between() const {
  if (!options_.execution_limit) return std::numeric_limits<std::uint64_t>::max() / 2;
  const std::uint64_t half = *options_.execution_limit / 2;
  return half - std::min(half, executions());
}

double TurnsInBetween::seconds_left(double used) const {
  if (!options_.time_limit) return no_end;
  return in_seconds(*options_.time_limit) - used - others_seconds_ - seconds();
}

}  // namespace heddle
