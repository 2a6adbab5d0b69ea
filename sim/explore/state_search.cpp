// Breadth first, through a table of all states that were met, in the order of their numbers; so the
// way by which a state was first reached is a shortest one. Partial order reduction: see
// state_walk.cpp. What goes round for ever is looked for when all states are known.
//
// One round after the other, each a run of states that are already in the table. A round has a part
// that several threads do together and a part that one does alone: steps that are remembered are
// followed first, then those that the World is asked about, in the order of the states. What was
// found is put into the table in that order as well. Nothing of this depends on how many threads
// there are, so neither does anything that comes out of it.

#include "sim/explore/state_search.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

#include "sim/explore/state_cycles.hpp"
#include "sim/explore/state_findings.hpp"
#include "sim/explore/state_moves.hpp"
#include "sim/explore/state_steps.hpp"
#include "sim/explore/state_stretch.hpp"
#include "sim/explore/state_table.hpp"
#include "sim/explore/state_walk.hpp"
#include "sim/explore/thread_team.hpp"

namespace heddle {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_updates{100};
// What is remembered of moves may take this part of the memory; the rest is for states.
constexpr std::size_t part_for_moves = 4;
// Where there may be cycles, this part of the time is kept for them.
constexpr int part_for_cycles = 5;
constexpr std::uint32_t stretches_in_round = 64;
constexpr std::uint64_t slow_states_between_looks = 1024;

bool has_plain_memory(const Program& program) {
  return std::ranges::any_of(program.objects(), [](const ObjectDeclaration& object) {
    return object.kind == ObjectKind::plain;
  });
}

class StateSearch final : private PathSource, private StretchWalk::Teacher {
 public:
  StateSearch(Program& program, const ExploreOptions& options, std::size_t memory_limit,
              const StateSearchWork& work)
      : options_(options),
        memory_limit_(memory_limit),
        steps_(program, options.settings, options.races_are_errors && has_plain_memory(program)),
        moves_(steps_, program, options.settings, memory_limit / part_for_moves),
        walk_(steps_, moves_, lessons_),
        table_(memory_limit),
        findings_(program, options),
        work_(work),
        team_(std::min(work.jobs, stretches_in_round)) {
    for (std::size_t thread = 0; thread < team_.size(); ++thread) {
      quick_walks_.emplace_back(steps_, moves_, lessons_, table_);
    }
  }

  Report run() {
    start_ = Steady::now();
    next_update_ = start_ + between_updates;
    try {
      search();
      look_for_livelocks();
    } catch (const std::bad_alloc&) {
      stop(Ended::memory);  // the system has less than the limit
    }
    return finish();
  }

 private:
  void search() {
    State initial;
    if (!steps_.begin(initial)) return end_here();
    next_ = initial;
    stretches_.resize(1);
    stretches_.front().found.clear(table_.layout_number());
    arrive({}, stretches_.front());
    put_in(1, false);
    while (next_number_ < table_.count() && !stopped_) {
      go_round();
      look();
    }
  }

  // From some more states, in the order of their numbers, all steps.
  void go_round() {
    const std::uint32_t first = next_number_;
    const auto last = static_cast<std::uint32_t>(std::min<std::size_t>(
        table_.count(), std::size_t{first} + stretches_in_round * work_.states_in_stretch));
    const std::size_t count =
        (last - first + work_.states_in_stretch - 1) / work_.states_in_stretch;
    if (stretches_.size() < count) stretches_.resize(count);
    for (std::size_t place = 0; place < count; ++place) {
      StateStretch& stretch = stretches_[place];
      stretch.first = first + static_cast<std::uint32_t>(place) * work_.states_in_stretch;
      stretch.last = std::min(last, stretch.first + work_.states_in_stretch);
      stretch.transitions = 0;
      stretch.goes_back = false;
      stretch.left.clear();
      stretch.found.clear(table_.layout_number());
    }
    const bool together = team_.size() > 1 && last - first >= work_.fewest_shared_states;
    if (together) {
      team_.run(count, [&](std::size_t thread, std::size_t place) {
        quick_walks_[thread].go_through(stretches_[place], nullptr);
      });
    }
    for (std::size_t place = 0; place < count && !stopped_; ++place) {
      StateStretch& stretch = stretches_[place];
      table_.bring_up_to_date(stretch.found);
      if (!together) quick_walks_.front().go_through(stretch, this);
      if (!stretch.left.empty()) go_through_left(stretch, together);
      report_.transitions += stretch.transitions;
      goes_back_ |= stretch.goes_back;
    }
    if (stopped_) return;
    next_number_ = last;
    put_in(count, together);
  }

  // `together`: nobody could have anything remembered before.
  void go_through_left(StateStretch& stretch, bool together) {
    if (together) quick_walks_.front().go_through_left(stretch, *this);
    for (const std::uint32_t number : stretch.left) {
      if (!stopped_) go_slowly_from(number, stretch);
    }
    stretch.found.sort_by_origin();
  }

  // What the first `count` stretches found becomes part of the table.
  void put_in(std::size_t count, bool together) {
    batches_.clear();
    std::size_t bytes = 0;
    for (std::size_t place = 0; place < count; ++place) {
      batches_.push_back(&stretches_[place].found);
      bytes += stretches_[place].found.bytes();
    }
    bytes_of_batches_ = std::max(bytes_of_batches_, bytes);
    const std::size_t threads = together ? team_.size() : 1;
    if (!table_.make_room(batches_, threads)) return stop(Ended::memory);
    if (together) {
      team_.run(threads,
                [&](std::size_t, std::size_t share) { table_.put_in(batches_, share, threads); });
      table_.count(batches_);
      team_.run(count, [&](std::size_t, std::size_t place) { table_.store(*batches_[place]); });
    } else {
      table_.put_in(batches_, 0, 1);
      table_.count(batches_);
      for (const StateBatch* const batch : batches_) table_.store(*batch);
    }
  }

  // Has what follows the state remembered.
  bool teach(const State& state) override {
    walk_.moves_of(state, of_state_);
    for (const Move& move : of_state_) {
      if (move.effect == Move::not_remembered) return false;
      const bool depends_on_more = moves_.effect(move.effect).may_wait || steps_.finds_races();
      if (depends_on_more) walk_.follow(state, move, next_);
    }
    return !of_state_.empty();
  }

  void go_slowly_from(std::uint32_t number, StateStretch& stretch) {
    if (++slow_states_ % slow_states_between_looks == 0) look();
    state_.assign(table_.layout().parts(), 0);
    table_.unpack(number, state_);
    state_.resize(steps_.components().parts());
    from_ = number;
    by_ = nullptr;
    walk_.moves_of(state_, of_state_);
    if (of_state_.empty()) {
      if (steps_.load(state_)) throw std::logic_error("stateful: nothing follows a state");
      return end_here();
    }
    for (const Move& move : of_state_) {
      ++stretch.transitions;
      by_ = &move.choice;
      const bool goes_on = walk_.follow(state_, move, next_);
      tell(goes_on);
      if (stopped_) return;
      if (goes_on) arrive({number, moves_.choice_number(move.choice)}, stretch);
    }
  }

  // What there is to be told of the step that was just taken.
  void tell(bool goes_on) {
    if (!goes_on) end_here();
    if (const auto& race = walk_.race()) {
      findings_.add_race(*this, *race);
      walk_.forget_race();
      bug_may_be_enough();
    }
    if (const auto& unguarded = walk_.unguarded()) {
      findings_.add_unguarded(*this, *unguarded);
      bug_may_be_enough();
    }
  }

  // The step that was just taken was the last one; or there was none to take.
  void end_here() {
    findings_.add_end(*this, steps_.world(), steps_.output(), steps_.failure());
    bug_may_be_enough();
    if (options_.execution_limit && findings_.ends() >= *options_.execution_limit) {
      stop(Ended::executions);
    }
  }

  void bug_may_be_enough() {
    // Telling takes the program from where it is.
    steps_.forget_loaded();
    if (options_.stop_at_first_bug && findings_.any_bugs()) stop(Ended::first_failure);
  }

  // next_ was reached from `origin`.
  void arrive(StateOrigin origin, StateStretch& stretch) {
    next_.resize(steps_.components().parts());
    if (!table_.fit(next_)) return stop(Ended::memory);
    table_.bring_up_to_date(stretch.found);
    packed_.resize(table_.layout().words());
    table_.layout().pack(next_, packed_.data());
    const std::uint32_t hash = table_.hash_of(packed_.data());
    const std::uint32_t number = table_.find(packed_.data(), hash);
    if (number == StateTable::none) {
      stretch.found.add(packed_.data(), packed_.size(), hash, origin);
    } else if (number <= origin.from) {
      stretch.goes_back = true;
    }
  }

  // The choices that lead to a state.
  std::vector<Choice> path_to(std::uint32_t number) const {
    std::vector<Choice> choices;
    while (number != 0) {
      const StateOrigin origin = table_.origin(number);
      choices.push_back(moves_.choice(origin.by));
      number = origin.from;
    }
    std::ranges::reverse(choices);
    return choices;
  }

  std::vector<Choice> path() const override {
    std::vector<Choice> choices = path_to(from_);
    if (by_ != nullptr) choices.push_back(*by_);
    return choices;
  }

  // Every cycle has a step that does not lead to a later state.
  void look_for_livelocks() {
    if (!goes_back_ || stopped_ == Ended::first_failure || stopped_ == Ended::interrupted) return;
    looks_for_cycles_ = true;
    StateCycles cycles(steps_, moves_, walk_, table_, [this] {
      look();
      return stopped_ == Ended::interrupted || is_late_;
    });
    for (const std::vector<std::uint32_t>& component : cycles.components()) {
      look_for_livelock(cycles, component);
      if (stopped_ == Ended::first_failure) break;
    }
    report_.transitions += cycles.transitions();
  }

  void look_for_livelock(StateCycles& cycles, std::span<const std::uint32_t> component) {
    std::optional<StateGraph> graph = cycles.graph_of(component);
    if (!graph) {
      skipped_cycles_ = true;
      return;
    }
    const std::optional<FairCycle> found = find_fair_cycle(*graph);
    if (!found) return look_for_still_clock(*graph);
    std::vector<Choice> choices = path_to(component.front());
    choices.insert(choices.end(), found->way.begin(), found->way.end());
    const std::size_t begin = choices.size();
    choices.insert(choices.end(), found->cycle.begin(), found->cycle.end());
    findings_.add_livelock(choices, begin);
    bug_may_be_enough();
  }

  // A cycle that is fair but for threads that wait for the clock, which stands still as long as
  // others run.
  void look_for_still_clock(StateGraph& graph) {
    if (options_.settings.time == TimeModel::unbounded) return;
    for (StateGraph::Node& node : graph.nodes) node.able = node.able_at_once;
    if (find_fair_cycle(graph)) ++report_.truncated;
  }

  void stop(Ended why) {
    if (!stopped_) stopped_ = why;
  }

  // Memory that is not the table's, roughly.
  std::size_t other_bytes() const {
    const std::size_t for_cycles = goes_back_ ? 4 * table_.count() : 0;
    return steps_.components().bytes() + moves_.bytes() + lessons_.bytes() +
           walk_.part_steps().bytes() + bytes_of_batches_ + for_cycles;
  }

  void look() {
    if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
      stop(Ended::interrupted);
    }
    const std::size_t others = other_bytes();
    if (others + table_.bytes() > memory_limit_) stop(Ended::memory);
    table_.set_memory_limit(memory_limit_ - std::min(others, memory_limit_));
    const Steady::time_point now = Steady::now();
    look_at_time(now - start_);
    if (options_.progress == nullptr || now < next_update_) return;
    next_update_ = now + between_updates;
    report_.states = table_.count();
    report_.executions = findings_.ends();
    report_.seconds = std::chrono::duration<double>(now - start_).count();
    options_.progress->update(report_, findings_.distinct_outcomes());
  }

  void look_at_time(Steady::duration used) {
    if (!options_.time_limit) return;
    std::chrono::nanoseconds limit = *options_.time_limit;
    if (goes_back_ && !looks_for_cycles_) limit -= limit / part_for_cycles;
    if (used < limit) return;
    is_late_ = true;
    stop(Ended::time);
  }

  Report finish() {
    report_.ended = stopped_.value_or(Ended::nothing_left);
    report_.complete = !stopped_ && !skipped_cycles_ && report_.truncated == 0;
    report_.states = table_.count();
    report_.steps = report_.transitions;
    report_.state_bytes = table_.bytes() + other_bytes();
    report_.seconds = std::chrono::duration<double>(Steady::now() - start_).count();
    findings_.finish(report_);
    report_.verdict = verdict_of(report_);
    return std::move(report_);
  }

  const ExploreOptions& options_;
  const std::size_t memory_limit_;
  StateSteps steps_;
  StateMoves moves_;
  RaceLessons lessons_;
  StateWalk walk_;
  StateTable table_;
  StateFindings findings_;
  const StateSearchWork work_;
  ThreadTeam team_;
  std::vector<StretchWalk> quick_walks_;  // by thread
  std::vector<StateStretch> stretches_;   // of the round
  std::vector<StateBatch*> batches_;
  std::size_t bytes_of_batches_ = 0;
  std::uint32_t next_number_ = 0;  // the first state that was not gone on from
  bool goes_back_ = false;         // some step led to a state that is no later one
  std::uint64_t slow_states_ = 0;
  // Where the search is: the state, and the step from there if any.
  std::uint32_t from_ = 0;
  const Choice* by_ = nullptr;
  State state_;
  State next_;
  std::vector<Move> of_state_;
  std::vector<std::uint64_t> packed_;
  std::optional<Ended> stopped_;
  bool looks_for_cycles_ = false;
  bool is_late_ = false;
  bool skipped_cycles_ = false;
  Steady::time_point start_;
  Steady::time_point next_update_;
  Report report_;
};

}  // namespace

bool has_states(Program& program) { return program.stepped() != nullptr; }

Report explore_states(Program& program, const ExploreOptions& options, std::size_t memory_limit,
                      const StateSearchWork& work) {
  if (!has_states(program)) {
    throw std::invalid_argument("a search over states needs threads that are plain data");
  }
  return StateSearch(program, options, memory_limit, work).run();
}

}  // namespace heddle
