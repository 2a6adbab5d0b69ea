#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "account.hpp"

namespace {

// Assertions that fail throw, so that they end the thread that they are in.
class Thrower final : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (result.type() == testing::TestPartResult::kFatalFailure) {
      throw testing::AssertionException(result);
    }
  }
};

TEST(account, two_deposits_are_not_lost) {
  heddle::check(
      [] { heddle::expect(balance_after_two(&Account::deposit) == 30, "both deposits arrive"); },
      {.require_proved = true});
}

TEST(account, the_environment_is_that_of_heddle_add_test) {
  EXPECT_EQ(std::getenv("HEDDLE_SEED"), std::string("7"));
}

TEST(wrong, expectation) {
  heddle::check([] {
    heddle::expect(balance_after_two(&Account::deposit_carelessly) == 30, "both deposits arrive");
  });
}

TEST(wrong, assertion_of_the_framework) {
  heddle::check([] { ASSERT_EQ(balance_after_two(&Account::deposit_carelessly), 30); });
}

}  // namespace

int main(int count, char** arguments) {
  testing::InitGoogleTest(&count, arguments);
  testing::UnitTest::GetInstance()->listeners().Append(new Thrower);
  return RUN_ALL_TESTS();
}
