#include "sim/world/zone.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

namespace heddle {
namespace {

// The same as Zone, by brute force: every way to choose whole-numbered deadlines. That is enough:
// all constraints are differences with whole-numbered, inclusive bounds, and a system of those has
// a whole-numbered solution if it has any.
class Enumeration {
 public:
  void add(std::size_t thread, std::int64_t earliest, std::int64_t latest) {
    std::set<State> next;
    for (const State& state : states_) {
      for (std::int64_t duration = earliest; duration <= latest; ++duration) {
        State longer = state;
        longer[thread] = duration;
        next.insert(longer);
      }
    }
    states_ = std::move(next);
  }
  bool may_be_now(std::size_t thread) const {
    return std::ranges::any_of(states_, [&](const State& state) { return state[thread] == 0; });
  }
  bool may_be_first(std::size_t thread) const {
    return std::ranges::any_of(states_, [&](const State& state) { return first(state, thread); });
  }
  void set_now(std::size_t thread) {
    keep([&](const State& state) { return state[thread] == 0; }, thread);
  }
  void set_first(std::size_t thread) {
    keep([&](const State& state) { return first(state, thread); }, thread);
  }

 private:
  static constexpr std::int64_t none = -1;
  using State = std::vector<std::int64_t>;  // by thread: time left

  static bool first(const State& state, std::size_t thread) {
    return std::ranges::all_of(
        state, [&](std::int64_t left) { return left == none || left >= state[thread]; });
  }
  template <typename Allowed>
  void keep(Allowed allowed, std::size_t thread) {
    std::set<State> next;
    for (const State& state : states_) {
      if (!allowed(state)) continue;
      State later = state;
      for (std::int64_t& left : later) {
        if (left != none) left -= state[thread];
      }
      later[thread] = none;
      next.insert(later);
    }
    states_ = std::move(next);
  }

  std::set<State> states_{State(4, none)};
};

TEST_CASE("a zone allows exactly the orders of timers that some choice of deadlines explains") {
  std::mt19937 random(1);
  const auto draw = [&](std::int64_t least, std::int64_t most) {
    return least +
           static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(most - least + 1));
  };
  for (int round = 0; round < 300; ++round) {
    Zone zone;
    Enumeration enumeration;
    std::vector<bool> set(4, false);
    for (int action = 0; action < 12; ++action) {
      const auto number = static_cast<std::size_t>(draw(0, 3));
      const ThreadId thread{static_cast<std::uint32_t>(number)};
      if (!set[number]) {
        const std::int64_t earliest = draw(0, 3);
        const std::int64_t latest = earliest + draw(0, 2);
        zone.add(thread, earliest, latest);
        enumeration.add(number, earliest, latest);
        set[number] = true;
        continue;
      }
      const bool now = zone.may_be_now(thread);
      const bool first = zone.may_be_first(thread);
      REQUIRE(now == enumeration.may_be_now(number));
      REQUIRE(first == enumeration.may_be_first(number));
      if (first && draw(0, 1) == 0) {
        zone.set_first(thread);
        enumeration.set_first(number);
        set[number] = false;
      } else if (now) {
        zone.set_now(thread);
        enumeration.set_now(number);
        set[number] = false;
      }
    }
  }
}

}  // namespace
}  // namespace heddle
