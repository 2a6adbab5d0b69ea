#include "scheduler/registry.hpp"

#include <doctest/doctest.h>

#include <set>

namespace heddle {
namespace {

std::string error_of(std::string_view spec) {
  try {
    make_scheduler(spec, 0);
  } catch (const SchedulerError& error) {
    return error.what();
  }
  return "no error";
}

std::string bound_error(std::string_view bound) {
  try {
    spec_of_bound(bound);
  } catch (const SchedulerError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("every strategy can be made by its name and by its alias") {
  for (const Strategy& strategy : strategies()) {
    if (strategy.make == nullptr) continue;
    CHECK(make_scheduler(strategy.name, 1)->begin());
    if (!strategy.alias.empty()) CHECK(make_scheduler(strategy.alias, 1)->begin());
    CHECK_FALSE(strategy.about.empty());
  }
}

TEST_CASE("names of strategies are unique and presets are within their ranges") {
  std::set<std::string_view> names;
  for (const Strategy& strategy : strategies()) {
    CHECK(names.insert(strategy.name).second);
    if (!strategy.alias.empty()) CHECK(names.insert(strategy.alias).second);
    for (const Parameter& parameter : strategy.parameters) {
      CHECK(parameter.least <= parameter.preset);
      CHECK(parameter.preset <= parameter.most);
    }
  }
}

TEST_CASE("a spec with parameters is spelt out in one way") {
  CHECK(full_spec("pct") == "pct:depth=3,steps=0");
  CHECK(full_spec("pct:steps=40") == "pct:depth=3,steps=40");
  CHECK(full_spec("pct:steps=40,depth=2") == "pct:depth=2,steps=40");
  CHECK(full_spec("random") == "random");
}

TEST_CASE("a search that only may take more memory is the same one") {
  CHECK(full_spec("dpor") == "dpor:memory=1024");
  CHECK(search_spec("dpor:memory=2") == "dpor");
  CHECK(search_spec("preemptions:memory=2") == "preemptions:bound=2,memory=2");
  CHECK(memory_limit("dpor:memory=2") == 2U << 20U);
  CHECK_FALSE(memory_limit("preemptions:memory=2"));
  CHECK(memory_limit("stateful") == 1024U << 20U);
}

TEST_CASE("an unknown scheduler names the nearest known one") {
  CHECK(error_of("randon") == "unknown scheduler 'randon'; did you mean 'random'?");
  CHECK(error_of("round_robin") == "unknown scheduler 'round_robin'; did you mean 'round-robin'?");
  CHECK(error_of("xyz").find("there is round-robin, random") != std::string::npos);
  CHECK(error_of("") != "no error");
}

TEST_CASE("an unknown parameter names the nearest known one") {
  CHECK(error_of("pct:deph=3") ==
        "unknown parameter 'deph' of scheduler 'pct'; did you mean 'depth'?");
  CHECK(error_of("random:depth=3") ==
        "unknown parameter 'depth' of scheduler 'random'; it has none");
}

TEST_CASE("a bad value names the range") {
  const std::string range = "of parameter 'depth': expected a whole number from 1 to 1000";
  for (const std::string bad : {"0", "1001", "-1", "x", "", "3x", "99999999999999999999999"}) {
    CHECK(error_of("pct:depth=" + bad) == "bad value '" + bad + "' " + range);
  }
}

TEST_CASE("malformed specs are errors") {
  CHECK(error_of("pct:depth") == "expected '=' and a value after parameter 'depth'");
  CHECK(error_of("pct:depth=1,depth=2") == "parameter 'depth' given twice");
  CHECK(error_of("pct:") == "expected 'parameter=value' after the ':'");
  CHECK(error_of("pct:depth=1,") != "no error");
  CHECK(error_of("pct::depth=1") != "no error");
  CHECK(error_of(std::string(100'000, 'x')).size() < 200);
  CHECK(error_of("a\x1b[31m").find('\x1b') == std::string::npos);
}

TEST_CASE("a bound names the strategy that keeps within it") {
  CHECK(spec_of_bound("preemptions=2") == "preemptions:bound=2");
  CHECK(spec_of_bound("delays=0") == "delays:bound=0");
  CHECK(bound_error("preemption=2") == "unknown bound 'preemption'; did you mean 'preemptions'?");
  CHECK(bound_error("depth=2") == "unknown bound 'depth'; there is preemptions, delays");
  CHECK(bound_error("random=2") == "unknown bound 'random'; there is preemptions, delays");
  CHECK(bound_error("delays") == "expected '=' and a number after 'delays'");
  for (const std::string bad : {"", "x", "-1", "101", "2,3"}) {
    CHECK(bound_error("delays=" + bad) ==
          "bad value '" + bad + "' of parameter 'bound': expected a whole number from 0 to 100");
  }
}

TEST_CASE("a strategy says whether it is complete and whether it uses the seed") {
  CHECK(find_strategy("exhaustive").complete);
  CHECK_FALSE(find_strategy("exhaustive").uses_seed);
  CHECK_FALSE(find_strategy("random").complete);
  CHECK(find_strategy("pct:depth=5").uses_seed);
}

}  // namespace heddle
