#pragma once
// The programs of scenarios/code/, each with a use of it that is small enough to explore all of.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::programs_under_test {

// A variant of a program with a bug in it.
struct Flawed {
  std::string_view bug;  // the enumerator in the header
  std::function<void()> body;
  std::vector<std::string> kinds;  // of the bugs that are found, in alphabetical order
};

struct ProgramUnderTest {
  std::string_view name;  // of the header, without its extension
  std::function<void()> right;
  std::vector<Flawed> flawed;
};

std::vector<ProgramUnderTest> queues();
std::vector<ProgramUnderTest> lock_free_structures();
std::vector<ProgramUnderTest> locks();
std::vector<ProgramUnderTest> tasks();

// On OS threads. Returns the sum of the two items, which is 3.
int sum_through_bounded_queue_in_production();

}  // namespace heddle::programs_under_test
