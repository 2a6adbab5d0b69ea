#pragma once
// Small programs for each pair of operations and each way in which an execution can end. One thread
// performs the first operation and ends everything. Another thread stands before the second one:
// able, blocked, with a time-out, or just made able by that very step. The pairs are written down
// one by one; the generator of random scenarios draws them. Knows neither the engine nor the
// reference.

#include <cstddef>
#include <cstdint>
#include <string>

namespace heddle::differential {

// The parts of the programs, by number.
std::size_t first_operations();   // with what has to come before them
std::size_t second_operations();  // with what shows that they have happened
std::size_t endings();

struct OperationPair {
  std::size_t first = 0;
  std::size_t second = 0;
  std::size_t ending = 0;
  // The first operation of a third thread; SIZE_MAX: there is no third thread.
  std::size_t third = SIZE_MAX;
  bool exact_time = false;
};

std::string scenario_of(const OperationPair& pair);

}  // namespace heddle::differential
