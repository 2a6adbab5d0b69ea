// Counts that can be derived by hand, each with its derivation.

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <vector>

#include "sim/fiber/simulation.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

std::uint64_t factorial(std::uint64_t n) { return n < 2 ? 1 : n * factorial(n - 1); }
std::uint64_t binomial(std::uint64_t n, std::uint64_t k) {
  std::uint64_t result = 1;
  for (std::uint64_t i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return result;
}

std::string listing_16_1(int main_prints, int spawned_prints, std::string_view time) {
  return R"({"time": {"model": ")" + std::string(time) + R"("}, "threads": {
    "main": [{"spawn": "spawned"}, {"for": "i", "in": "1..)" +
         std::to_string(main_prints + 1) + R"(", "do": [
      {"print": "hi number {i} from the main thread!"}, {"sleep": "1ms"}]}],
    "spawned": [{"for": "i", "in": "1..)" +
         std::to_string(spawned_prints + 1) + R"(", "do": [
      {"print": "hi number {i} from the spawned thread!"}, {"sleep": "1ms"}]}]}})";
}

// When main's end comes, its m lines are printed, merged with the first k of the other's s lines:
// in C(m + k, m) ways for each k from 0 to s. These add up to C(m + s + 1, m + 1) (the hockey-stick
// identity).
std::uint64_t outputs_unbounded(std::uint64_t m, std::uint64_t s) {
  return binomial(m + s + 1, m + 1);
}

// Main takes 2m steps after the spawn, then its end. The other may have taken any j of its 2s + 1
// steps before that, in C(2m + j, j) ways. These add up to C(2m + 2s + 2, 2m + 1).
std::uint64_t interleavings_unbounded(std::uint64_t m, std::uint64_t s) {
  return binomial(2 * m + 2 * s + 2, 2 * m + 1);
}

TEST_CASE(
    "small versions of Listing 16-1 have as many outputs and interleavings as the formulas say") {
  for (int m = 1; m <= 2; ++m) {
    for (int s = 1; s <= 3; ++s) {
      CAPTURE(m);
      CAPTURE(s);
      Loaded loaded(listing_16_1(m, s, "unbounded"));
      const Report report = loaded.explore("exhaustive");
      const auto main_prints = static_cast<std::uint64_t>(m);
      const auto spawned_prints = static_cast<std::uint64_t>(s);
      CHECK(report.complete);
      CHECK(report.outcomes.size() == outputs_unbounded(main_prints, spawned_prints));
      CHECK(report.executions == interleavings_unbounded(main_prints, spawned_prints));
    }
  }
}

TEST_CASE("Listing 16-1 has 2,002 outputs with time unbounded, in 6,906,900 interleavings" *
          doctest::skip(!HEDDLE_LONG_TESTS)) {
  Loaded loaded(listing_16_1(4, 9, "unbounded"));
  const Report report = loaded.explore("exhaustive");
  CHECK(outputs_unbounded(4, 9) == 2002);
  CHECK(report.complete);
  CHECK(report.outcomes.size() == 2002);
  CHECK(report.executions == 6906900);
  CHECK(interleavings_unbounded(4, 9) == 6906900);
}

TEST_CASE("dpor needs one execution for each output of Listing 16-1") {
  // The prints and main's end are left to order: in as many ways as there are outputs.
  Loaded loaded(listing_16_1(4, 9, "unbounded"));
  const Report report = loaded.explore("dpor");
  CHECK(report.complete);
  CHECK(report.outcomes.size() == 2002);
  CHECK(report.executions == 2002);
}

TEST_CASE("dpor is not kept in a loop that only sleeps") {
  Loaded loaded(R"({"limits": {"steps": 500}, "threads": {
    "main": [{"spawn": "ticks"}, {"print": "done"}],
    "ticks": [{"loop": [{"sleep": "1ms"}]}]}})");
  const Report report = loaded.explore("dpor", 0, 1000);
  bool completed = false;
  for (const SeenOutcome& seen : report.outcomes) {
    completed = completed || seen.outcome.status == Status::completed;
  }
  CHECK(completed);
}

TEST_CASE("dpor finds what others do before a bug that follows a sleep") {
  Loaded loaded(
      R"({"threads": {"a": [{"sleep": "1ms"}, {"panic": "oh"}], "b": [{"print": "b"}]}})");
  CHECK(loaded.explore("dpor").outcomes.size() == loaded.explore("exhaustive").outcomes.size());
}

TEST_CASE("Listing 16-1 has 32 outputs with time exact, and the one printed in the book replays") {
  // At 0, 1, 2 and 3 ms both print, in either order: 2^4. At 4 ms main ends, before or after a
  // fifth line: times 2.
  Loaded loaded(listing_16_1(4, 9, "exact"));
  const Report report = loaded.explore("exhaustive");
  CHECK(report.complete);
  CHECK(report.outcomes.size() == 32);
  const std::string book =
      "hi number 1 from the main thread!\nhi number 1 from the spawned thread!\n"
      "hi number 2 from the main thread!\nhi number 2 from the spawned thread!\n"
      "hi number 3 from the main thread!\nhi number 3 from the spawned thread!\n"
      "hi number 4 from the main thread!\nhi number 4 from the spawned thread!\n"
      "hi number 5 from the spawned thread!\n";
  int found = 0;
  for (const SeenOutcome& seen : report.outcomes) {
    if (loaded.output(seen.outcome) == book) ++found;
  }
  CHECK(found == 1);
}

TEST_CASE("under round-robin with exact time Listing 16-1 runs as on an idle machine") {
  Loaded loaded(listing_16_1(4, 9, "exact"));
  const Report report = loaded.explore("round-robin", 0, 1);
  REQUIRE(report.outcomes.size() == 1);
  const std::string output = loaded.output(report.outcomes[0].outcome);
  const std::string alternating =
      "hi number 1 from the main thread!\nhi number 1 from the spawned thread!\n"
      "hi number 2 from the main thread!\nhi number 2 from the spawned thread!\n"
      "hi number 3 from the main thread!\nhi number 3 from the spawned thread!\n"
      "hi number 4 from the main thread!\nhi number 4 from the spawned thread!\n";
  CHECK(output.starts_with(alternating));
}

// The number of ways to order the steps of main and n threads of k operations each, counted step by
// step: main spawns all, joins all and ends; a thread may begin once it is spawned, and be joined
// once it has taken its k operations and its end.
std::uint64_t interleavings(std::uint64_t main_steps, std::vector<int> thread_steps, int operations,
                            std::map<std::vector<int>, std::uint64_t>& known) {
  const auto n = static_cast<std::uint64_t>(thread_steps.size());
  if (main_steps == 2 * n + 1) return 1;
  std::vector<int> state = thread_steps;
  state.push_back(static_cast<int>(main_steps));
  if (const auto found = known.find(state); found != known.end()) return found->second;
  std::uint64_t count = 0;
  const bool joins = main_steps >= n && main_steps < 2 * n;
  if (!joins || thread_steps[main_steps - n] == operations + 1) {
    count += interleavings(main_steps + 1, thread_steps, operations, known);
  }
  for (std::uint64_t thread = 0; thread < n && thread < main_steps; ++thread) {
    if (thread_steps[thread] == operations + 1) continue;
    std::vector<int> next = thread_steps;
    ++next[thread];
    count += interleavings(main_steps, next, operations, known);
  }
  return known[state] = count;
}

TEST_CASE("exhaustive search of fetch_adds visits every interleaving once") {
  for (int operations = 1; operations <= 3; ++operations) {
    CAPTURE(operations);
    Loaded loaded(R"({"shared": {"x": {"atomic": 0}}, "threads": {)"
                  R"("a": [{"repeat": )" +
                  std::to_string(operations) +
                  R"(, "do": [{"fetch_add": "x", "value": 1}]}],)"
                  R"("b": [{"repeat": )" +
                  std::to_string(operations) +
                  R"(, "do": [{"fetch_add": "x", "value": 1}]}],)"
                  R"("c": [{"repeat": )" +
                  std::to_string(operations) + R"(, "do": [{"fetch_add": "x", "value": 1}]}]}})");
    const auto scheduler = make_scheduler("exhaustive", 0);
    Simulation simulation(loaded.program, loaded.scenario.settings);
    std::uint64_t executions = 0;
    std::set<std::vector<ThreadId>> orders;  // of the fetch_adds alone
    while (scheduler->begin()) {
      const Execution& execution = simulation.run(*scheduler);
      ++executions;
      std::vector<ThreadId> order;
      for (const Event& event : execution.events) {
        if (event.kind == OperationKind::fetch_add) order.push_back(event.thread);
      }
      orders.insert(order);
    }
    std::map<std::vector<int>, std::uint64_t> known;
    CHECK(executions == interleavings(0, {0, 0, 0}, operations, known));
    // Up to thread starts and ends: the multinomial coefficient (3k)! / (k!)^3, which is 1,680 for
    // k = 3.
    const auto k = static_cast<std::uint64_t>(operations);
    CHECK(orders.size() == factorial(3 * k) / (factorial(k) * factorial(k) * factorial(k)));
  }
}

TEST_CASE("two threads that twice do x = x + 1 end with x in {2, 3, 4}") {
  Loaded loaded(R"({"shared": {"x": 0}, "races": "ignore", "threads": {
    "a": [{"repeat": 2, "do": [{"set": {"x": "x + 1"}}]}],
    "b": [{"repeat": 2, "do": [{"set": {"x": "x + 1"}}]}]}})");
  const Report report = loaded.explore("exhaustive");
  CHECK(report.complete);
  CHECK(report.bugs.empty());
  std::set<std::int64_t> values;
  for (const SeenOutcome& seen : report.outcomes) values.insert(seen.outcome.values[0].bits);
  CHECK(values == std::set<std::int64_t>{2, 3, 4});
}

}  // namespace
}  // namespace heddle
