#include "scheduler/generator.hpp"

#include <doctest/doctest.h>

#include <array>

namespace heddle {

TEST_CASE("the generator's raw output is the published SplitMix64 sequence") {
  Generator generator(1234567);
  CHECK(generator.next() == 6457827717110365317u);
  CHECK(generator.next() == 3203168211198807973u);
  CHECK(generator.next() == 9817491932198370423u);
  CHECK(generator.next() == 4593380528125082431u);
  CHECK(generator.next() == 16408922859458223821u);
}

TEST_CASE("a bounded draw stays below its bound and reaches every number about equally often") {
  Generator generator(7);
  std::array<int, 5> seen{};
  for (int i = 0; i < 50'000; ++i) ++seen.at(generator.below(5));
  for (const int count : seen) {
    CHECK(count > 9'500);
    CHECK(count < 10'500);
  }
  CHECK(generator.below(1) == 0);
}

}  // namespace heddle
