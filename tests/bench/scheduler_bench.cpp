// What one pick of each strategy costs, at points of three able threads.

#include <benchmark/benchmark.h>

#include <array>

#include "scheduler/registry.hpp"

namespace heddle {
namespace {

constexpr std::size_t steps = 30;

void pick(benchmark::State& state, std::string_view spec) {
  std::array<Operation, 3> operations{};
  std::array<Alternative, 3> alternatives{};
  for (std::uint32_t thread = 0; thread < 3; ++thread) {
    operations[thread].site = SiteId{thread};
    alternatives[thread] = {.thread = ThreadId{thread}, .operation = &operations[thread]};
  }
  const auto scheduler = make_scheduler(spec, 1);
  for (auto _ : state) {
    if (!scheduler->begin()) break;
    Point point{.alternatives = alternatives, .threads = 3, .previous = std::nullopt, .step = 0};
    for (; point.step < steps; ++point.step) {
      const auto choice = scheduler->pick(point);
      point.previous = alternatives[*choice].thread;
    }
  }
  state.counters["picks"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(steps),
                         benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(pick, random, "random");
BENCHMARK_CAPTURE(pick, pct, "pct");
BENCHMARK_CAPTURE(pick, pct_of_known_length, "pct:steps=30");
BENCHMARK_CAPTURE(pick, exhaustive, "exhaustive");

}  // namespace
}  // namespace heddle
