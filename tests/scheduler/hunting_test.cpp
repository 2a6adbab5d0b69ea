// Strategies that hunt for bugs: pos, urw, surw, adversarial.

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "scheduler/registry.hpp"
#include "tests/scheduler/toy_program.hpp"

namespace heddle {
namespace {

using testing::ToyProgram;

// One execution, which the strategy may learn from.
std::string run_and_learn(const ToyProgram& program, Scheduler& scheduler) {
  REQUIRE(scheduler.begin());
  const std::string text = program.run(scheduler).value();
  std::vector<Event> events;
  for (const char letter : text) {
    Event event;
    event.thread = static_cast<ThreadId>(letter - 'a');
    event.kind = OperationKind::yield;
    events.push_back(event);
  }
  Execution execution;
  execution.events = events;
  execution.steps = events.size();
  scheduler.end(execution);
  return text;
}

// Pearson's statistic of how evenly the interleavings come, of which there are so many.
double unevenness(const char* strategy, const ToyProgram& program, int interleavings) {
  const auto scheduler = make_scheduler(strategy, 1);
  run_and_learn(program, *scheduler);
  const int each = 1000;
  std::map<std::string, int> seen;
  for (int i = 0; i < each * interleavings; ++i) ++seen[run_and_learn(program, *scheduler)];
  double sum = static_cast<double>(interleavings - static_cast<int>(seen.size())) * each;
  for (const auto& [text, count] : seen) sum += (count - each) * (count - each) / double{each};
  return sum;
}

TEST_CASE("urw draws all interleavings of independent threads equally often") {
  // 28 interleavings: above 55.5 is one case in a thousand.
  CHECK(unevenness("urw", ToyProgram::of_lengths({2, 6}), 28) < 55.5);
  CHECK(unevenness("random", ToyProgram::of_lengths({2, 6}), 28) > 1000);
  // 60 interleavings, likewise.
  CHECK(unevenness("urw", ToyProgram::of_lengths({1, 2, 3}), 60) < 98.3);
}

TEST_CASE("execution i of pos from seed s is execution 0 from seed s + i") {
  const ToyProgram program = ToyProgram::of_lengths({4, 4, 4});
  const auto scheduler = make_scheduler("pos", 40);
  for (std::uint64_t i = 0; i < 20; ++i) {
    REQUIRE(scheduler->begin());
    const auto later = make_scheduler("pos", 40 + i);
    REQUIRE(later->begin());
    CHECK(program.run(*scheduler) == program.run(*later));
  }
}

TEST_CASE("pos reaches every interleaving of a small program") {
  const ToyProgram program = ToyProgram::of_lengths({3, 3});
  const auto scheduler = make_scheduler("pos", 1);
  std::map<std::string, int> seen;
  for (const std::string& text : program.run_all(*scheduler, 2'000)) ++seen[text];
  CHECK(seen.size() == 20);
}

TEST_CASE("pos draws again after a conflict, so that who won it does not tell who wins the next") {
  const std::vector<testing::ToyStep> prints(2, {.kind = OperationKind::print});
  const auto scheduler = make_scheduler("pos", 1);
  int same_twice = 0;
  for (const std::string& text : ToyProgram({prints, prints}).run_all(*scheduler, 10'000)) {
    if (text[0] == text[1]) ++same_twice;
  }
  // The loser of the first conflict would lose the second one in two cases of three.
  CHECK(same_twice > 4'700);
  CHECK(same_twice < 5'300);
}

TEST_CASE(
    "a strategy that learns does the same again from its seed, and goes on from what it saved") {
  const ToyProgram program = ToyProgram::of_lengths({2, 3, 4});
  for (const char* name : {"urw", "surw", "adversarial"}) {
    CAPTURE(name);
    const Strategy& strategy = find_strategy(name);
    const auto one = make_scheduler(name, 7);
    const auto other = make_scheduler(name, 7);
    for (int i = 0; i < 30; ++i)
      CHECK(run_and_learn(program, *one) == run_and_learn(program, *other));
    CHECK_FALSE(one->seed());
    std::vector<std::uint64_t> words;
    strategy.save(*one, words);
    const auto restored = strategy.restore({}, 0, words);
    for (int i = 0; i < 30; ++i) {
      CHECK(run_and_learn(program, *one) == run_and_learn(program, *restored));
    }
    words.pop_back();
    CHECK_THROWS_AS(strategy.restore({}, 0, words), SchedulerError);
  }
}

}  // namespace
}  // namespace heddle
