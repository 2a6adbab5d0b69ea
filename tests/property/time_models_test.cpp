// How the time models relate to each other, on random small scenarios.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/differential/engine_outcomes.hpp"
#include "tests/differential/generator.hpp"
#include "tests/differential/generator_jitter.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;
using Json = nlohmann::ordered_json;
using Texts = std::set<std::string>;

constexpr std::uint64_t scenarios = HEDDLE_LONG_TESTS ? 300 : 30;

struct Found {
  Texts outcomes;
  Texts bugs;
};

Found explore(const std::string& text) {
  Loaded loaded(text);
  const Report report = loaded.explore("stateful");
  REQUIRE(report.complete);
  return {canonical_outcomes(report, loaded.program), bug_kinds(report)};
}

void require_among(const Found& fewer, const Found& more) {
  REQUIRE(std::ranges::includes(more.outcomes, fewer.outcomes));
  REQUIRE(std::ranges::includes(more.bugs, fewer.bugs));
}

std::string scenario_with_timers(std::uint64_t seed) {
  if (seed % 3 != 0) return generate_jitter_scenario(seed);
  return generate_scenario(seed, seed % 2 == 0 ? Profile::time : Profile::mixed);
}

TEST_CASE(
    "exact time allows less than jitter, less jitter than more, and all that unbounded time") {
  std::size_t grown = 0;
  for (std::uint64_t seed = 0; seed < scenarios; ++seed) {
    CAPTURE(seed);
    const std::string text = scenario_with_timers(seed);
    CAPTURE(text);
    const Found exact = explore(with_time(text, "exact"));
    Found least = explore(with_jitter(text, 0));
    REQUIRE(least.outcomes == exact.outcomes);
    REQUIRE(least.bugs == exact.bugs);
    for (const std::uint64_t bound_us : {500U, 1000U, 1700U, 4000U, 30000U}) {
      CAPTURE(bound_us);
      Found more = explore(with_jitter(text, bound_us));
      require_among(least, more);
      grown += more.outcomes.size() > least.outcomes.size() ? 1 : 0;
      least = std::move(more);
    }
    require_among(least, explore(with_time(text, "unbounded")));
  }
  CHECK(grown > scenarios / 3);
}

TEST_CASE("without any jitter the same executions are run as with exact time") {
  for (std::uint64_t seed = 0; seed < scenarios; ++seed) {
    const std::string text = scenario_with_timers(seed);
    CAPTURE(text);
    Loaded exact(with_time(text, "exact"));
    Loaded without(with_jitter(text, 0));
    const Report one = exact.explore("exhaustive", 0, 20'000);
    const Report other = without.explore("exhaustive", 0, 20'000);
    REQUIRE(one.executions == other.executions);
    REQUIRE(one.steps == other.steps);
    REQUIRE(canonical_outcomes(one, exact.program) == canonical_outcomes(other, without.program));
  }
}

constexpr std::uint64_t unit_us = 500;  // divides all durations below

std::uint64_t microseconds(const std::string& duration) {
  std::size_t digits = 0;
  const std::uint64_t number = std::stoull(duration, &digits);
  return duration.substr(digits) == "us" ? number : 1000 * number;
}

// Every sleep becomes a choice of a lateness, and a sleep that is longer by it.
Json with_chosen_lateness(const Json& value, std::uint64_t jitter_us) {
  if (value.is_object()) {
    Json changed = Json::object();
    for (const auto& [key, each] : value.items()) {
      changed[key] = with_chosen_lateness(each, jitter_us);
    }
    return changed;
  }
  if (!value.is_array()) return value;
  Json changed = Json::array();
  for (const Json& each : value) {
    if (!each.is_object() || !each.contains("sleep")) {
      changed.push_back(with_chosen_lateness(each, jitter_us));
      continue;
    }
    const std::uint64_t sleep_us = microseconds(each["sleep"].get<std::string>());
    Json choices = Json::array();
    Json sleep;
    for (std::uint64_t late = 0; late <= jitter_us / unit_us; ++late) {
      choices.push_back(late);
      const Json longer = {{"sleep", std::to_string(sleep_us + late * unit_us) + "us"}};
      if (late == 0) {
        sleep = longer;
      } else {
        sleep = {{"if", "lateness == " + std::to_string(late)},
                 {"then", Json::array({longer})},
                 {"else", Json::array({sleep})}};
      }
    }
    changed.push_back({{"choose", "lateness"}, {"from", choices}});
    changed.push_back(sleep);
  }
  return changed;
}

// All constraints between moments are differences with whole numbers of units as bounds, included.
// So if there are real latenesses, there are whole ones.
TEST_CASE("jitter is exact time where every sleep chooses how late it ends") {
  for (std::uint64_t seed = 0; seed < scenarios; ++seed) {
    CAPTURE(seed);
    const std::string text = scenario_with_timers(seed);
    CAPTURE(text);
    const std::uint64_t jitter_us = unit_us * (1 + seed % 5);
    Json chosen = Json::parse(with_time(text, "exact"));
    chosen["threads"] = with_chosen_lateness(chosen["threads"], jitter_us);
    const Found jitter = explore(with_jitter(text, jitter_us));
    const Found exact = explore(chosen.dump());
    REQUIRE(jitter.outcomes == exact.outcomes);
    REQUIRE(jitter.bugs == exact.bugs);
  }
}

}  // namespace
}  // namespace heddle::differential
