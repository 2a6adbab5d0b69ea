// What a native run costs beside its floor: a process that runs one thread.

#include <benchmark/benchmark.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <thread>

#include "sim/native/runner.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_program.hpp"

namespace heddle {
namespace {

void native_yardstick(benchmark::State& state) {
  for (auto _ : state) {
    const pid_t process = fork();
    if (process == 0) {
      std::thread([] {}).join();
      _exit(0);
    }
    waitpid(process, nullptr, 0);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(native_yardstick)->UseRealTime();

// Runs of W1, two threads that increment under a mutex.
void native_runs(benchmark::State& state) {
  const scenario::Scenario loaded =
      scenario::load_scenario_file(std::string(HEDDLE_SOURCE_DIR) + "/scenarios/bench/w1.json");
  ScenarioProgram program(loaded);
  native::RunnerOptions options;
  options.settings = loaded.settings;
  options.runs = 50;
  std::uint64_t runs = 0;
  for (auto _ : state) runs += native::run_natively(program, options).runs;
  state.SetItemsProcessed(static_cast<std::int64_t>(runs));
}
BENCHMARK(native_runs)->UseRealTime();

}  // namespace
}  // namespace heddle
