#include "sim/states/state_cycles.hpp"

#include <algorithm>
#include <utility>

#include "sim/explain/strong_components.hpp"

namespace heddle {
namespace {

constexpr std::uint64_t looks_between_questions = 64;
constexpr std::size_t most_threads_for_cycles = 64;

}  // namespace

StateCycles::StateCycles(StateSteps& steps, StateMoves& moves, StateWalk& walk,
                         const StateTable& table, std::function<bool()> stopped)
    : steps_(steps),
      moves_(moves),
      walk_(walk),
      table_(table),
      stopped_(std::move(stopped)),
      parts_(walk.part_steps()) {
  moves.add_to(parts_);
  parts_.find_cycles();
}

bool StateCycles::gives_up() {
  if (++looks_ % looks_between_questions == 0 && stopped_()) given_up_ = true;
  return given_up_;
}

std::vector<std::vector<std::uint32_t>> StateCycles::components() {
  std::vector<std::vector<std::uint32_t>> found;
  if (!parts_.any_cycle()) return found;
  find_strong_components(
      table_.count(),
      [&](std::uint32_t number, std::vector<std::uint32_t>& to) { add_successors(number, to); },
      [&](std::span<const std::uint32_t> component, bool has_cycle) {
        if (has_cycle) {
          found.emplace_back(component.begin(), component.end());
          std::ranges::sort(found.back());
        }
        return !given_up_;
      });
  if (given_up_) found.clear();
  std::ranges::sort(found);
  return found;
}

void StateCycles::add_successors(std::uint32_t number, std::vector<std::uint32_t>& successors) {
  if (gives_up()) return;
  state_.assign(table_.layout().parts(), 0);
  table_.unpack(number, state_);
  walk_.moves_of(state_, of_state_);
  for (const Move& move : of_state_) {
    if (is_on_no_cycle(state_, move)) continue;
    const std::uint32_t to = successor(state_, move);
    if (to != StateTable::none) successors.push_back(to);
  }
}

// The knowledge of races is not looked at: it becomes less only by being forgotten, and steps of
// all kinds do that. If the step is not remembered, only its thread's part is looked at: the other
// parts are not known before the step is taken.
bool StateCycles::is_on_no_cycle(const State& state, const Move& move) const {
  if (move.effect == Move::not_remembered) {
    const std::size_t part = steps_.thread_part(index(move.choice.thread));
    return !parts_.is_on_cycle(part, state[part]);
  }
  const StateMoves::Effect& effect = moves_.effect(move.effect);
  return effect.ends || !parts_.can_return(effect.own_part, state[effect.own_part], effect.own) ||
         !parts_.can_return(effect.other_part, state[effect.other_part], effect.other);
}

// none: the program ends there, or the state was never met.
std::uint32_t StateCycles::successor(const State& state, const Move& move) {
  if (!walk_.follow(state, move, next_)) return StateTable::none;
  while (next_.size() > table_.layout().parts() && next_.back() == 0) next_.pop_back();
  next_.resize(std::max(next_.size(), table_.layout().parts()));
  if (!table_.layout().fits(next_)) return StateTable::none;
  packed_.resize(table_.layout().words());
  table_.layout().pack(next_, packed_.data());
  return table_.find(packed_.data(), table_.hash_of(packed_.data()));
}

// A timer that may be due now or later waits for the clock, if it is due later.
std::uint64_t StateCycles::able_at_once(const State& state, std::span<const Move> moves) {
  const std::uint64_t late = steps_.late_threads(state);
  std::uint64_t threads = StateMoves::able(moves);
  for (const Move& move : moves) {
    const std::uint64_t thread = std::uint64_t{1} << (index(move.choice.thread) % 64);
    if ((late & thread) != 0 && moves_.is_by_timer(state, move)) threads &= ~thread;
  }
  return threads;
}

std::optional<StateGraph> StateCycles::graph_of(std::span<const std::uint32_t> component) {
  StateGraph graph;
  graph.nodes.resize(component.size());
  State state;
  std::vector<Move> moves;
  for (std::size_t node = 0; node < component.size(); ++node) {
    state.assign(table_.layout().parts(), 0);
    table_.unpack(component[node], state);
    if (gives_up() || steps_.thread_count(state) > most_threads_for_cycles) return std::nullopt;
    moves_.expand(state, moves);
    graph.nodes[node].able_at_once = able_at_once(state, moves);
    graph.nodes[node].able = graph.nodes[node].able_at_once | steps_.timed_threads(state);
    for (const Move& move : moves) {
      const std::uint32_t to = successor(state, move);
      const auto place = std::ranges::lower_bound(component, to);
      if (place == component.end() || *place != to) continue;
      graph.nodes[node].edges.push_back(
          {static_cast<std::uint32_t>(place - component.begin()), move.choice});
    }
  }
  return graph;
}

}  // namespace heddle
