// Depth first, by the states on the path and a table of all that were met.
//
// Partial order reduction: where a step commutes with every step of all other threads, now and
// later, it is taken alone: a persistent set of one (P. Godefroid, LNCS 1032, 1996, chapter 4). Not
// where it ends the execution, since then the others' steps could come before; and not where it
// leads back to a state on the path, since then they would be put off for ever (the cycle proviso,
// D. Peled, "Combining Partial Order Reductions with On-the-Fly Model-Checking", CAV 1994).
//
// Strongly connected components are found on the way: H. Gabow, "Path-Based Depth-First Search for
// Strong and Biconnected Components" (2000). Each that has a cycle is searched for a fair one.

#include "sim/explore/state_search.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "sim/explore/fair_cycle.hpp"
#include "sim/explore/state_findings.hpp"
#include "sim/explore/state_moves.hpp"
#include "sim/explore/state_steps.hpp"
#include "sim/explore/state_table.hpp"

namespace heddle {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::uint64_t transitions_between_looks = 4096;
constexpr std::chrono::milliseconds between_updates{100};
// What a look-up of remembered knowledge takes, roughly.
constexpr std::size_t bytes_of_lesson = 64;
constexpr std::size_t most_threads_for_cycles = 64;
// What is remembered of moves may take this part of the memory; the rest is for states.
constexpr std::size_t part_for_moves = 4;

bool has_plain_memory(const Program& program) {
  return std::ranges::any_of(program.objects(), [](const ObjectDeclaration& object) {
    return object.kind == ObjectKind::plain;
  });
}

class StateSearch final : private PathSource {
 public:
  StateSearch(Program& program, const ExploreOptions& options, std::size_t memory_limit)
      : options_(options),
        memory_limit_(memory_limit),
        steps_(program, options.settings, options.races_are_errors && has_plain_memory(program)),
        moves_(steps_, program, options.settings, memory_limit / part_for_moves),
        table_(memory_limit),
        findings_(program, options) {}

  Report run() {
    start_ = Steady::now();
    next_update_ = start_ + between_updates;
    try {
      search();
    } catch (const std::bad_alloc&) {
      stop(Ended::memory);  // the system has less than the limit
    }
    return finish();
  }

 private:
  // A state on the path.
  struct Frame {
    State state;
    std::vector<std::uint64_t> packed;
    std::vector<Move> moves;
    // By move: what it leads to, packed, and the hash of that; where `layout` is still the table's.
    std::vector<std::uint64_t> successors;
    std::vector<std::uint32_t> hashes;
    std::uint32_t layout = no_layout;
    std::size_t next = 0;   // the first move that was not taken yet
    std::size_t limit = 0;  // moves from here on are left out
    std::uint32_t number = 0;
    Choice choice;  // by which it was reached
  };
  // What a remembered step makes of what is known of races.
  struct Lesson {
    std::uint32_t knowledge = 0;
    std::uint32_t race = UINT32_MAX;  // the place of the event that races, of those of the step
  };
  static constexpr std::uint32_t no_layout = UINT32_MAX;
  enum Flag : std::uint8_t { on_path = 1, closed = 2 };

  void search() {
    State initial;
    if (!steps_.begin(initial)) return end_here();
    next_ = initial;
    arrive(Choice{});
    while (depth_ > 0 && !stopped_) advance();
  }

  std::vector<Choice> path() const override {
    std::vector<Choice> choices;
    for (std::size_t place = 1; place < depth_; ++place) choices.push_back(frames_[place].choice);
    if (taking_ != nullptr) choices.push_back(taking_->choice);
    return choices;
  }

  void advance() {
    Frame& frame = frames_[depth_ - 1];
    if (frame.next == frame.limit) return leave();
    taken_ = frame.moves[frame.next++];
    ++report_.transitions;
    if (report_.transitions % transitions_between_looks == 0) look();
    taking_ = &taken_;
    if (frame.layout == table_.layout() && taken_.effect != Move::not_remembered &&
        follow_fast(frame)) {
      return;
    }
    const bool goes_on = follow(frame.state, taken_, true);
    if (!goes_on) {
      end_here();
      widen(frame);
    } else {
      arrive(taken_.choice);
    }
    taking_ = nullptr;
  }

  // The commonest steps: remembered, with the successor worked out beforehand. False: it needs a
  // closer look.
  bool follow_fast(Frame& frame) {
    const StateMoves::Effect effect = moves_.effect(taken_.effect);
    const std::size_t thread = index(taken_.choice.thread);
    const std::size_t place = frame.next - 1;
    if (effect.ends) return false;
    if (moves_.may_wait(thread, effect.own)) {
      apply(effect, thread, frame.state);
      if (moves_.may_wait_in_cycle(next_, thread)) return false;
    }
    const std::uint64_t* const packed = frame.successors.data() + place * table_.words();
    const StateTable::Place found = table_.add(packed, frame.hashes[place]);
    if (found.found == StateTable::Found::known) {
      come_back_to(found.number);
    } else if (found.found == StateTable::Found::added) {
      apply(effect, thread, frame.state);
      packed_.assign(packed, packed + table_.words());
      enter(found.number, taken_.choice);
    } else {
      stop(Ended::memory);
    }
    taking_ = nullptr;
    return true;
  }

  void apply(const StateMoves::Effect& effect, std::size_t thread, const State& state) {
    next_.assign(state.begin(), state.end());
    next_[steps_.thread_part(thread)] = effect.own;
    if (effect.other_part != StateMoves::no_part) next_[effect.other_part] = effect.other;
  }

  // Works out where the moves of the state lead to, and has the memory fetched where that will be
  // looked up.
  void prepare(Frame& frame) {
    frame.layout = no_layout;
    if (steps_.finds_races() || frame.state.size() != steps_.components().parts()) return;
    const std::size_t words = table_.words();
    if (frame.successors.size() < frame.limit * words)
      frame.successors.resize(2 * frame.limit * words);
    if (frame.hashes.size() < frame.limit) frame.hashes.resize(2 * frame.limit);
    for (std::size_t place = 0; place < frame.limit; ++place) {
      const Move& move = frame.moves[place];
      if (move.effect == Move::not_remembered) continue;
      const StateMoves::Effect& effect = moves_.effect(move.effect);
      if (effect.ends) continue;
      const std::size_t part = steps_.thread_part(index(move.choice.thread));
      if (!table_.fits(part, effect.own)) return;
      std::uint64_t* const packed = frame.successors.data() + place * words;
      std::copy_n(frame.packed.data(), words, packed);
      table_.change(packed, part, effect.own);
      if (effect.other_part != StateMoves::no_part) {
        if (!table_.fits(effect.other_part, effect.other)) return;
        table_.change(packed, effect.other_part, effect.other);
      }
      frame.hashes[place] = table_.hash_of(packed);
      table_.fetch_bucket(frame.hashes[place]);
    }
    for (std::size_t place = 0; place < frame.limit; ++place) {
      table_.fetch_state(frame.hashes[place]);
    }
    frame.layout = table_.layout();
  }

  // All moves of the state are to be taken.
  static void widen(Frame& frame) {
    if (frame.limit == frame.moves.size()) return;
    frame.limit = frame.moves.size();
    frame.layout = no_layout;  // only the first one was prepared
  }

  // Works out what the move makes of the state: next_. False: the program is over.
  bool follow(const State& state, const Move& move, bool tells) {
    if (move.effect != Move::not_remembered) {
      const StateMoves::Effect& effect = moves_.effect(move.effect);
      if (!effect.ends) {
        const std::size_t thread = index(move.choice.thread);
        apply(effect, thread, state);
        if (!moves_.may_wait_in_cycle(next_, thread)) {
          if (steps_.finds_races()) learn(state[StateSteps::knowledge_part], move.effect, tells);
          return true;
        }
      }
    }
    return follow_by_world(state, move, tells);
  }

  bool follow_by_world(const State& state, const Move& move, bool tells) {
    steps_.load(state);
    const auto all = steps_.alternatives();
    const auto found = std::ranges::find(all, move.choice, choice_of);
    if (found == all.end()) throw std::logic_error("stateful: a step is not possible any more");
    const bool goes_on = steps_.take(static_cast<std::size_t>(found - all.begin()), next_);
    const Event* race = nullptr;
    if (steps_.finds_races()) {
      next_.resize(std::max(next_.size(), state.size()));
      next_[StateSteps::knowledge_part] =
          steps_.learn(state[StateSteps::knowledge_part], steps_.events(), race);
    }
    const Event* const unguarded = steps_.unguarded_access();
    if (!tells || (race == nullptr && unguarded == nullptr)) return goes_on;
    // Going along the path again takes the program from where it is.
    const Event first = race != nullptr ? *race : Event{};
    const Event second = unguarded != nullptr ? *unguarded : Event{};
    if (!goes_on) end_here();
    if (race != nullptr) findings_.add_race(*this, first);
    if (unguarded != nullptr) findings_.add_unguarded(*this, second);
    steps_.forget_loaded();
    told_ = !goes_on;
    return goes_on;
  }

  void learn(std::uint32_t knowledge, std::uint32_t effect, bool tells) {
    const auto events = moves_.events(effect);
    const auto [found, is_new] = lessons_.try_emplace((std::uint64_t{effect} << 32U) | knowledge);
    Lesson& lesson = found->second;
    if (is_new) {
      const Event* race = nullptr;
      lesson.knowledge = steps_.learn(knowledge, events, race);
      if (race != nullptr) lesson.race = static_cast<std::uint32_t>(race - events.data());
    }
    next_[StateSteps::knowledge_part] = lesson.knowledge;
    if (!tells || lesson.race == UINT32_MAX) return;
    findings_.add_race(*this, events[lesson.race]);
    steps_.forget_loaded();
  }

  // The step that was just taken was the last one; or there was none to take.
  void end_here() {
    if (std::exchange(told_, false)) return;
    findings_.add_end(*this, steps_.world(), steps_.output(), steps_.failure());
    steps_.forget_loaded();
    if (options_.stop_at_first_bug && findings_.any_bugs()) stop(Ended::first_failure);
    if (options_.execution_limit && findings_.ends() >= *options_.execution_limit) {
      stop(Ended::executions);
    }
  }

  // next_ was reached by `choice`.
  void arrive(const Choice& choice) {
    next_.resize(steps_.components().parts());
    if (!table_.fit(next_)) return stop(Ended::memory);
    packed_.resize(table_.words());
    table_.pack(next_, packed_.data());
    const StateTable::Place place = table_.add(packed_.data());
    switch (place.found) {
      case StateTable::Found::full:
        return stop(Ended::memory);
      case StateTable::Found::known:
        return come_back_to(place.number);
      case StateTable::Found::added:
        return enter(place.number, choice);
    }
  }

  void come_back_to(std::uint32_t number) {
    Frame& frame = frames_[depth_ - 1];
    const std::uint8_t flags = flags_[number];
    if ((flags & on_path) != 0) widen(frame);
    if ((flags & closed) != 0) return;
    while (roots_.back() > number) roots_.pop_back();
    if (number == frame.number) loops_ = frame.number;
  }

  void enter(std::uint32_t number, const Choice& choice) {
    if (depth_ == frames_.size()) frames_.emplace_back();
    Frame& frame = frames_[depth_++];
    frame.state.assign(next_.begin(), next_.end());
    frame.packed.assign(packed_.begin(), packed_.end());
    frame.number = number;
    frame.choice = choice;
    frame.next = 0;
    flags_.push_back(on_path);
    roots_.push_back(number);
    open_.push_back(number);
    moves_.expand(frame.state, frame.moves);
    frame.limit = frame.moves.size();
    if (frame.moves.empty()) {
      if (steps_.load(frame.state)) throw std::logic_error("stateful: nothing follows a state");
      taking_ = nullptr;
      end_here();
      return;
    }
    const auto alone = std::ranges::find(frame.moves, true, &Move::commutes);
    if (alone != frame.moves.end()) {
      std::swap(frame.moves.front(), *alone);
      frame.limit = 1;
    }
    prepare(frame);
  }

  // All that follows the last state of the path was gone through.
  void leave() {
    const std::uint32_t number = frames_[depth_ - 1].number;
    flags_[number] &= static_cast<std::uint8_t>(~on_path);
    if (roots_.back() == number) {
      roots_.pop_back();
      const auto first = std::ranges::lower_bound(open_, number);
      const std::span<const std::uint32_t> component(first, open_.end());
      if (component.size() > 1 || loops_ == number) look_for_livelock(component);
      for (const std::uint32_t each : component) flags_[each] |= closed;
      open_.erase(first, open_.end());
    }
    --depth_;
  }

  // `component`: states that all reach each other, that at the end of the path first.
  void look_for_livelock(std::span<const std::uint32_t> component) {
    StateGraph graph;
    graph.nodes.resize(component.size());
    State state(steps_.components().parts());
    std::vector<Move> moves;
    for (std::size_t node = 0; node < component.size() && !stopped_; ++node) {
      state.resize(steps_.components().parts());
      table_.unpack(component[node], state);
      if (steps_.thread_count(state) > most_threads_for_cycles) {
        skipped_cycles_ = true;
        return;
      }
      moves_.expand(state, moves);
      graph.nodes[node].able_at_once = StateMoves::able(moves);
      graph.nodes[node].able = graph.nodes[node].able_at_once | steps_.timed_threads(state);
      for (const Move& move : moves) {
        if (++report_.transitions % transitions_between_looks == 0) look();
        if (!follow(state, move, false) || !fits(next_)) continue;
        table_.pack(next_, packed_.data());
        const auto found = table_.find(packed_.data());
        if (!found) continue;
        const auto place = std::ranges::lower_bound(component, *found);
        if (place == component.end() || *place != *found) continue;
        graph.nodes[node].edges.push_back(
            {static_cast<std::uint32_t>(place - component.begin()), move.choice});
      }
    }
    if (stopped_) return;
    const std::optional<FairCycle> found = find_fair_cycle(graph);
    if (!found) return look_for_still_clock(graph);
    std::vector<Choice> choices = path();
    choices.insert(choices.end(), found->way.begin(), found->way.end());
    const std::size_t begin = choices.size();
    choices.insert(choices.end(), found->cycle.begin(), found->cycle.end());
    findings_.add_livelock(choices, begin);
    steps_.forget_loaded();
    if (options_.stop_at_first_bug) stop(Ended::first_failure);
  }

  // A cycle that is fair but for threads that wait for the clock, which stands still as long as
  // others run.
  void look_for_still_clock(StateGraph& graph) {
    if (options_.settings.time == TimeModel::unbounded) return;
    for (StateGraph::Node& node : graph.nodes) node.able = node.able_at_once;
    if (find_fair_cycle(graph)) ++report_.truncated;
  }

  bool fits(const State& state) const {
    for (std::size_t part = 0; part < state.size(); ++part) {
      if (!table_.fits(part, state[part])) return false;
    }
    return true;
  }

  void stop(Ended why) {
    if (!stopped_) stopped_ = why;
  }

  // Memory that is not the table's, roughly.
  std::size_t other_bytes() const {
    const std::size_t frame = sizeof(Frame) + 4 * steps_.components().parts() + 16 * sizeof(Move);
    return steps_.components().bytes() + moves_.bytes() + frames_.size() * frame +
           flags_.capacity() + 4 * (open_.capacity() + roots_.capacity()) +
           lessons_.size() * bytes_of_lesson;
  }

  void look() {
    if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
      stop(Ended::interrupted);
    }
    const std::size_t others = other_bytes();
    if (others + table_.bytes() > memory_limit_) stop(Ended::memory);
    table_.set_memory_limit(memory_limit_ - std::min(others, memory_limit_));
    const Steady::time_point now = Steady::now();
    if (options_.time_limit && now - start_ >= *options_.time_limit) stop(Ended::time);
    if (options_.progress == nullptr || now < next_update_) return;
    next_update_ = now + between_updates;
    report_.states = table_.count();
    report_.executions = findings_.ends();
    report_.seconds = std::chrono::duration<double>(now - start_).count();
    options_.progress->update(report_, findings_.distinct_outcomes());
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
  StateTable table_;
  StateFindings findings_;
  std::unordered_map<std::uint64_t, Lesson> lessons_;  // by effect, and what was known before
  std::vector<Frame> frames_;                          // the first depth_ are the path
  std::size_t depth_ = 0;
  std::vector<std::uint8_t> flags_;   // by number of the state
  std::vector<std::uint32_t> open_;   // states whose component is not complete, in order
  std::vector<std::uint32_t> roots_;  // of them, those that begin a component, as far as is known
  std::uint32_t loops_ = UINT32_MAX;  // a state with a step back to itself
  const Move* taking_ = nullptr;      // the step after the path
  Move taken_;
  bool told_ = false;  // the end of the step that was taken was already counted
  State next_;
  std::vector<std::uint64_t> packed_;
  std::optional<Ended> stopped_;
  bool skipped_cycles_ = false;
  Steady::time_point start_;
  Steady::time_point next_update_;
  Report report_;
};

}  // namespace

bool has_states(Program& program) { return program.stepped() != nullptr; }

Report explore_states(Program& program, const ExploreOptions& options, std::size_t memory_limit) {
  if (!has_states(program)) {
    throw std::invalid_argument("a search over states needs threads that are plain data");
  }
  return StateSearch(program, options, memory_limit).run();
}

}  // namespace heddle
