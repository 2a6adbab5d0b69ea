// What an exploration of C++ code can be told: strategies, budgets, jobs, checkpoints, time, the
// environment.

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>
#include <vector>

#include "heddle/heddle.hpp"

namespace {

using namespace std::chrono_literals;

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// A variable of the environment, for as long as the object is there.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

std::string temporary(const std::string& name) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("heddle-code-" + name + "-" + std::to_string(getpid()));
  std::filesystem::remove(path);
  return path.string();
}

// Nine steps of three threads that all depend on each other: 1,680 traces.
void count_to_nine() {
  heddle::atomic<int> x{0};
  const auto count = [&] {
    for (int i = 0; i < 3; ++i) ++x;
  };
  heddle::thread a(count);
  heddle::thread b(count);
  heddle::thread c(count);
  a.join();
  b.join();
  c.join();
  heddle::print("x is " + std::to_string(x));
}

// Where b comes first, it is a bug.
void comes_first() {
  heddle::atomic<int> order{0};
  heddle::thread b([&] { heddle::expect(order.exchange(1) == 2, "b comes second"); });
  order = 2;
  b.join();
}

}  // namespace

TEST_CASE("every trace once, whoever explores it") {
  const heddle::report one = heddle::explore(count_to_nine);
  CHECK(one.executions == 1680);
  CHECK(one.verdict == "proved");
  REQUIRE(one.outcomes.size() == 1);
  CHECK(one.outcomes[0].output == std::vector<std::string>{"x is 9"});
  const heddle::report two = heddle::explore(count_to_nine, {.strategy = "dpor", .jobs = 2});
  CHECK(two.executions == 1680);
  CHECK(two.verdict == "proved");
}

TEST_CASE("a search goes on from its checkpoint") {
  const std::string file = temporary("checkpoint");
  const heddle::report begun = heddle::explore(
      count_to_nine, {.strategy = "dpor", .executions = 700, .checkpoint = file, .name = "nine"});
  CHECK(!begun.complete);
  CHECK(begun.executions == 700);
  CHECK(std::filesystem::exists(file));
  const heddle::report done = heddle::explore(
      count_to_nine, {.strategy = "dpor", .executions = 5000, .checkpoint = file, .name = "nine"});
  CHECK(done.complete);
  CHECK(done.executions == 1680);
  CHECK(!std::filesystem::exists(file));
}

TEST_CASE("every strategy but the one over states") {
  for (const char* const strategy : {"dpor", "exhaustive", "random", "pct:depth=3", "round-robin",
                                     "pos", "urw", "surw", "adversarial"}) {
    CAPTURE(strategy);
    const heddle::report report =
        heddle::explore(count_to_nine, {.strategy = strategy, .executions = 100, .seed = 3});
    CHECK(report.bugs.empty());
    CHECK(report.executions > 0);
    CHECK(report.executions <= 100);
  }
  CHECK_THROWS_AS(heddle::explore(count_to_nine, {.strategy = "stateful"}), std::invalid_argument);
  CHECK_THROWS_AS(heddle::explore(count_to_nine, {.strategy = "nonsense"}), std::invalid_argument);
  CHECK_THROWS_AS(heddle::explore(count_to_nine, {.time = "slow"}), std::invalid_argument);
  CHECK_THROWS_AS(heddle::explore(nullptr), std::invalid_argument);
}

TEST_CASE("a bound covers what costs no more") {
  const heddle::report none = heddle::explore(comes_first, {.bound = "preemptions=0"});
  CHECK(none.verdict == "proved-up-to");
  CHECK_THROWS_AS(heddle::explore(comes_first, {.strategy = "dpor", .bound = "preemptions=0"}),
                  std::invalid_argument);
}

TEST_CASE("a bug that was drawn by chance comes back by its seed") {
  const heddle::report drawn =
      heddle::explore(comes_first, {.strategy = "random", .executions = 50, .name = "by chance"});
  REQUIRE(drawn.bugs.size() == 1);
  REQUIRE(drawn.bugs[0].seed.has_value());
  const heddle::report again = heddle::explore(
      comes_first,
      {.strategy = "random", .executions = 1, .seed = *drawn.bugs[0].seed, .name = "by chance"});
  REQUIRE(again.bugs.size() == 1);
  CHECK(again.bugs[0].schedule == drawn.bugs[0].schedule);
  CHECK(has(drawn.text(), "HEDDLE_SEED=" + std::to_string(*drawn.bugs[0].seed)));
}

TEST_CASE("a proof can be required") {
  CHECK_NOTHROW(heddle::check(count_to_nine, {.require_proved = true}));
  CHECK_THROWS_AS(heddle::check(count_to_nine, {.executions = 5, .require_proved = true}),
                  heddle::bug_found);
}

TEST_CASE("the environment comes before the options") {
  SUBCASE("a schedule is replayed alone, where it was made for the function") {
    const heddle::report found = heddle::explore(comes_first, {.name = "comes first"});
    REQUIRE(found.bugs.size() == 1);
    const Variable schedule("HEDDLE_SCHEDULE", found.bugs[0].schedule);
    const heddle::report again = heddle::explore(comes_first, {.name = "comes first"});
    CHECK(again.executions == 1);
    REQUIRE(again.bugs.size() == 1);
    CHECK(again.bugs[0].message == found.bugs[0].message);
    CHECK_THROWS_AS(heddle::check(comes_first, {.name = "comes first"}), heddle::bug_found);
    CHECK(heddle::explore(count_to_nine).executions == 1680);
  }
  SUBCASE("a schedule in a file") {
    const heddle::report found = heddle::explore(comes_first, {.name = "comes first"});
    const std::string file = temporary("schedule");
    std::ofstream(file) << found.bugs.at(0).schedule << '\n';
    const Variable schedule("HEDDLE_SCHEDULE", "@" + file);
    CHECK(heddle::explore(comes_first, {.name = "comes first"}).executions == 1);
    std::filesystem::remove(file);
  }
  SUBCASE("a strategy, a seed and a number of executions") {
    const Variable strategy("HEDDLE_STRATEGY", "random");
    const Variable executions("HEDDLE_EXECUTIONS", "17");
    CHECK(heddle::explore(count_to_nine).executions == 17);
  }
  SUBCASE("a budget") {
    const Variable strategy("HEDDLE_STRATEGY", "random");
    const Variable budget("HEDDLE_BUDGET", "20ms");
    CHECK(heddle::explore(count_to_nine, {.budget = 1h}).verdict == "sampled");
  }
  SUBCASE("a report") {
    const std::string file = temporary("report");
    const Variable report("HEDDLE_REPORT", file);
    heddle::explore(count_to_nine, {.name = "nine"});
    std::ifstream stream(file);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    CHECK(has(text, "\"scenario\": \"nine\""));
    CHECK(has(text, "\"executions\": 1680"));
    std::filesystem::remove(file);
  }
  SUBCASE("nonsense says which variable") {
    const Variable budget("HEDDLE_BUDGET", "soon");
    CHECK_THROWS_WITH_AS(
        heddle::explore(count_to_nine),
        "HEDDLE_BUDGET: bad duration 'soon': expected a whole number with a unit (ns, us, "
        "ms, s, m), such as 30s",
        std::invalid_argument);
  }
}

TEST_CASE("two explorations of one function are told apart by a schedule") {
  const heddle::report first = heddle::explore(comes_first);
  const heddle::report second = heddle::explore(comes_first);
  REQUIRE(first.bugs.size() == 1);
  CHECK(first.bugs[0].schedule != second.bugs.at(0).schedule);
  const Variable schedule("HEDDLE_SCHEDULE", first.bugs[0].schedule);
  const std::vector<std::uint64_t> executions{heddle::explore(comes_first).executions,
                                              heddle::explore(comes_first).executions};
  CHECK(executions[0] > 1);  // others again, by their lines
}

TEST_CASE("orders that are weaker than sequential consistency are named") {
  const heddle::report report = heddle::explore([] {
    heddle::atomic<bool> ready{false};
    heddle::thread other([&] { ready.store(true, std::memory_order_release); });
    static_cast<void>(ready.load(std::memory_order_acquire));
    other.join();
  });
  INFO(report.text());
  CHECK(report.verdict == "proved");
  CHECK(has(report.text(), "proved for sequentially consistent values; 2 operations ask for less"));
  REQUIRE(report.warnings.size() == 1);
  CHECK(report.warnings[0].kind == "order-ignored");
  CHECK(report.warnings[0].places.size() == 2);
}

TEST_CASE("sleeps take the time that the time model says") {
  const auto body = [] {
    heddle::atomic<int> order{0};
    heddle::thread late([&] {
      heddle::this_thread::sleep_for(20ms);
      order = 1;
    });
    heddle::this_thread::sleep_for(10ms);
    heddle::print(order == 0 ? "early" : "late");
    late.join();
  };
  CHECK(heddle::explore(body, {.time = "exact"}).outcomes.size() == 1);
  CHECK(heddle::explore(body, {.time = "jitter:5ms"}).outcomes.size() == 1);
  CHECK(heddle::explore(body, {.time = "jitter:15ms"}).outcomes.size() == 2);
  CHECK(heddle::explore(body).outcomes.size() == 2);
}

TEST_CASE("clocks show the time of the exploration") {
  const heddle::report report = heddle::explore(
      [] {
        const auto before = heddle::steady_clock::now();
        heddle::this_thread::sleep_for(1h);
        heddle::expect(heddle::steady_clock::now() - before == 1h, "an hour has gone by");
        heddle::mutex m;
        heddle::condition_variable never;
        std::unique_lock lock(m);
        const bool was_notified = never.wait_for(lock, 1min) == std::cv_status::no_timeout;
        heddle::expect(!was_notified, "nobody notifies");
        heddle::expect(heddle::steady_clock::now() - before == 61min, "and a minute");
      },
      {.time = "exact"});
  INFO(report.text());
  CHECK(report.bugs.empty());
  CHECK(report.complete);
}

TEST_CASE("an execution that is too long is cut off, and nothing is proved") {
  const heddle::report report = heddle::explore(
      [] {
        heddle::atomic<bool> ready{false};
        while (!ready) heddle::this_thread::yield();
      },
      {.executions = 3, .steps = 100});
  CHECK(report.verdict == "incomplete");
  CHECK(!report.complete);
}
