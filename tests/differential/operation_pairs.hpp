#pragma once
// Small programs for each pair of operations and each way in which an execution can end: a thread
// performs the first one and ends everything, while another thread stands before the second one:
// able, blocked, with a time-out, or just made able by that very step. Written down one by one,
// where the generator of random scenarios draws. Knows neither the engine nor the reference.

#include <cstddef>
#include <cstdint>
#include <string>

namespace heddle::differential {

// What the programs are made of, by number.
std::size_t first_operations();   // with what has to come before them
std::size_t second_operations();  // with what shows that they have happened
std::size_t endings();

struct OperationPair {
  std::size_t first = 0;
  std::size_t second = 0;
  std::size_t ending = 0;
  // Of a third thread, which performs one of the first operations; none: there is no such thread.
  std::size_t third = SIZE_MAX;
  bool exact_time = false;
};

std::string scenario_of(const OperationPair& pair);

}  // namespace heddle::differential
