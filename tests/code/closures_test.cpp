// Random programs, as scenarios and as C++ code: both come to the same outcomes and bugs, in as
// many executions.

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "heddle/heddle.hpp"
#include "tests/code/portable_scenario.hpp"
#include "tests/code/scenario_as_code.hpp"
#include "tests/differential/generator.hpp"
#include "tests/differential/generator_jitter.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::code_tests {
namespace {

using differential::all_profiles;
using differential::Ending;
using differential::generate_scenario;
using differential::Profile;
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
  for (const bug& warning : report.warnings) found.warnings.insert(warning.kind);
  return found;
}

// Where the objects are made: by main, as its first steps, or before the exploration begins.
enum class Made { inside, outside };

class Closure {
 public:
  Closure(const ScenarioAsCode& code, Made made) : code_(code) {
    if (made == Made::outside) objects_ = std::make_unique<ScenarioAsCode::Objects>(code);
  }
  void operator()() const {
    if (objects_) {
      code_.run(*objects_);
    } else {
      ScenarioAsCode::Objects objects(code_);
      code_.run(objects);
    }
  }

 private:
  const ScenarioAsCode& code_;
  std::unique_ptr<ScenarioAsCode::Objects> objects_;
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

report explored(const Loaded& loaded, Made made, const Search& search) {
  const ScenarioAsCode code(loaded.scenario);
  const Closure closure(code, made);
  return explore([&closure] { closure(); }, options_for(loaded, search));
}

constexpr std::uint64_t execution_limit = 2'000;

struct Compared {
  bool is_complete = false;
  std::uint64_t executions = 0;
};

void check_same(const Found& in_code, const Found& in_scenario) {
  INFO("the scenario: " << in_scenario.text());
  INFO("the code: " << in_code.text());
  CHECK(in_code.has_same_findings(in_scenario));
  CHECK(in_code == in_scenario);
}

// Every search of a scenario, and of the code that does the same.
Compared compare(const std::string& text, bool is_joined) {
  const auto check = [&](const Search& search, bool also_inside) {
    CAPTURE(search.strategy);
    Loaded loaded(text);
    const Found in_scenario =
        found_in(loaded, loaded.explore(search.strategy, search.seed, search.executions));
    {
      INFO("objects made outside");
      check_same(found_in(explored(loaded, Made::outside, search)), in_scenario);
    }
    if (also_inside && in_scenario.complete) {
      INFO("objects made inside");
      check_same(found_in(explored(loaded, Made::inside, search)), in_scenario);
    }
    return Compared{in_scenario.complete, in_scenario.executions};
  };
  const Compared compared =
      check({.strategy = "dpor", .executions = execution_limit}, is_joined);
  check({.strategy = "random", .seed = 1, .executions = 50}, false);
  if (compared.executions < 30) {
    check({.strategy = "exhaustive", .executions = execution_limit}, is_joined);
  }
  return compared;
}

std::uint64_t programs_for_each_profile(std::uint64_t usual) {
  const char* const chosen = std::getenv("HEDDLE_SCENARIOS");
  return chosen == nullptr ? usual : std::strtoull(chosen, nullptr, 10);
}

}  // namespace

TEST_CASE("random programs come to the same as scenarios and as C++ code" *
          doctest::test_suite(HEDDLE_LONG_TESTS ? "long" : "")) {
  const std::uint64_t programs = programs_for_each_profile(HEDDLE_LONG_TESTS ? 300 : 10);
  std::uint64_t compared = 0;
  std::uint64_t complete = 0;
  std::uint64_t executions = 0;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < programs; ++seed) {
      const bool is_joined = seed % 8 != 7;
      const std::string text =
          portable_scenario(generate_scenario(seed, profile, seed % 4 == 3 ? Ending::early : Ending::any),
                            is_joined ? Joined::all : Joined::as_written);
      CAPTURE(name(profile));
      CAPTURE(seed);
      CAPTURE(text);
      const Compared result = compare(text, is_joined);
      ++compared;
      complete += result.is_complete ? 1 : 0;
      executions += result.executions;
    }
  }
  MESSAGE("compared " << compared << " programs, " << complete << " of them completely, "
                      << executions << " traces");
}

}  // namespace heddle::code_tests
