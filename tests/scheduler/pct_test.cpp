#include "scheduler/pct.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <vector>

#include "scheduler/registry.hpp"
#include "tests/scheduler/toy_program.hpp"

namespace heddle {
namespace {

using testing::ToyProgram;

std::set<std::string> run_some(const ToyProgram& program, std::string_view spec,
                               std::size_t executions) {
  const auto scheduler = make_scheduler(spec, 1);
  const std::vector<std::string> texts = program.run_all(*scheduler, executions);
  return {texts.begin(), texts.end()};
}

std::size_t switches(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 1; i < text.size(); ++i) count += text[i] != text[i - 1] ? 1 : 0;
  return count;
}

// One thread takes the same step of the given kind for ever; another thread ends that by taking a
// step. Returns how often the first one went round, or `limit` if the second was never let in.
std::size_t spin(OperationKind kind, std::uint64_t seed, std::size_t limit) {
  const auto scheduler = make_scheduler("pct:depth=1", seed);
  REQUIRE(scheduler->begin());
  std::array<Operation, 2> operations;
  operations[0].kind = kind;
  operations[0].site = SiteId{0};
  operations[1].kind = OperationKind::write;
  const std::vector<Alternative> both{{.thread = ThreadId{0}, .operation = &operations[0]},
                                      {.thread = ThreadId{1}, .operation = &operations[1]}};
  std::optional<ThreadId> previous;
  for (std::size_t step = 0; step < limit; ++step) {
    if (scheduler->pick({both, 2, previous, step}) == 1) return step;
    previous = ThreadId{0};
  }
  return limit;
}

}  // namespace

TEST_CASE("pct of depth 1 runs threads one after the other, in every order") {
  const ToyProgram program = ToyProgram::of_lengths({2, 2, 2});
  const std::set<std::string> expected{"aabbcc", "aaccbb", "bbaacc", "bbccaa", "ccaabb", "ccbbaa"};
  CHECK(run_some(program, "pct:depth=1", 200) == expected);
}

TEST_CASE("pct of depth d preempts at most d - 1 times") {
  const ToyProgram program = ToyProgram::of_lengths({6, 6});
  std::size_t most = 0;
  for (const std::string& text : run_some(program, "pct:depth=3,steps=12", 500)) {
    most = std::max(most, switches(text));
  }
  // One switch at the end of a thread, and two preemptions. Each of these may cost one more switch
  // when the thread comes back.
  CHECK(most == 3);
}

TEST_CASE("pct finds a bug of depth d at least as often as its authors prove") {
  // The bug: thread 0 is preempted between its 10th and 11th step of 20 by all of thread 1. Depth
  // 2, n = 2, k = 25: at least one execution in 50.
  const ToyProgram program = ToyProgram::of_lengths({20, 5});
  const auto scheduler = make_scheduler("pct:depth=2,steps=25", 99);
  int found = 0;
  for (const std::string& text : program.run_all(*scheduler, 10'000)) {
    if (text == "aaaaaaaaaabbbbbaaaaaaaaaa") ++found;
  }
  CHECK(found >= 170);
}

TEST_CASE("pct without a number of steps finds bugs in short and in long programs") {
  for (const std::size_t length : {3u, 30u, 300u}) {
    const ToyProgram program = ToyProgram::of_lengths({length, 2});
    bool found = false;
    for (const std::string& text : run_some(program, "pct", 300)) {
      found = found || (text.front() == 'a' && text.back() == 'a' && switches(text) == 2);
    }
    CHECK(found);
  }
}

TEST_CASE("execution i of pct from seed s is execution 0 from seed s + i") {
  const ToyProgram program = ToyProgram::of_lengths({5, 5, 5});
  const auto scheduler = make_scheduler("pct", 40);
  for (std::uint64_t i = 0; i < 20; ++i) {
    REQUIRE(scheduler->begin());
    const auto later = make_scheduler("pct", 40 + i);
    REQUIRE(later->begin());
    CHECK(program.run(*scheduler) == program.run(*later));
  }
}

TEST_CASE("pct lets the others run when a thread yields, sleeps again, or spins") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(spin(OperationKind::yield, seed, 10) <= 1);
    CHECK(spin(OperationKind::sleep, seed, 10) <= 2);
    CHECK(spin(OperationKind::load, seed, 1'000) < 1'000);
  }
}

TEST_CASE("pct makes the same choices on every machine") {
  const auto scheduler = make_scheduler("pct:depth=4,steps=18", 2026);
  REQUIRE(scheduler->begin());
  CHECK(ToyProgram::of_lengths({6, 6, 6}).run(*scheduler).value() == "bbbbbbccaaaaaacccc");
}

}  // namespace heddle
