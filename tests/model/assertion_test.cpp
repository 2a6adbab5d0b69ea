#include "sim/model/assertion.hpp"

#include <doctest/doctest.h>

#include <string>

namespace heddle {

TEST_CASE("an assertion that holds says nothing") { CHECK_NOTHROW(ensure(true, "two is less")); }

TEST_CASE("a broken assertion says where it stands within the sources, and what is wrong") {
  const int line = __LINE__ + 2;
  try {
    ensure(1 + 1 == 3, "one and one is not three");
    FAIL("it holds");
  } catch (const BrokenAssertion& broken) {
    CHECK(broken.what() ==
          "tests/model/assertion_test.cpp:" + std::to_string(line) + ": one and one is not three");
  }
}

}  // namespace heddle
