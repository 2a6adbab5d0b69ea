// Whole executions: the workloads W1 to W4 of scenarios/bench under random and exhaustive search,
// with detection on, and the yardstick that makes runs on different machines comparable: W2 on bare
// fibers, without a world, a log or detection. `per_execution` and `per_step` are times; `steps` is
// how many scheduling points an execution has.

#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/registry.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/fiber/fiber.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_program.hpp"
#include "tests/bench/scenario_options.hpp"

namespace heddle {
namespace {

// Three threads of three increments on kept fibers: all 1,680 interleavings, by an odometer. The
// switch goes from fiber to fiber; if the same thread goes on, there is none.
class BareFibers {
 public:
  BareFibers() {
    for (std::size_t thread = 0; thread < threads; ++thread) {
      seats_[thread].owner = this;
      seats_[thread].fiber.emplace(std::size_t{64} * 1024);
      seats_[thread].fiber->start(&BareFibers::body, &seats_[thread]);
    }
  }

  // Runs every interleaving once; returns how many there were.
  std::uint64_t run_all() {
    std::uint64_t executions = 0;
    digits_.clear();
    do {
      left_.fill(operations);
      depth_ = 0;
      const std::size_t first = choose();
      home_.switch_to(*seats_[first].fiber);
      ++executions;
    } while (advance());
    return executions;
  }

  std::int64_t x = 0;

 private:
  static constexpr std::size_t threads = 3;
  static constexpr int operations = 3;
  struct Seat {
    BareFibers* owner = nullptr;
    std::optional<Fiber> fiber;
  };
  struct Digit {
    std::uint8_t choice = 0;
    std::uint8_t choices = 0;
  };

  static void body(void* argument) {
    Seat& seat = *static_cast<Seat*>(argument);
    BareFibers& owner = *seat.owner;
    const auto self = static_cast<std::size_t>(&seat - owner.seats_.data());
    for (;;) {
      ++owner.x;
      --owner.left_[self];
      const std::size_t next = owner.choose();
      if (next == self) continue;
      seat.fiber->switch_to(next == threads ? owner.home_ : *owner.seats_[next].fiber);
    }
  }

  // The thread that takes the next step; `threads` if none has any left.
  std::size_t choose() {
    std::array<std::uint8_t, threads> able{};
    std::uint8_t count = 0;
    for (std::uint8_t thread = 0; thread < threads; ++thread) {
      if (left_[thread] != 0) able[count++] = thread;
    }
    if (count == 0) return threads;
    if (depth_ == digits_.size()) digits_.push_back({0, count});
    return able[digits_[depth_++].choice];
  }

  bool advance() {
    while (!digits_.empty() && digits_.back().choice + 1 == digits_.back().choices) {
      digits_.pop_back();
    }
    if (digits_.empty()) return false;
    ++digits_.back().choice;
    return true;
  }

  Fiber home_;
  std::array<Seat, threads> seats_;
  std::array<int, threads> left_{};
  std::vector<Digit> digits_;
  std::size_t depth_ = 0;
};

void count(benchmark::State& state, std::uint64_t executions, std::uint64_t steps) {
  using Counter = benchmark::Counter;
  const auto time_each = static_cast<Counter::Flags>(Counter::kIsRate | Counter::kInvert);
  state.counters["per_execution"] = Counter(static_cast<double>(executions), time_each);
  state.counters["per_step"] = Counter(static_cast<double>(steps), time_each);
  state.counters["steps"] = static_cast<double>(steps) / static_cast<double>(executions);
}

void yardstick(benchmark::State& state) {
  BareFibers fibers;
  std::uint64_t executions = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    executions += fibers.run_all();
  }
  benchmark::DoNotOptimize(fibers.x);
  if (executions % 1680 != 0) state.SkipWithError("not all interleavings");
  count(state, executions, 9 * executions);
}

void explore_workload(benchmark::State& state, const std::string& workload,
                      const std::string& strategy, std::uint64_t executions_at_most,
                      ThreadKind threads = ThreadKind::calls) {
  const scenario::Scenario loaded = scenario::load_scenario_file(
      std::string(HEDDLE_SOURCE_DIR) + "/scenarios/bench/" + workload + ".json");
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    ScenarioProgram program(loaded);
    const auto scheduler = make_scheduler(strategy, 0);
    ExploreOptions options = bench::options_of(loaded);
    options.settings.threads = threads;
    options.execution_limit = executions_at_most;
    const Report report = explore(program, *scheduler, options);
    executions += report.executions;
    steps += report.steps;
  }
  count(state, executions, steps);
}

BENCHMARK(yardstick)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explore_workload, w1_random, "w1", "random", 20000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explore_workload, w2_random, "w2", "random", 20000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explore_workload, w3_random, "w3", "random", 20000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explore_workload, w4_random, "w4", "random", 2000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explore_workload, w2_exhaustive, "w2", "exhaustive", UINT64_MAX)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explore_workload, w3_exhaustive, "w3", "exhaustive", UINT64_MAX)
    ->Unit(benchmark::kMillisecond);
// The same on fibers.
BENCHMARK_CAPTURE(explore_workload, w1_random_on_fibers, "w1", "random", 20000, ThreadKind::fibers)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explore_workload, w4_random_on_fibers, "w4", "random", 2000, ThreadKind::fibers)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explore_workload, w2_exhaustive_on_fibers, "w2", "exhaustive", UINT64_MAX,
                  ThreadKind::fibers)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace heddle
