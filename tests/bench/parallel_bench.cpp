// A search on one thread and on two, in the same run: Listing 16-1 with all its 6,906,900
// interleavings, a bounded search, and searches by traces. `speed_up` is how much sooner it ends,
// on wall clocks.

#include <benchmark/benchmark.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/registry.hpp"
#include "sim/explore/parallel_search.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_program.hpp"
#include "tests/bench/scenario_options.hpp"

namespace heddle {
namespace {

std::chrono::duration<double> search(const scenario::Scenario& loaded, const std::string& spec,
                                     unsigned jobs, std::uint64_t& executions) {
  const auto start = std::chrono::steady_clock::now();
  const ExploreOptions options = bench::options_of(loaded);
  std::vector<SearchPart> parts;
  parts.push_back({.scheduler = make_scheduler(spec, 0), .executions_left = {}});
  const auto make = [&loaded] { return std::make_unique<ScenarioProgram>(loaded); };
  executions =
      search_in_parallel(make, std::move(parts), options, {.jobs = jobs, .splits = jobs > 1})
          .executions;
  return std::chrono::steady_clock::now() - start;
}

void divide(benchmark::State& state, const scenario::Scenario& loaded, const std::string& spec) {
  std::chrono::duration<double> alone{};
  std::chrono::duration<double> divided{};
  std::uint64_t executions = 0;
  std::uint64_t executions_divided = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    alone += search(loaded, spec, 1, executions);
    divided += search(loaded, spec, 2, executions_divided);
  }
  if (executions != executions_divided) state.SkipWithError("not the same executions");
  state.counters["executions"] = static_cast<double>(executions);
  state.counters["speed_up"] = alone / divided;
}

scenario::Scenario shipped(const std::string& file) {
  return scenario::load_scenario_file(std::string(HEDDLE_SOURCE_DIR) + "/scenarios/" + file);
}

// 15! / 5!^3 = 756,756 traces.
scenario::Scenario three_by_five() {
  return scenario::load_scenario(R"({"shared": {"x": {"atomic": 0}}, "threads": {
      "main": [{"spawn": "adder", "times": 3}, "join_all"],
      "adder": [{"repeat": 5, "do": [{"fetch_add": "x", "value": 1, "into": "r"}]}]}})",
                                 "three by five");
}

// 20! / 10!^2 = 184,756 traces; each branch is as large as all before it together.
scenario::Scenario two_by_ten_sections() {
  return scenario::load_scenario(R"({"shared": {"x": 0, "m": "mutex"}, "threads": {
      "main": [{"spawn": "worker", "times": 2}, "join_all"],
      "worker": [{"repeat": 10, "do": [{"lock": "m"}, {"set": {"x": "x + 1"}},
                                       {"unlock": "m"}]}]}})",
                                 "two by ten sections");
}

// 2^16 traces; each one in the first half adds to what is pending.
scenario::Scenario collector() {
  return scenario::load_scenario(R"({"shared": {"done": {"atomic": 0},
      "item": {"atomic": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}}, "threads": {
      "main": [{"spawn": "impatient"}, {"spawn": "writer", "args": ["index"], "times": 15},
               {"spawn": "collector"}, "join_all"],
      "impatient": [{"store": "done", "value": 1}],
      "writer": {"params": ["i"], "body": [{"store": "item[i]", "value": 1}]},
      "collector": [{"for": "i", "in": "0..15", "do": [{"load": "item[i]", "into": "seen"}]},
                    {"store": "done", "value": 2}]}})",
                                 "collector");
}

BENCHMARK_CAPTURE(divide, listing_16_1_exhaustive, shipped("book/listing-16-01-spawn.json"),
                  "exhaustive")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(divide, listing_16_1_preemptions, shipped("book/listing-16-01-spawn.json"),
                  "preemptions:bound=4")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(divide, three_by_five_dpor, three_by_five(), "dpor")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(divide, two_by_ten_sections_dpor, two_by_ten_sections(), "dpor")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(divide, collector_15_dpor, collector(), "dpor")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(divide, lastzero_15_dpor, shipped("counts/lastzero-15.json"), "dpor")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(3);

}  // namespace
}  // namespace heddle
