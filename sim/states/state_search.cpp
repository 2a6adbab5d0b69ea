// Breadth first: see state_rounds.hpp. Partial order reduction: see state_walk.cpp. What goes round
// for ever is looked for when all states are known: see state_cycles.hpp.

#include "sim/states/state_search.hpp"

#include <algorithm>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include "sim/explore/checkpoint_pace.hpp"
#include "sim/explore/conclusion.hpp"
#include "sim/explore/level_estimate.hpp"
#include "sim/explore/memory_gauge.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/model/assertion.hpp"
#include "sim/states/state_cycles.hpp"
#include "sim/states/state_findings.hpp"
#include "sim/states/state_limits.hpp"
#include "sim/states/state_moves.hpp"
#include "sim/states/state_rounds.hpp"
#include "sim/states/state_steps.hpp"
#include "sim/states/state_walk.hpp"

namespace heddle {
namespace {

using Steady = std::chrono::steady_clock;

// What is remembered of moves may take this part of the memory; the rest is for states.
constexpr std::size_t part_for_moves = 4;
// How many states that the World is asked about go by between two looks at the time; and of large
// states, how many parts and steps.
constexpr std::size_t slow_states_between_looks = 1024;
constexpr std::size_t parts_between_looks = 16'384;

bool has_plain_memory(const Program& program) {
  return program.creates_objects() ||
         std::ranges::any_of(program.objects(), [](const ObjectDeclaration& object) {
           return object.kind == ObjectKind::plain;
         });
}

class StateSearch final : private PathSource, private StateRounds::Guide {
 public:
  StateSearch(Program& program, const ExploreOptions& options, std::size_t memory_limit,
              const StateSearchWork& work)
      : program_(program),
        options_(options),
        memory_limit_(memory_limit),
        work_(work),
        limits_(options, work.kept ? work.kept->found.seconds : 0),
        steps_(program, options.settings, options.races_are_errors && has_plain_memory(program)),
        moves_(steps_, program, options.settings, memory_limit / part_for_moves),
        walk_(steps_, moves_, lessons_),
        rounds_(steps_, moves_, lessons_, memory_limit, work),
        findings_(program, options) {}

  Report run() {
    next_checkpoint_ = Steady::now() + work_.between_checkpoints;
    try {
      begin();
      search();
      look_for_livelocks();
    } catch (const std::bad_alloc&) {
      limits_.stop(Ended::memory);  // one allocation is larger than what is left
    } catch (const BrokenAssertion& broken) {
      if (!is_going_on_) throw;
      throw broken.with(findings_.steps_of(path()));
    }
    release_memory_for_report();
    return finish();
  }

 private:
  void begin() {
    State initial;
    if (!steps_.begin(initial)) return end_here();
    if (work_.kept) {
      restore(initial);
    } else if (!rounds_.begin(initial)) {
      limits_.stop(Ended::memory);
    }
  }

  void search() {
    if (work_.kept) look();
    while (rounds_.is_any_left() && !limits_.stopped()) {
      ends_before_round_ = findings_.ends() - ends_to_skip_;
      if (!rounds_.go_round(*this) || is_memory_short()) limits_.stop(Ended::memory);
      if (limits_.stopped()) break;
      ends_before_round_ = findings_.ends();
      look();
    }
    const bool goes_on_some_day = limits_.stopped() == Ended::time ||
                                  limits_.stopped() == Ended::interrupted ||
                                  limits_.stopped() == Ended::executions;
    if (goes_on_some_day) keep();
  }

  bool gives_up() const override { return limits_.stopped() || is_memory_short(); }

  // Has what follows the state remembered.
  bool teach(const State& state) override {
    look_now_and_then();
    walk_.moves_of(state, of_state_);
    for (const Move& move : of_state_) {
      if (move.effect == Move::not_remembered) return false;
      const bool depends_on_more = moves_.effect(move.effect).may_wait || steps_.finds_races();
      if (depends_on_more) walk_.follow(state, move, next_);
    }
    return !of_state_.empty();
  }

  void go_on_from(std::uint32_t number, StateStretch& stretch) override {
    look_now_and_then();
    const StateTable& table = rounds_.table();
    state_.assign(table.layout().parts(), 0);
    table.unpack(number, state_);
    state_.resize(steps_.components().parts());
    from_ = number;
    by_ = nullptr;
    is_going_on_ = true;
    walk_.moves_of(state_, of_state_);
    if (of_state_.empty()) {
      if (steps_.load(state_)) throw std::logic_error("stateful: nothing follows a state");
      return end_here();
    }
    for (const Move& move : of_state_) {
      // A choice may be from very many.
      look_now_and_then();
      if (limits_.stopped()) return;
      ++stretch.transitions;
      by_ = &move.choice;
      const bool goes_on = walk_.follow(state_, move, next_);
      tell(goes_on);
      if (limits_.stopped()) return;
      const StateOrigin origin{number, moves_.choice_number(move.choice)};
      if (goes_on && !rounds_.arrive(next_, origin, stretch)) limits_.stop(Ended::memory);
    }
    is_going_on_ = false;
  }

  void look_now_and_then() {
    const std::size_t parts = steps_.components().parts() + of_state_.size();
    const std::size_t most = std::max<std::size_t>(parts_between_looks / parts, 1);
    if (++slow_states_ < std::min(slow_states_between_looks, most)) return;
    slow_states_ = 0;
    look();
  }

  // What there is to be told of the step that was just taken.
  void tell(bool goes_on) {
    if (!goes_on) end_here();
    if (const auto& race = walk_.race()) {
      findings_.add_race(*this, *race);
      walk_.forget_race();
      bug_may_be_enough();
    }
    for (const Event& unguarded : walk_.unguarded()) {
      findings_.add_unguarded(*this, unguarded);
      bug_may_be_enough();
    }
  }

  // The step that was just taken was the last one; or there was none to take.
  void end_here() {
    if (ends_to_skip_ != 0) {
      --ends_to_skip_;
      return steps_.forget_loaded();
    }
    const Failure failure = steps_.failure();
    if (failure.status == Status::truncated) ++cut_off_;
    findings_.add_end(*this, steps_.world(), steps_.output(), failure);
    bug_may_be_enough();
    look_at_ends();
  }

  void look_at_ends() {
    if (options_.execution_limit && findings_.ends() >= *options_.execution_limit) {
      limits_.stop(Ended::executions);
    }
  }

  void bug_may_be_enough() {
    // Telling takes the program from where it is.
    steps_.forget_loaded();
    if (options_.stop_at_first_bug && findings_.any_bugs()) limits_.stop(Ended::first_failure);
  }

  // The choices that lead to a state.
  std::vector<Choice> path_to(std::uint32_t number) const {
    std::vector<Choice> choices;
    while (number != 0) {
      const StateOrigin origin = rounds_.table().origin(number);
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

  void look_for_livelocks() {
    const auto& stopped = limits_.stopped();
    if (!rounds_.goes_back() || stopped == Ended::first_failure || stopped == Ended::interrupted) {
      return;
    }
    if (!stopped) keep();
    looks_for_cycles_ = true;
    StateCycles cycles(steps_, moves_, walk_, rounds_.table(), [this] {
      look();
      return limits_.is_out_of_time();
    });
    for (const std::vector<std::uint32_t>& component : cycles.components()) {
      look_for_livelock(cycles, component);
      if (stopped == Ended::first_failure) break;
    }
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
    if (find_fair_cycle(graph)) ++still_clocks_;
  }

  // Memory that is not the table's, roughly.
  std::size_t other_bytes() const {
    const std::size_t for_cycles = rounds_.goes_back() ? 4 * rounds_.table().count() : 0;
    return steps_.components().bytes() + moves_.bytes() + lessons_.bytes() +
           walk_.part_steps().bytes() + rounds_.bytes() + for_cycles;
  }

  void look() {
    limits_.look(rounds_.goes_back() && !looks_for_cycles_);
    const std::size_t others = other_bytes();
    if (others + rounds_.table().bytes() > memory_limit_) limits_.stop(Ended::memory);
    const bool is_used_up = options_.memory != nullptr && options_.memory->is_used_up();
    if (is_used_up || is_memory_short()) limits_.stop(Ended::memory);
    rounds_.set_memory_limit(memory_limit_ - std::min(others, memory_limit_));
    note_estimate();
    if (limits_.is_update_due()) {
      Report so_far = counts();
      so_far.estimate = estimate();
      options_.progress->update(so_far, findings_.distinct_outcomes());
    }
    if (!looks_for_cycles_ && !limits_.stopped() && Steady::now() >= next_checkpoint_) keep();
  }

  // Nothing is known of cycles before all states are.
  std::optional<Estimate> estimate() {
    if (!rounds_.is_any_left()) return std::nullopt;
    const auto all = estimated_states(rounds_.level_sizes(), rounds_.table().count());
    if (!all) return std::nullopt;
    return estimates_.made(rounds_.done(), *all, limits_.seconds());
  }

  void note_estimate() {
    if (!rounds_.is_any_left() || !estimates_.is_due(rounds_.done())) return;
    const auto all = estimated_states(rounds_.level_sizes(), rounds_.table().count());
    if (all) estimates_.note(rounds_.done(), *all);
  }

  Report counts() const {
    Report report;
    report.states = rounds_.table().count();
    report.transitions = rounds_.transitions();
    report.steps = report.transitions;
    report.executions = findings_.ends();
    report.counts_ends = true;
    report.seconds = limits_.seconds();
    return report;
  }

  // In a round too: it is gone through again, but for the ends, which are told once.
  void keep() {
    const std::pair now_at{rounds_.done(), findings_.ends()};
    if (work_.checkpoints == nullptr || kept_at_ == now_at) return;
    const Steady::time_point begin = Steady::now();
    Report found = findings_.found();
    found.states = rounds_.table().count();
    found.truncated = cut_off_;
    found.seconds = limits_.seconds();
    work_.checkpoints->keep(found, [this](WordSink& sink) {
      sink.put(findings_.ends() - ends_before_round_);
      steps_.save(sink);
      moves_.save_choices(sink);
      PartSteps part_steps = walk_.part_steps();
      moves_.add_to(part_steps);
      part_steps.save(sink);
      rounds_.save(sink);
      findings_.save(sink);
    });
    kept_at_ = now_at;
    const Steady::time_point end = Steady::now();
    next_checkpoint_ = end + until_next_checkpoint(work_.between_checkpoints, end - begin);
  }

  void restore(const State& initial) {
    WordSource& source = work_.kept->words;
    ends_to_skip_ = source.take();
    steps_.restore(source);
    moves_.restore_choices(source);
    walk_.restore_part_steps(source);
    rounds_.restore(source, initial, moves_.choices());
    findings_.restore(work_.kept->found, source);
    cut_off_ = work_.kept->found.truncated;
    if (source.left() != 0 || ends_to_skip_ > findings_.ends()) throw BadWords();
    ends_before_round_ = findings_.ends() - ends_to_skip_;
    kept_at_ = {rounds_.done(), findings_.ends()};
    look_at_ends();
  }

  Report finish() {
    Report report = counts();
    const bool all_is_known = limits_.stopped() == std::nullopt;
    if (!all_is_known) report.estimate = estimate();
    report.ended = limits_.stopped().value_or(Ended::nothing_left);
    report.truncated = still_clocks_ + cut_off_;
    report.state_bytes = rounds_.table().bytes() + other_bytes();
    findings_.finish(report);
    ExploreOptions options = options_;
    options.strategy_is_complete = true;
    conclude(report, {.left_out = skipped_cycles_}, options, program_);
    return report;
  }

  Program& program_;
  const ExploreOptions& options_;
  const std::size_t memory_limit_;
  const StateSearchWork& work_;
  StateLimits limits_;
  StateSteps steps_;
  StateMoves moves_;
  RaceLessons lessons_;
  StateWalk walk_;
  StateRounds rounds_;
  StateFindings findings_;
  std::size_t slow_states_ = 0;  // since the last look
  // Where the search is: the state, and the step from there if any.
  std::uint32_t from_ = 0;
  const Choice* by_ = nullptr;
  bool is_going_on_ = false;  // from there, now
  State state_;
  State next_;
  std::vector<Move> of_state_;
  Estimates estimates_;
  bool looks_for_cycles_ = false;
  bool skipped_cycles_ = false;
  std::uint64_t still_clocks_ = 0;
  std::uint64_t cut_off_ = 0;  // ends by a limit: of what one atomically does, or of the output
  // Ends that were told when the round began; those that were told in it before it was taken up.
  std::uint64_t ends_before_round_ = 0;
  std::uint64_t ends_to_skip_ = 0;
  Steady::time_point next_checkpoint_;
  std::optional<std::pair<std::uint32_t, std::uint64_t>> kept_at_;
};

}  // namespace

bool has_states(Program& program, const Settings& settings) {
  return program.stepped() != nullptr && settings.threads == ThreadKind::calls;
}

Report explore_states(Program& program, const ExploreOptions& options, std::size_t memory_limit,
                      const StateSearchWork& work) {
  if (!has_states(program, options.settings)) {
    throw std::invalid_argument("a search over states needs threads that are plain data");
  }
  return StateSearch(program, options, memory_limit, work).run();
}

}  // namespace heddle
