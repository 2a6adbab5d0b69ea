// Search by traces: traces a second on programs of the literature (scenarios/counts), and the time
// of a step in executions of 10 to 10,000 steps, which should not grow with them.

#include <benchmark/benchmark.h>

#include <string>

#include "scheduler/registry.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_program.hpp"
#include "tests/bench/scenario_options.hpp"

namespace heddle {
namespace {

using scenario::Scenario;

void explore_traces(benchmark::State& state, const Scenario& loaded, std::uint64_t most) {
  std::uint64_t traces = 0;
  std::uint64_t steps = 0;
  Report report;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    ScenarioProgram program(loaded);
    ExploreOptions options = bench::options_of(loaded);
    options.execution_limit = most;
    report = explore(program, *make_scheduler("dpor", 0), options);
    traces += report.executions;
    steps += report.steps;
  }
  using Counter = benchmark::Counter;
  const auto each = Counter::kIsRate | Counter::kInvert;
  state.counters["traces"] = static_cast<double>(report.executions);
  state.counters["traces_per_second"] = Counter(static_cast<double>(traces), Counter::kIsRate);
  state.counters["per_step"] = Counter(static_cast<double>(steps), each);
}

void traces(benchmark::State& state, const std::string& name) {
  explore_traces(state,
                 scenario::load_scenario_file(std::string(HEDDLE_SOURCE_DIR) +
                                              "/scenarios/counts/" + name + ".json"),
                 UINT64_MAX);
}

BENCHMARK_CAPTURE(traces, three_by_three_fetch_add, "fetch-add-used-3")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(traces, three_by_four_fetch_add, "fetch-add-used-4")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(traces, writers_6, "writers-6")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(traces, locked_counter_8, "locked-counter-8")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(traces, indexer_15, "indexer-15")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(traces, lastzero_15, "lastzero-15")->Unit(benchmark::kMillisecond);

// Two threads that each do `one` or `other`, so often that an execution has as many steps as the
// benchmark's argument says; the first 20 traces.
void length(benchmark::State& state, const std::string& shared, const std::string& one,
            const std::string& other, std::int64_t steps_each_time) {
  const auto repeated = [&](const std::string& body) {
    return R"([{"repeat": )" + std::to_string(state.range(0) / (2 * steps_each_time)) +
           R"(, "do": [)" + body + "]}]";
  };
  explore_traces(
      state,
      scenario::load_scenario(
          R"({"shared": {)" + shared + R"(}, "limits": {"steps": 100000}, "main_exit": "join", )" +
              R"("threads": {"one": )" + repeated(one) + R"(, "other": )" + repeated(other) + "}}",
          "bench.json"),
      20);
}

#define HEDDLE_LENGTHS(name, ...) \
  BENCHMARK_CAPTURE(length, name, __VA_ARGS__)->RangeMultiplier(10)->Range(10, 10'000)

HEDDLE_LENGTHS(apart, R"("a": {"atomic": 0}, "b": {"atomic": 0})", R"({"store": "a", "value": 1})",
               R"({"store": "b", "value": 1})", 1);
HEDDLE_LENGTHS(counter, R"("x": {"atomic": 0})", R"({"fetch_add": "x", "value": 1, "into": "r"})",
               R"({"fetch_add": "x", "value": 1, "into": "r"})", 1);
HEDDLE_LENGTHS(mutex, R"("m": "mutex")", R"({"lock": "m"}, {"unlock": "m"})",
               R"({"lock": "m"}, {"unlock": "m"})", 2);
HEDDLE_LENGTHS(channel, R"("c": "channel")", R"({"send": "c", "value": 1})",
               R"({"recv": "c", "into": "r"})", 1);

}  // namespace
}  // namespace heddle
