#include "scheduler/bounded.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "scheduler/registry.hpp"
#include "sim/model/systematic_search.hpp"
#include "tests/scheduler/toy_program.hpp"

namespace heddle {
namespace {

using testing::ToyProgram;
using testing::ToyStep;

using Texts = std::vector<std::string>;

Texts run_all(const ToyProgram& program, const std::string& spec) {
  const auto scheduler = make_scheduler(spec, 0);
  return program.run_all(*scheduler);
}

Texts within(const ToyProgram& program, const std::string& bound, std::uint64_t most) {
  return run_all(program, bound + ":bound=" + std::to_string(most));
}

// The threads of an execution of plain steps that have steps left after the first `done` ones.
std::set<char> left_after(const std::string& text, std::size_t done) {
  return {text.begin() + static_cast<std::ptrdiff_t>(done), text.end()};
}

// Independently of the scheduler: switches away from a thread that has steps left.
std::uint64_t preemptions_of(const std::string& text) {
  std::uint64_t count = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    count += text[i] != text[i - 1] && left_after(text, i).contains(text[i - 1]) ? 1 : 0;
  }
  return count;
}

// The turns that are passed over: a thread keeps its turn until it has no steps left.
std::uint64_t delays_of(const std::string& text) {
  std::uint64_t count = 0;
  char turn = 'a';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::set<char> left = left_after(text, i);
    const auto next = [&left](char thread) {
      const auto found = left.lower_bound(thread);
      return found == left.end() ? *left.begin() : *found;
    };
    for (turn = next(turn); turn != text[i]; turn = next(static_cast<char>(turn + 1))) ++count;
  }
  return count;
}

using CostOf = std::uint64_t (*)(const std::string&);
const std::map<std::string, CostOf> bounds{{"preemptions", preemptions_of}, {"delays", delays_of}};

std::uint64_t binomial(std::uint64_t n, std::uint64_t k) {
  if (k > n) return 0;
  std::uint64_t result = 1;
  for (std::uint64_t i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return result;
}

// Two threads of n and m steps, in i and j runs: C(n - 1, i - 1) C(m - 1, j - 1) ways to cut them,
// and two ways to begin where i = j, one where they differ by one. Of the i + j - 1 switches the
// last is away from a thread that has ended.
std::uint64_t with_preemptions(std::uint64_t n, std::uint64_t m, std::uint64_t preemptions) {
  std::uint64_t count = 0;
  for (std::uint64_t i = 1; i <= preemptions + 1; ++i) {
    const std::uint64_t j = preemptions + 2 - i;
    const std::uint64_t orders = i == j ? 2 : (i + 1 == j || j + 1 == i) ? 1 : 0;
    count += orders * binomial(n - 1, i - 1) * binomial(m - 1, j - 1);
  }
  return count;
}

}  // namespace

TEST_CASE("the interleavings of two threads come with the fewest preemptions first") {
  const Texts expected{"aabb", "bbaa", "abba", "baab", "abab", "baba"};
  CHECK(within(ToyProgram::of_lengths({2, 2}), "preemptions", 2) == expected);
}

TEST_CASE("the interleavings of two threads come with the fewest delays first") {
  const Texts expected{"aabb", "abba", "bbaa", "abab", "baab", "baba"};
  CHECK(within(ToyProgram::of_lengths({2, 2}), "delays", 3) == expected);
}

TEST_CASE("without a preemption each thread runs to its end, in every order") {
  const Texts expected{"aabbcc", "aaccbb", "bbaacc", "bbccaa", "ccaabb", "ccbbaa"};
  Texts all = within(ToyProgram::of_lengths({2, 2, 2}), "preemptions", 0);
  std::ranges::sort(all);
  CHECK(all == expected);
}

TEST_CASE("without a delay there is one interleaving") {
  CHECK(within(ToyProgram::of_lengths({2, 3, 2}), "delays", 0) == Texts{"aabbbcc"});
}

TEST_CASE("two threads have as many interleavings of few preemptions as the formula says") {
  for (std::uint64_t n = 1; n <= 6; ++n) {
    for (std::uint64_t m = 1; m <= 5; ++m) {
      std::uint64_t expected = 0;
      for (std::uint64_t bound = 0; bound <= n + m; ++bound) {
        CAPTURE(n);
        CAPTURE(m);
        CAPTURE(bound);
        expected += with_preemptions(n, m, bound);
        CHECK(within(ToyProgram::of_lengths({n, m}), "preemptions", bound).size() == expected);
      }
      CHECK(expected == binomial(n + m, n));
    }
  }
}

TEST_CASE(
    "within a bound are those interleavings of exhaustive search that cost no more, each once") {
  const std::vector<std::vector<std::size_t>> programs{
      {1}, {3, 3}, {2, 2, 2}, {3, 1, 2}, {2, 2, 1, 2}};
  for (const auto& [name, cost] : bounds) {
    const std::string bound = name;  // a lambda must not capture a structured binding
    const CostOf cost_of = cost;
    for (const auto& lengths : programs) {
      const ToyProgram program = ToyProgram::of_lengths(lengths);
      Texts all = run_all(program, "exhaustive");
      std::ranges::sort(all);
      for (std::uint64_t most = 0; most <= 16; ++most) {
        CAPTURE(bound);
        CAPTURE(most);
        CAPTURE(lengths.size());
        Texts found = within(program, bound, most);
        CHECK(std::ranges::is_sorted(found, {}, cost_of));
        std::ranges::sort(found);
        Texts expected;
        std::ranges::copy_if(all, std::back_inserter(expected),
                             [&](const auto& text) { return cost_of(text) <= most; });
        REQUIRE(found == expected);
      }
      CHECK(within(program, bound, 16).size() == all.size());
    }
  }
}

TEST_CASE("a choice of data costs nothing within a bound") {
  const ToyProgram program({{{OperationKind::choose, 2}, {}}, {{OperationKind::choose, 3}}});
  // aab and baa without a preemption, aba with one, each in six ways.
  CHECK(within(program, "preemptions", 0).size() == 12);
  CHECK(within(program, "preemptions", 1).size() == 18);
  CHECK(within(program, "delays", 0).size() == 6);
  CHECK(within(program, "delays", 1).size() == 18);
}

TEST_CASE("a switch away from a thread about to yield or to sleep is no preemption") {
  for (const OperationKind kind : {OperationKind::yield, OperationKind::sleep}) {
    const ToyProgram program({{{}, {kind, 1}, {}}, {{}}});
    CHECK(within(program, "preemptions", 0) == Texts{"abaa", "aaab", "baaa"});
    CHECK(within(program, "preemptions", 1).size() == 4);
    CHECK(within(program, "delays", 0) == Texts{"abaa"});
  }
}

TEST_CASE("a time-out of a thread whose turn it is does not keep the others from their turns") {
  const auto scheduler = make_scheduler("delays:bound=0", 0);
  const std::vector<Alternative> waiting{{.thread = ThreadId{0}, .way = Way::timeout},
                                         {.thread = ThreadId{1}},
                                         {.thread = ThreadId{2}}};
  REQUIRE(scheduler->begin());
  CHECK(scheduler->pick({waiting, 3, ThreadId{0}, 1}) == 1);
  CHECK_FALSE(scheduler->begin());
}

TEST_CASE("a bound that nothing exceeds leaves nothing out") {
  const ToyProgram program = ToyProgram::of_lengths({2, 2});
  for (const std::string bound : {"preemptions", "delays"}) {
    const auto enough = make_scheduler(bound + ":bound=3", 0);
    program.run_all(*enough);
    CHECK_FALSE(headway_of(*enough).left_out);
    CHECK(headway_of(*enough).left == 0);
    const auto too_little = make_scheduler(bound + ":bound=1", 0);
    program.run_all(*too_little);
    CHECK(headway_of(*too_little).left_out);
    CHECK(headway_of(*too_little).bound == 1);
    CHECK(headway_of(*too_little).left == 0);
  }
}

TEST_CASE("a bounded search tells up to which bound it has tried everything") {
  const ToyProgram program = ToyProgram::of_lengths({2, 2});
  const auto scheduler = make_scheduler("preemptions:bound=2", 0);
  std::vector<std::optional<std::uint64_t>> told;
  while (scheduler->begin()) {
    program.run(*scheduler);
    told.push_back(headway_of(*scheduler).bound);
  }
  const std::vector<std::optional<std::uint64_t>> expected{std::nullopt, std::nullopt, 0, 0, 1, 1};
  CHECK(told == expected);
  CHECK(headway_of(*scheduler).left == 0);
}

TEST_CASE(
    "bounded search refuses a program that offers other alternatives after the same choices") {
  const std::vector<Alternative> two{{.thread = ThreadId{0}}, {.thread = ThreadId{1}}};
  const std::vector<Alternative> one{{.thread = ThreadId{0}}};
  const auto scheduler = make_scheduler("preemptions", 0);
  REQUIRE(scheduler->begin());
  CHECK(scheduler->pick({two, 2, std::nullopt, 0}) == 0);
  REQUIRE(scheduler->begin());
  CHECK_THROWS_AS(scheduler->pick({one, 1, std::nullopt, 0}), std::logic_error);
}

TEST_CASE("where memory is short, a bounded search ends with the bound for which it was enough") {
  const ToyProgram program = ToyProgram::of_lengths({9, 9});
  const auto scheduler = make_scheduler("preemptions:bound=100,memory=1", 0);
  const Texts found = program.run_all(*scheduler);
  const Headway headway = headway_of(*scheduler);
  CHECK(headway.left_out);
  REQUIRE(headway.bound);
  CHECK(*headway.bound > 2);
  CHECK(found.size() < binomial(18, 9));
  CHECK(found == within(program, "preemptions", *headway.bound));
}

TEST_CASE("bounded search refuses a program that ends before the choices are used up") {
  const std::vector<Alternative> two{{.thread = ThreadId{0}}, {.thread = ThreadId{1}}};
  const auto scheduler = make_scheduler("preemptions", 0);
  REQUIRE(scheduler->begin());
  CHECK(scheduler->pick({two, 2, ThreadId{0}, 0}) == 0);
  REQUIRE(scheduler->begin());
  CHECK_THROWS_AS(scheduler->begin(), std::logic_error);
}

}  // namespace heddle
