#include "sim/scenario/weak_orders.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "sim/model/operation_table.hpp"

namespace heddle::scenario {
namespace {

// It would take too long to look at more steps that conflict; then all of them count.
constexpr std::size_t most_steps_searched = 128;

bool is_atomic(const ThreadStep& step) { return is_atomic_memory(step.kind); }

bool is_weak(const ThreadStep& step) {
  return (is_atomic(step) || step.kind == OperationKind::fence) &&
         step.order != MemoryOrder::seq_cst;
}

// Whether two steps on one cell give the same in either order.
bool commute(const ThreadStep& one, const ThreadStep& other) {
  if (reads_memory_only(one.kind) && reads_memory_only(other.kind)) return true;
  const auto family = [](const ThreadStep& step) {
    const CellEffect effect = effect_of(step.kind);
    return effect == CellEffect::subtract ? CellEffect::add : effect;
  };
  return is_arithmetic(one.kind) && family(one) == family(other) && !one.result_used &&
         !other.result_used;
}

// The atomics by which a path has gone from thread to thread: none, one (its number + 1), or
// several.
using Atomics = std::size_t;
constexpr Atomics no_atomics = 0;

std::vector<SiteId> each_once(std::vector<SiteId> sites) {
  std::ranges::sort(sites);
  sites.erase(std::unique(sites.begin(), sites.end()), sites.end());
  return sites;
}

class Cycles {
 public:
  explicit Cycles(const ThreadSteps& all) : all_(all) {
    for (std::size_t step = 0; step < all.steps().size(); ++step) {
      if (may_be_on_cycle(step)) steps_.push_back(step);
    }
    for (const std::size_t step : steps_) add_atomic(at(step));
    several_ = atomics_.size() + 1;
    crosses_.assign(all.steps().size() * all.steps().size(), false);
    for (const std::size_t first : steps_) {
      for (const std::size_t second : steps_) {
        crosses_[first * all.steps().size() + second] = may_cross(first, second);
      }
    }
  }

  std::vector<SiteId> weak_on_cycles() {
    std::vector<bool> matters(all_.steps().size());
    if (has_several_atomics()) mark(matters);
    std::vector<SiteId> sites;
    for (std::size_t step = 0; step < matters.size(); ++step) {
      if (matters[step] && is_weak(at(step))) sites.push_back(at(step).site);
    }
    return each_once(std::move(sites));
  }

 private:
  // A path that goes on from a step, and the atomics that it went through before.
  struct State {
    std::size_t step = 0;
    Atomics atomics = no_atomics;
  };

  const ThreadStep& at(std::size_t step) const { return all_.steps()[step]; }

  // Whether the second step may come next on a cycle after the first, in another thread.
  bool crosses(std::size_t first, std::size_t second) const {
    return crosses_[first * all_.steps().size() + second];
  }
  bool may_cross(std::size_t first, std::size_t second) const {
    const ThreadStep& from = at(first);
    const ThreadStep& to = at(second);
    const auto body = [&](const ThreadStep& step) { return all_.threads()[step.thread].body; };
    if (from.kind == OperationKind::spawn && body(to) == from.body) return true;
    if (to.kind == OperationKind::join && body(from) && spawns(to.thread, *body(from))) return true;
    return from.touches_same(to) && all_.may_precede(first, second) &&
           !(is_atomic(from) && is_atomic(to) && commute(from, to));
  }

  bool spawns(std::uint32_t thread, std::uint32_t body) const {
    return std::ranges::any_of(all_.steps(), [&](const ThreadStep& step) {
      return step.thread == thread && step.kind == OperationKind::spawn && step.body == body;
    });
  }

  bool may_be_on_cycle(std::size_t step) const {
    if (at(step).kind == OperationKind::fence) return false;
    if (!is_atomic(at(step))) return true;
    for (std::size_t other = 0; other < all_.steps().size(); ++other) {
      if (is_atomic(at(other)) && (may_cross(step, other) || may_cross(other, step))) return true;
    }
    return false;
  }

  void add_atomic(const ThreadStep& step) {
    if (!is_atomic(step)) return;
    if (step.count > 1) has_arrays_ = true;
    if (std::ranges::count(atomics_, step.first) == 0) atomics_.push_back(step.first);
  }
  bool has_several_atomics() const { return has_arrays_ || atomics_.size() > 1; }

  // The atomics after the path has gone on from one thread to another by these two steps.
  Atomics with(Atomics before, std::size_t first, std::size_t second) const {
    if (!is_atomic(at(first)) || !is_atomic(at(second))) return before;
    if (at(first).count > 1 && at(second).count > 1) return several_;
    const std::size_t object = at(first).count == 1 ? at(first).first : at(second).first;
    const auto place = std::ranges::find(atomics_, object) - atomics_.begin();
    const Atomics this_one = static_cast<Atomics>(place) + 1;
    return before == no_atomics || before == this_one ? this_one : several_;
  }

  // Whether one step of a thread may follow another one of the thread, on another object.
  bool goes_on(std::size_t first, std::size_t second) const {
    const ThreadStep& from = at(first);
    const ThreadStep& to = at(second);
    const bool is_same_object = from.count == 1 && to.count == 1 && from.first == to.first;
    return !is_same_object && all_.follows(first, second);
  }

  bool may_visit(std::size_t step, std::uint32_t thread) const {
    return at(step).thread != thread || all_.threads()[thread].is_many;
  }

  void mark(std::vector<bool>& matters) {
    if (steps_.size() > most_steps_searched) {
      matters.assign(matters.size(), true);
      return;
    }
    for (const std::size_t begin : steps_) mark_from(begin, matters);
    mark_fences(matters);
  }

  // Marks cycles whose last thread goes from some step to `begin` without a fence in between.
  void mark_from(std::size_t begin, std::vector<bool>& matters) {
    const std::uint32_t thread = at(begin).thread;
    reached_.assign(all_.steps().size() * (several_ + 1), false);
    std::vector<State> order{{.step = begin}};
    std::vector<State> ends;
    for (std::size_t next = 0; next < order.size(); ++next) {
      const State from = order[next];
      for (const std::size_t to : steps_) {
        const bool is_new_thread = crosses(from.step, to);
        const Atomics atomics = with(from.atomics, from.step, to);
        if (is_new_thread && at(to).thread == thread && atomics == several_ && goes_on(to, begin) &&
            all_.follows_without_fence(to, begin)) {
          ends.push_back({.step = to, .atomics = atomics});
        }
        if (!may_visit(to, thread)) continue;
        if (is_new_thread) arrive({.step = to, .atomics = atomics}, order);
        if (next > 0 && goes_on(from.step, to)) {
          arrive({.step = to, .atomics = from.atomics}, order);
        }
      }
    }
    mark_back(begin, ends, order, matters);
  }

  void arrive(State state, std::vector<State>& order) {
    const std::size_t number = state.step * (several_ + 1) + state.atomics;
    if (reached_[number]) return;
    reached_[number] = true;
    order.push_back(state);
  }

  // Marks all steps that lie on a way from `begin` to one of the ends.
  void mark_back(std::size_t begin, const std::vector<State>& ends, const std::vector<State>& order,
                 std::vector<bool>& matters) {
    if (ends.empty()) return;
    matters[begin] = true;
    std::vector<bool> is_on_way(order.size());
    std::vector<State> left;
    for (const State& end : ends) {
      matters[end.step] = true;
      segments_.push_back({end.step, begin});
      left.push_back(end);
    }
    for (std::size_t next = 0; next < left.size(); ++next) {
      for (std::size_t place = 0; place < order.size(); ++place) {
        if (is_on_way[place] || !leads_to(order[place], left[next], place > 0)) continue;
        is_on_way[place] = true;
        matters[order[place].step] = true;
        left.push_back(order[place]);
      }
    }
  }

  bool leads_to(const State& from, const State& to, bool may_go_on) const {
    if (crosses(from.step, to.step) && with(from.atomics, from.step, to.step) == to.atomics) {
      return true;
    }
    return may_go_on && from.atomics == to.atomics && goes_on(from.step, to.step);
  }

  // Marks the fences that a thread passes on its way between two steps that matter.
  void mark_fences(std::vector<bool>& matters) const {
    for (std::size_t fence = 0; fence < all_.steps().size(); ++fence) {
      if (at(fence).kind != OperationKind::fence) continue;
      for (const auto& [first, second] : segments_) {
        if (all_.follows(first, fence) && all_.follows(fence, second)) matters[fence] = true;
      }
    }
  }

  const ThreadSteps& all_;
  std::vector<std::size_t> steps_;    // that may be on a cycle
  std::vector<std::size_t> atomics_;  // the objects, by the first one that a step may touch
  bool has_arrays_ = false;
  Atomics several_ = 0;
  std::vector<bool> crosses_;                         // by two steps
  std::vector<bool> reached_;                         // by step and Atomics
  std::vector<std::array<std::size_t, 2>> segments_;  // of threads, on cycles
};

}  // namespace

std::vector<SiteId> weak_orders_that_matter(const ThreadSteps& steps) {
  if (std::ranges::none_of(steps.steps(), is_weak)) return {};
  if (!steps.is_too_large()) return Cycles(steps).weak_on_cycles();
  std::vector<SiteId> sites;
  for (const ThreadStep& step : steps.steps()) {
    if (is_weak(step)) sites.push_back(step.site);
  }
  return each_once(std::move(sites));
}

}  // namespace heddle::scenario
