// Many threads that want the same thing: the cost of a step with 4 to 1,000 threads. A release lets
// all of them go on, and the next step stops all but one. So that may take time linear in their
// number. A step that concerns no other thread may not.

#include <benchmark/benchmark.h>

#include <string>

#include "scheduler/registry.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_program.hpp"
#include "tests/bench/scenario_options.hpp"

namespace heddle {
namespace {

// main spawns `threads` threads with this body.
std::string many(std::int64_t threads, const std::string& body) {
  return R"({"shared": {"m": "mutex", "x": {"atomic": 0}}, "main_exit": "join", "threads": {
    "main": [{"repeat": )" +
         std::to_string(threads - 1) + R"(, "do": [{"spawn": "other"}]}], "other": [)" + body +
         "]}}";
}

// `per_step`: time; `per_step_and_thread`: the same, divided by the number of threads.
void contend(benchmark::State& state, const std::string& body) {
  const auto threads = state.range(0);
  scenario::Scenario loaded = scenario::load_scenario(many(threads, body), "bench.json");
  loaded.settings.step_limit = SIZE_MAX;
  std::uint64_t steps = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    ScenarioProgram program(loaded);
    const auto scheduler = make_scheduler("random", 0);
    ExploreOptions options = bench::options_of(loaded);
    options.execution_limit = 10;
    steps += explore(program, *scheduler, options).steps;
  }
  using Counter = benchmark::Counter;
  const auto inverse_rate = Counter::kIsRate | Counter::kInvert;
  state.counters["per_step"] = Counter(static_cast<double>(steps), inverse_rate);
  state.counters["per_step_and_thread"] =
      Counter(static_cast<double>(steps) * static_cast<double>(threads), inverse_rate);
}

BENCHMARK_CAPTURE(contend, one_mutex, R"({"repeat": 10, "do": [{"lock": "m"}, {"unlock": "m"}]})")
    ->RangeMultiplier(4)
    ->Range(4, 1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(contend, one_fetch_add, R"({"repeat": 20, "do": [{"fetch_add": "x"}]})")
    ->RangeMultiplier(4)
    ->Range(4, 1000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace heddle
