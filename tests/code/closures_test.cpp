// Random programs, as scenarios and as C++ code: both come to the same outcomes and bugs, in as
// many executions. HEDDLE_SCENARIOS in the environment says how many programs are tried.
//
// What differs, beside what portable_scenario.hpp leaves out:
// - Fetch_adds whose results nobody uses commute in scenarios only: code may have more traces.
// - An operation on a barrier is several in code, as may be one on a condition_variable_any: only
//   outcomes, bugs and warnings are compared.
// - No lock-order warning tells of locks that were made in the exploration.
// - A fault of an expression is a failed expectation in code.
// - An exception runs destructors before it is a panic. Here no thread has anything that they would
//   end, and programs in which main panics destroy no objects.

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "heddle/heddle.hpp"
#include "tests/code/portable_scenario.hpp"
#include "tests/code/scenario_as_code.hpp"
#include "tests/differential/against_exhaustive.hpp"
#include "tests/differential/generator.hpp"
#include "tests/differential/generator_jitter.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::code_tests {
namespace {

using differential::all_profiles;
using differential::Ending;
using differential::generate_jitter_scenario;
using differential::generate_scenario;
using differential::Profile;
using differential::scenarios_for_each_profile;
using tests::Loaded;

// What an exploration found, whatever was explored.
struct Found {
  std::map<std::string, std::uint64_t> outcomes{};  // "completed|a line|": in how many executions
  std::set<std::string> bugs{};                     // kinds
  std::set<std::string> warnings{};                 // kinds
  std::uint64_t executions = 0;
  bool complete = false;

  std::string text() const {
    std::string text = std::to_string(executions) + (complete ? " executions, all\n" : "\n");
    for (const auto& [outcome, count] : outcomes) {
      text += std::to_string(count) + " x " + outcome + "\n";
    }
    for (const std::string& bug : bugs) text += "bug " + bug + "\n";
    for (const std::string& warning : warnings) text += "warning " + warning + "\n";
    return text;
  }
  bool has_same_findings(const Found& other) const {
    return complete == other.complete && bugs == other.bugs && warnings == other.warnings &&
           std::ranges::equal(outcomes, other.outcomes, {}, &Outcomes::value_type::first,
                              &Outcomes::value_type::first);
  }
  friend bool operator==(const Found&, const Found&) = default;

 private:
  using Outcomes = std::map<std::string, std::uint64_t>;
};

// A fault of an expression is a broken expectation in code.
std::string as_code(std::string_view word) {
  return word == "fault" ? "assertion" : std::string(word);
}

Found found_in(Loaded& loaded, const Report& report) {
  Found found{.executions = report.executions, .complete = report.complete};
  for (const SeenOutcome& seen : report.outcomes) {
    found.outcomes[as_code(name(seen.outcome.status)) + "|" + loaded.output(seen.outcome)] +=
        seen.executions;
  }
  for (const Finding& bug : report.bugs) found.bugs.insert(as_code(bug.kind));
  for (const Finding& warning : report.warnings) found.warnings.insert(warning.kind);
  return found;
}

Found found_in(const report& report) {
  Found found{.executions = report.executions, .complete = report.complete};
  for (const outcome& seen : report.outcomes) {
    std::string text = seen.status + "|";
    for (const std::string& line : seen.output) text += line + "\n";
    found.outcomes[text] += seen.executions;
  }
  for (const bug& bug : report.bugs) found.bugs.insert(bug.kind);
  for (const bug& warning : report.warnings) {
    // Of scenarios it is a command that warns of it, and only where an order could matter.
    if (warning.kind != "order-ignored") found.warnings.insert(warning.kind);
  }
  return found;
}

// Where the objects are made: before the exploration begins, or by main, as its first steps; and
// whether main destroys them, as its last ones.
enum class Objects { outside, inside, destroyed };

class Closure {
 public:
  Closure(const ScenarioAsCode& code, Objects made) : code_(code), made_(made) {
    if (made == Objects::outside) outside_.emplace(code);
  }
  void operator()() {
    switch (made_) {
      case Objects::outside:
        code_.run(*outside_);
        return;
      case Objects::inside: {
        // Those of the last execution, which its threads may still have used when it ended.
        thread_local std::optional<ScenarioAsCode::Objects> kept;
        code_.run(kept.emplace(code_));
        return;
      }
      case Objects::destroyed: {
        ScenarioAsCode::Objects objects(code_);
        code_.run(objects);
        return;
      }
    }
  }

 private:
  const ScenarioAsCode& code_;
  const Objects made_;
  std::optional<ScenarioAsCode::Objects> outside_;
};

struct Search {
  std::string strategy;
  std::uint64_t seed = 0;
  std::uint64_t executions = 0;  // at most
  unsigned jobs = 1;
};

options options_for(const Loaded& loaded, const Search& search) {
  options how{.strategy = search.strategy,
              .budget = std::chrono::minutes(10),
              .executions = search.executions,
              .seed = search.seed,
              .jobs = search.jobs,
              .name = loaded.scenario.name};
  const Settings& settings = loaded.scenario.settings;
  if (settings.time == TimeModel::exact) how.time = "exact";
  if (settings.time == TimeModel::jitter) {
    how.time = "jitter:" + std::to_string(settings.jitter_ns) + "ns";
  }
  how.steps = settings.step_limit;
  how.spurious_wakeups = settings.spurious_wakeups;
  how.races_are_bugs = loaded.scenario.races_are_errors;
  return how;
}

report explored(const Loaded& loaded, Objects made, const Search& search) {
  const ScenarioAsCode code(loaded.scenario);
  Closure closure(code, made);
  return explore([&closure] { closure(); }, options_for(loaded, search));
}

constexpr std::uint64_t execution_limit = 2'000;

std::string random_program(Profile profile, std::uint64_t seed,
                           Results results = Results::all_used) {
  const Ending ending = seed % 4 == 3 ? Ending::early : Ending::any;
  const Joined joined = seed % 8 == 7 ? Joined::as_written : Joined::all;
  return portable_scenario(generate_scenario(seed, profile, ending), joined, results);
}

// What main has made is destroyed at its end: then nobody may use it any more.
bool can_destroy_objects(const Loaded& loaded, std::uint64_t seed) {
  return seed % 8 != 7 && ScenarioAsCode(loaded.scenario).can_destroy_objects();
}

// A search of a scenario, and of the code that does the same.
Found compare(const std::string& text, const Search& search, std::uint64_t seed) {
  CAPTURE(search.strategy);
  Loaded loaded(text);
  const bool has_same_steps = ScenarioAsCode(loaded.scenario).has_same_steps();
  const Found in_scenario =
      found_in(loaded, loaded.explore(search.strategy, search.seed, search.executions));
  // What a search has met when it ends early depends on the steps that there are.
  if (!has_same_steps && !in_scenario.complete) return in_scenario;
  const auto check = [&](Objects made, const Found& wanted) {
    Search same = search;
    if (!has_same_steps) same.executions *= 100;
    const Found in_code = found_in(explored(loaded, made, same));
    INFO("the scenario: " << wanted.text());
    INFO("the code: " << in_code.text());
    CHECK(in_code.has_same_findings(wanted));
    if (has_same_steps) CHECK(in_code == wanted);
  };
  {
    INFO("objects made outside");
    check(Objects::outside, in_scenario);
  }
  if (!in_scenario.complete) return in_scenario;
  // Of locks that were created no such warning tells: see docs/semantics.md.
  Found of_created = in_scenario;
  of_created.warnings.erase("lock-order");
  {
    INFO("objects made inside");
    check(Objects::inside, of_created);
  }
  if (can_destroy_objects(loaded, seed)) {
    INFO("objects made inside, and destroyed");
    check(Objects::destroyed, of_created);
  }
  return in_scenario;
}

struct Sum {
  std::uint64_t programs = 0;
  std::uint64_t complete = 0;
  std::uint64_t traces = 0;
  std::set<std::string> bugs{};

  void compare_all(const std::string& text, std::uint64_t seed) {
    const Found all = compare(text, {.strategy = "dpor", .executions = execution_limit}, seed);
    compare(text, {.strategy = "random", .seed = 1, .executions = 50}, seed);
    constexpr std::uint64_t few = 30;
    if (all.executions < few) {
      compare(text, {.strategy = "exhaustive", .executions = execution_limit}, seed);
    }
    ++programs;
    complete += all.complete ? 1 : 0;
    traces += all.executions;
    bugs.insert(all.bugs.begin(), all.bugs.end());
  }
};

// Programs that most searches of the tests below can cover.
template <typename Test>
void for_each_program(std::uint64_t usual, const Test& test) {
  const std::uint64_t programs = scenarios_for_each_profile(usual);
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < programs; ++seed) {
      const std::string text = random_program(profile, seed);
      CAPTURE(name(profile));
      CAPTURE(seed);
      CAPTURE(text);
      test(Loaded(text));
    }
  }
}

bool is_same(const bug& one, const bug& other) {
  return one.kind == other.kind && one.message == other.message && one.threads == other.threads &&
         one.places == other.places && one.trace == other.trace;
}

// Without what tells how long it took.
std::string without_times(const std::string& text) {
  static const std::regex times(R"(, [0-9.]+ (ns|us|ms|s|min)\n|"seconds": [0-9.e-]+)");
  return std::regex_replace(text, times, "\n");
}

}  // namespace

TEST_CASE("random programs come to the same as scenarios and as C++ code" *
          doctest::test_suite(HEDDLE_LONG_TESTS ? "long" : "")) {
  const std::uint64_t programs = scenarios_for_each_profile(HEDDLE_LONG_TESTS ? 300 : 10);
  Sum sum;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < programs; ++seed) {
      const std::string text = random_program(profile, seed);
      CAPTURE(name(profile));
      CAPTURE(seed);
      CAPTURE(text);
      sum.compare_all(text, seed);
    }
  }
  MESSAGE("compared " << sum.programs << " programs, " << sum.complete
                      << " of them completely: " << sum.traces << " traces");
  CHECK(sum.complete > 9 * sum.programs / 10);
  CHECK(sum.bugs == std::set<std::string>{"assertion", "data-race", "deadlock", "misuse", "panic"});
}

TEST_CASE(
    "random programs with sleeps that wake late come to the same as scenarios and as C++ code" *
    doctest::test_suite(HEDDLE_LONG_TESTS ? "long" : "")) {
  const std::uint64_t programs = scenarios_for_each_profile(HEDDLE_LONG_TESTS ? 100 : 10);
  Sum sum;
  for (std::uint64_t seed = 0; seed < programs; ++seed) {
    const std::string text = portable_scenario(generate_jitter_scenario(seed), Joined::all);
    CAPTURE(seed);
    CAPTURE(text);
    sum.compare_all(text, seed);
  }
  MESSAGE("compared " << sum.programs << " programs, " << sum.complete
                      << " of them completely: " << sum.traces << " executions");
}

TEST_CASE("memory orders and fences make the same data races in scenarios and in C++ code") {
  const std::uint64_t programs = scenarios_for_each_profile(HEDDLE_LONG_TESTS ? 400 : 100);
  std::uint64_t races = 0;
  for (std::uint64_t seed = 0; seed < programs; ++seed) {
    const std::string text = random_publication(seed);
    CAPTURE(seed);
    CAPTURE(text);
    const Found all = compare(text, {.strategy = "dpor", .executions = execution_limit}, seed);
    races += all.bugs.contains("data-race") ? 1 : 0;
  }
  MESSAGE("races in " << races << " of " << programs << " programs");
  CHECK(races > programs / 10);
  CHECK(races < 9 * programs / 10);
}

TEST_CASE("who goes on of several waiters is the same in scenarios and in C++ code") {
  const std::uint64_t programs = scenarios_for_each_profile(HEDDLE_LONG_TESTS ? 200 : 20);
  Sum sum;
  for (std::uint64_t seed = 0; seed < programs; ++seed) {
    const std::string text = random_crowd(seed);
    CAPTURE(seed);
    CAPTURE(text);
    sum.compare_all(text, seed);
  }
  MESSAGE("compared " << sum.programs << " programs, " << sum.complete
                      << " of them completely: " << sum.traces << " traces");
}

// Scenarios know that nobody sees in which order such operations happen; of C++ code, whose memory
// is its own, that is not known. So there may be more traces, and only they.
TEST_CASE("results of fetch_add that nobody uses make no more outcomes") {
  for (std::uint64_t seed = 0; seed < scenarios_for_each_profile(20); ++seed) {
    const std::string text = random_program(Profile::memory, seed, Results::as_written);
    CAPTURE(seed);
    CAPTURE(text);
    Loaded loaded(text);
    const Found in_scenario = found_in(loaded, loaded.explore("dpor"));
    const Found in_code = found_in(explored(loaded, Objects::outside, {.strategy = "dpor"}));
    CHECK(in_code.has_same_findings(in_scenario));
    CHECK(in_code.executions >= in_scenario.executions);
  }
}

TEST_CASE("the default finds what dpor finds") {
  for_each_program(10, [](const Loaded& loaded) {
    const Found all = found_in(explored(loaded, Objects::outside, {.strategy = "dpor"}));
    CHECK(found_in(explored(loaded, Objects::outside, {})).has_same_findings(all));
  });
}

TEST_CASE("bugs and outcomes of random programs come back by their schedules") {
  std::size_t bugs = 0;
  for_each_program(HEDDLE_LONG_TESTS ? 40 : 5, [&](const Loaded& loaded) {
    const ScenarioAsCode code(loaded.scenario);
    const Search search{.strategy = "dpor", .executions = execution_limit};
    for (const Objects made : {Objects::outside, Objects::inside}) {
      const auto replayed = [&](const std::string& schedule) {
        Closure closure(code, made);
        return replay([&closure] { closure(); }, schedule, options_for(loaded, search));
      };
      const report report = explored(loaded, made, search);
      for (const bug& bug : report.bugs) {
        const heddle::report again = replayed(bug.schedule);
        INFO(bug.kind << ": " << bug.message << "\n" << again.text());
        CHECK(std::ranges::any_of(again.bugs,
                                  [&](const heddle::bug& other) { return is_same(bug, other); }));
        ++bugs;
      }
      for (const outcome& outcome : report.outcomes) {
        const heddle::report again = replayed(outcome.schedule);
        REQUIRE(again.outcomes.size() == 1);
        CHECK(again.outcomes[0].is_same(outcome));
      }
    }
  });
  CHECK(bugs > 20);
}

TEST_CASE("two explorations of the same code say the same") {
  for_each_program(HEDDLE_LONG_TESTS ? 20 : 3, [](const Loaded& loaded) {
    for (const Objects made : {Objects::outside, Objects::inside}) {
      const auto check = [&](const Search& search) {
        const report one = explored(loaded, made, search);
        // It tells how long the rest would take.
        if (search.strategy == "dpor" && !one.complete) return;
        const report other = explored(loaded, made, search);
        CHECK(without_times(one.text()) == without_times(other.text()));
        CHECK(without_times(one.json()) == without_times(other.json()));
      };
      check({.strategy = "dpor", .executions = execution_limit});
      check({.strategy = "random", .seed = 7, .executions = 100});
      check({.strategy = "pct", .seed = 7, .executions = 100});
    }
  });
}

TEST_CASE("two OS threads find in code what one finds") {
  for_each_program(HEDDLE_LONG_TESTS ? 20 : 3, [](const Loaded& loaded) {
    const report one = explored(loaded, Objects::inside, {.strategy = "dpor"});
    const report two = explored(loaded, Objects::inside, {.strategy = "dpor", .jobs = 2});
    INFO(one.text() << "\n" << two.text());
    CHECK(found_in(one) == found_in(two));
    CHECK(std::ranges::equal(one.bugs, two.bugs, is_same));
    CHECK(std::ranges::equal(one.bugs, two.bugs, {}, &bug::schedule, &bug::schedule));
  });
}

}  // namespace heddle::code_tests
