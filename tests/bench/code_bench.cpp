// The same workloads as C++ code: see execution_bench.cpp for those of scenarios, and for the
// yardstick. `per_execution` and `per_step` as there; the steps of C++ code are more by the coming
// and going of its objects.

#include <benchmark/benchmark.h>

#include <string>

#include "tests/code/workloads.hpp"

namespace heddle {
namespace {

void explore_code(benchmark::State& state, void (*body)(), const std::string& strategy,
                  std::uint64_t executions_at_most) {
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    const report found = explore(
        body,
        {.strategy = strategy, .budget = std::chrono::hours(1), .executions = executions_at_most});
    executions += found.executions;
    steps += found.steps;
  }
  using Counter = benchmark::Counter;
  const auto time_each = static_cast<Counter::Flags>(Counter::kIsRate | Counter::kInvert);
  state.counters["per_execution"] = Counter(static_cast<double>(executions), time_each);
  state.counters["per_step"] = Counter(static_cast<double>(steps), time_each);
  state.counters["steps"] = static_cast<double>(steps) / static_cast<double>(executions);
}

using namespace workloads;
constexpr std::uint64_t samples = 20'000;
constexpr std::uint64_t all = 0;

BENCHMARK_CAPTURE(explore_code, w1_random, locked_counter, "random", samples);
BENCHMARK_CAPTURE(explore_code, w2_random, (atomic_counter<3, 3>), "random", samples);
BENCHMARK_CAPTURE(explore_code, w3_random, philosophers, "random", samples);
BENCHMARK_CAPTURE(explore_code, w4_random, (atomic_counter<2, 100>), "random", samples);
BENCHMARK_CAPTURE(explore_code, w2_exhaustive, (atomic_counter<3, 3>), "exhaustive", samples);
BENCHMARK_CAPTURE(explore_code, w2_dpor, (atomic_counter<3, 3>), "dpor", all);
BENCHMARK_CAPTURE(explore_code, indexer_15_dpor, indexer<15>, "dpor", all);
BENCHMARK_CAPTURE(explore_code, lastzero_10_dpor, last_zero<10>, "dpor", all);

}  // namespace
}  // namespace heddle
