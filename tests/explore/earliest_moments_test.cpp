#include "sim/explore/earliest_moments.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "scheduler/registry.hpp"
#include "sim/explain/trace_text.hpp"
#include "sim/explore/single_execution.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_program.hpp"

namespace heddle {
namespace {

// Of the given threads, named by the numbers of their creation, the first one that is able takes
// the next step.
class InThisOrder final : public Scheduler {
 public:
  explicit InThisOrder(std::vector<std::uint32_t> threads) : threads_(std::move(threads)) {}
  bool begin() override { return true; }
  std::optional<std::size_t> pick(const Point& point) override {
    for (const std::uint32_t thread : threads_) {
      const auto found = std::ranges::find(point.alternatives, ThreadId{thread},
                                           [](const Alternative& each) { return each.thread; });
      if (found != point.alternatives.end()) {
        return static_cast<std::size_t>(found - point.alternatives.begin());
      }
    }
    return 0;
  }

 private:
  std::vector<std::uint32_t> threads_;
};

// "a: sleep at 2 ms", for each step by which time moved.
std::vector<std::string> moves(const char* text, std::vector<std::uint32_t> threads) {
  const scenario::Scenario scenario = scenario::load_scenario(text, "test.json");
  ScenarioProgram program(scenario);
  SingleExecution execution(program, scenario.settings, scenario.hash, true);
  InThisOrder scheduler(std::move(threads));
  execution.run(scheduler);
  std::vector<std::string> found;
  for (const TraceLine& line : trace_lines(execution.world(), program, execution.times_ns())) {
    if (!line.time_ns) continue;
    found.push_back(line.thread + " at " + std::to_string(*line.time_ns / 1'000'000) + " ms");
  }
  return found;
}

using Texts = std::vector<std::string>;

TEST_CASE("a step is as early as what came after it allows, with jitter") {
  // The time-out fires 5 ms after the first sleep ended, and not before `long` woke up at 8 ms.
  const char* const text = R"({"time": {"model": "jitter", "jitter": "3ms"}, "main_exit": "join",
    "shared": {"s": {"semaphore": 0}}, "threads": {
    "timed": [{"sleep": "2ms"}, {"try_acquire": "s", "timeout": "5ms", "into": "got"}],
    "long": [{"sleep": "8ms"}, {"print": "long"}]}})";
  CHECK(moves(text, {0, 2, 1}) == Texts{"timed at 3 ms", "long at 8 ms"});
  CHECK(moves(text, {0, 1, 2}) == Texts{"timed at 2 ms", "timed at 7 ms", "long at 8 ms"});
}

TEST_CASE("a timer that goes off later, or never, is a bound on what comes before it") {
  const char* const text = R"({"time": {"model": "jitter", "jitter": "3ms"}, "main_exit": "join",
    "threads": {"a": [{"sleep": "2ms"}, {"sleep": "2ms"}], "b": [{"sleep": "4ms"}]}})";
  CHECK(moves(text, {0, 2, 1}) == Texts{"b at 4 ms", "a at 6 ms"});
  CHECK(moves(text, {0, 1, 2}) == Texts{"a at 2 ms", "a at 4 ms"});
}

}  // namespace
}  // namespace heddle
