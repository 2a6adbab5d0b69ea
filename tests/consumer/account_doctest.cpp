#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cstdlib>
#include <string_view>

#include "account.hpp"

TEST_CASE("two deposits are not lost") {
  heddle::check(
      [] { heddle::expect(balance_after_two(&Account::deposit) == 30, "both deposits arrive"); },
      {.require_proved = true});
}

TEST_CASE("the environment is that of heddle_add_test") {
  CHECK(std::getenv("HEDDLE_SEED") == std::string_view("7"));
}

TEST_CASE("wrong: an expectation") {
  heddle::check([] {
    heddle::expect(balance_after_two(&Account::deposit_carelessly) == 30, "both deposits arrive");
  });
}

TEST_CASE("wrong: an assertion of the framework") {
  heddle::check([] { REQUIRE(balance_after_two(&Account::deposit_carelessly) == 30); });
}
