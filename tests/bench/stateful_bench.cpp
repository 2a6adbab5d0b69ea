// The search over states: states a second, and bytes a state, everything included.

#include <benchmark/benchmark.h>

#include <string>

#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_program.hpp"
#include "sim/states/state_search.hpp"
#include "tests/bench/scenario_options.hpp"

namespace heddle {
namespace {

constexpr std::size_t memory_limit = std::size_t{4} << 30U;

// Each takes the left fork, then the right one.
std::string philosophers(std::size_t count) {
  std::string threads;
  for (std::size_t seat = 0; seat < count; ++seat) {
    const std::string left = std::to_string(seat);
    const std::string right = std::to_string((seat + 1) % count);
    threads += (seat == 0 ? "" : ",") + std::string("\"p") + left + R"(": [{"lock": "fork[)" +
               left + R"(]"}, {"lock": "fork[)" + right + R"(]"}, {"unlock": "fork[)" + right +
               R"(]"}, {"unlock": "fork[)" + left + "]\"}]";
  }
  return R"({"shared": {"fork": {"mutex": {"count": )" + std::to_string(count) +
         R"(}}}, "threads": {)" + threads + "}}";
}

// `added`: what each step adds, 1 or an expression.
std::string fetch_add(std::size_t threads, std::size_t times, const std::string& added) {
  std::string bodies;
  for (std::size_t thread = 0; thread < threads; ++thread) {
    bodies += (thread == 0 ? "" : ",") + std::string("\"t") + std::to_string(thread) +
              R"(": [{"repeat": )" + std::to_string(times) +
              R"(, "do": [{"fetch_add": "x", "value": )" + added + "}]}]";
  }
  return R"({"shared": {"x": {"atomic": 1}}, "threads": {)" + bodies + "}}";
}

void states(benchmark::State& state, const std::string& text, unsigned jobs = 1) {
  const scenario::Scenario loaded = scenario::load_scenario(text, "bench.json");
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  Report report;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    ScenarioProgram program(loaded);
    report = explore_states(program, bench::options_of(loaded), memory_limit, {.jobs = jobs});
    states += report.states;
    transitions += report.transitions;
  }
  using Counter = benchmark::Counter;
  state.counters["states"] = static_cast<double>(report.states);
  state.counters["states_per_second"] = Counter(static_cast<double>(states), Counter::kIsRate);
  state.counters["transitions_per_second"] =
      Counter(static_cast<double>(transitions), Counter::kIsRate);
  state.counters["bytes_per_state"] =
      static_cast<double>(report.state_bytes) / static_cast<double>(report.states);
}

BENCHMARK_CAPTURE(states, philosophers_7, philosophers(7))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(states, philosophers_9, philosophers(9))
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(states, philosophers_9_on_2_threads, philosophers(9), 2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(states, fetch_add_4_times_4, fetch_add(4, 4, "1"))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(states, fetch_add_6_times_6, fetch_add(6, 6, "1"))->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace heddle
